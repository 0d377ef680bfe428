import { normalizeText } from "@/core/transcript/normalize-text";
import type { Cue } from "./cue";
import { parseTimingLine } from "./cue-time";
import { SubtitleFormatError } from "./subtitle-format-error";

/** Reads SubRip as found in the wild: any line ends, a byte order mark, missing or wrong numbers, "." for ",",
 * blank lines inside a cue. Text before the first cue is ignored, markup is kept as it is written.
 * @throws SubtitleFormatError when there is text but no cue. */
export function parseSrt(text: string): Cue[] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
  const cues: Cue[] = [];
  let open: Cue | null = null;

  for (const [index, line] of lines.entries()) {
    const times = parseTimingLine(line);
    if (times) {
      open = { ...times, lines: [], speaker: null };
      cues.push(open);
      continue;
    }
    const isNumberOfNext = /^\s*\d+\s*$/.test(line) && parseTimingLine(lines[index + 1] ?? "") !== null;
    const clean = normalizeText(line);
    if (open && clean !== "" && !isNumberOfNext) open.lines.push(clean);
  }
  if (cues.length === 0 && text.trim() !== "") {
    throw new SubtitleFormatError(
      "This is not an SRT file: it has no line like 00:00:01,000 --> 00:00:02,500.",
    );
  }
  return cues.filter((cue) => cue.lines.length > 0);
}
