import { normalizeText } from "@/core/transcript/normalize-text";
import { cleanCues } from "./clean-cues";
import type { Cue } from "./cue";
import { serializeCueTime } from "./cue-time";
import { replaceUnwritable } from "./escape-xml";

/** WebVTT (https://www.w3.org/TR/webvtt1/): UTF-8, speakers as voice spans, everything of the user's escaped.
 * Cues without text are left out. */
export function serializeVtt(cues: Cue[]): string {
  const blocks = cleanCues(cues).map((cue) => {
    const times = `${serializeCueTime(cue.startMs, ".")} --> ${serializeCueTime(cue.endMs, ".")}`;
    const speaker = normalizeText(cue.speaker ?? "");
    // A name that ends in hyphens would make an arrow of the tag.
    const voice = speaker === "" ? "" : `<v ${escapeVtt(speaker).replace(/-$/, "&#45;")}>`;
    return `${times}\n${voice}${cue.lines.map(escapeVtt).join("\n")}\n`;
  });
  return ["WEBVTT\n", ...blocks].join("\n");
}

/** `>` too: so no "-->" is left that would begin a cue. Browsers take U+FFFF for the end of the text. */
function escapeVtt(text: string): string {
  if (/^[ -%'-;=?-~]*$/.test(text)) return text;
  return replaceUnwritable(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}
