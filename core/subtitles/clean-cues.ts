import { normalizeText } from "@/core/transcript/normalize-text";
import type { Cue } from "./cue";

/** Cues as a line-based format can hold them: every line clean and not empty, and no cue without a line. */
export function cleanCues(cues: Cue[], cleanLine: (line: string) => string = (line) => line): Cue[] {
  const clean: Cue[] = [];
  for (const cue of cues) {
    const lines = cue.lines.map((line) => cleanLine(normalizeText(line))).filter((line) => line !== "");
    if (lines.length > 0) clean.push({ startMs: cue.startMs, endMs: cue.endMs, lines, speaker: cue.speaker });
  }
  return clean;
}
