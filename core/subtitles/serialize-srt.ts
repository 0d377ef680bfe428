import { cleanCues } from "./clean-cues";
import type { Cue } from "./cue";
import { serializeCueTime } from "./cue-time";

/** SubRip: UTF-8, lines end in LF, cues numbered from 1. The format has no escapes and no place for speakers;
 * see `defuseSrtLine` for text that a player would take for markup. Cues without text are left out. */
export function serializeSrt(cues: Cue[]): string {
  return cleanCues(cues, defuseSrtLine)
    .map((cue, index) => {
      const times = `${serializeCueTime(cue.startMs, ",")} --> ${serializeCueTime(cue.endMs, ",")}`;
      return `${index + 1}\n${times}\n${cue.lines.join("\n")}\n`;
    })
    .join("\n");
}

/** Puts a space into an arrow and an override (`{\an8}`, `{y:i}`), and a word joiner, which nobody sees, behind the sign that
 * begins a tag (`<b>`; players pass over a space there): the words stay readable and nothing acts. Idempotent. */
export function defuseSrtLine(line: string): string {
  if (!/[<{>]/.test(line)) return line;
  return line
    .replace(/--(?=>)/g, "-- ")
    .replace(/<(?=[ \u00A0]*[\p{L}/!?])/gu, "<\u2060")
    .replace(/\{(?=[\\\p{L}])/gu, "{ ");
}
