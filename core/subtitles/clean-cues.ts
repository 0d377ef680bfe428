import { normalizeText } from "@/core/transcript/normalize-text";
import type { Cue } from "./cue";

/** Cues as a line-based format can hold them: every line clean and not empty, and no cue without a line. */
export function cleanCues(cues: Cue[], cleanLine: (line: string) => string = (line) => line): Cue[] {
  return cues
    .map((cue) => ({
      ...cue,
      lines: cue.lines.map((line) => cleanLine(normalizeText(line))).filter((line) => line !== ""),
    }))
    .filter((cue) => cue.lines.length > 0);
}
