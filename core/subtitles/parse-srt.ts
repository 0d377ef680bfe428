import { normalizeText } from "@/core/transcript/normalize-text";
import type { Cue } from "./cue";
import { isBrokenTimingLine, parseTimingLine } from "./cue-time";
import { MendReport } from "./mend-report";
import { SubtitleFormatError } from "./subtitle-format-error";

/** Reads SubRip as found in the wild: any line ends, a byte order mark, missing or wrong numbers, "." for ",",
 * blank lines inside a cue. Text before the first cue is ignored, markup is kept as it is written. A cue whose times
 * cannot be read stands at the end of the one before, without length.
 * @throws SubtitleFormatError when there is text but no cue. */
export function parseSrt(text: string, report = new MendReport()): Cue[] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
  const cues: Cue[] = [];
  let open: Cue | null = null;

  for (const [index, line] of lines.entries()) {
    const times = parseTimingLine(line);
    if (times || (open && isBrokenTimingLine(line))) {
      if (!times) report.add("timeUnreadable", { line: index + 1 });
      const endMs: number = Math.max(open?.startMs ?? 0, open?.endMs ?? 0);
      open = { ...(times ?? { startMs: endMs, endMs }), lines: [], speaker: null };
      cues.push(open);
      continue;
    }
    const isNumberOfNext = /^\s*\d+\s*$/.test(line) && isTimes(lines[index + 1] ?? "");
    const clean = normalizeText(line);
    if (open && clean !== "" && !isNumberOfNext) open.lines.push(clean);
  }
  if (cues.length === 0 && text.trim() !== "") {
    const line = lines.findIndex((one) => one.trim() !== "" && !/^\s*\d+\s*$/.test(one));
    throw new SubtitleFormatError(
      "this is not an SRT file: there is no line like 00:00:01,000 --> 00:00:02,500.",
      Math.max(0, line) + 1,
    );
  }
  return cues.filter((cue) => {
    if (cue.lines.length === 0) report.add("empty", { atMs: cue.startMs });
    return cue.lines.length > 0;
  });
}

function isTimes(line: string): boolean {
  return parseTimingLine(line) !== null || isBrokenTimingLine(line);
}
