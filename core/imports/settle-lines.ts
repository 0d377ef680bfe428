import type { MendReport } from "@/core/subtitles/mend-report";
import { SubtitleFormatError } from "@/core/subtitles/subtitle-format-error";
import { normalizeText } from "@/core/transcript/normalize-text";
import { type ImportedLine, type ImportedWord, importBounds } from "./imported-transcript";

/** How long a line lasts whose end nobody knows, as far as the next leaves room. */
const msACharacter = 60;
const msALine = 1_000;

/** Subtitles are shown one at a time; words of services carry the text; our own lines are right as they are, also without
 * text. */
export type LineKind = "cues" | "words" | "own";

/** Lines in order of time, each with times that can be and with words that are its text. What is put right is reported.
 * @throws SubtitleFormatError for more than an import may hold. */
export function settleLines(lines: ImportedLine[], kind: LineKind, report: MendReport): ImportedLine[] {
  if (lines.length > importBounds.lines) {
    throw new SubtitleFormatError(
      `This file has more than ${importBounds.lines.toLocaleString("en")} lines.`,
    );
  }
  const clean = lines.flatMap((line, index): ImportedLine[] => {
    const text = normalizeText(line.text);
    const atMs = Math.max(0, line.startMs);
    if (text === "" && kind !== "own") {
      report.add("empty", { atMs });
      return [];
    }
    if (text.length > importBounds.characters || Math.max(line.startMs, line.endMs) > importBounds.timeMs) {
      throw new SubtitleFormatError(
        `Entry ${index + 1} is ${text.length > importBounds.characters ? "too long" : "later than any recording lasts"}.`,
      );
    }
    if (line.startMs < 0 || line.endMs < 0) report.add("timeNegative", { atMs });
    return [{ ...line, text, startMs: atMs, endMs: Math.max(0, line.endMs) }];
  });
  const late = clean.find((line, index) => line.startMs < (clean[index - 1]?.startMs ?? 0));
  if (late) {
    report.add("unordered", { atMs: late.startMs });
    clean.sort((a, b) => a.startMs - b.startMs);
  }
  return clean.map((line, index) => {
    if (kind === "own") {
      return { ...line, words: line.words.map((word) => ({ ...word, text: normalizeText(word.text) })) };
    }
    const next = nextStart(clean, index);
    let { endMs } = line;
    if (endMs < line.startMs) {
      report.add("timeBackwards", { atMs: line.startMs });
      endMs = Math.min(line.startMs + msALine + line.text.length * msACharacter, next);
    }
    if (kind === "cues" && endMs > next) {
      report.add("overlapping", { atMs: line.startMs });
      endMs = next;
    }
    endMs = Math.min(endMs, importBounds.timeMs);
    return { ...line, endMs, words: settleWords(line, endMs, report) };
  });
}

/** The next that begins later: two of one instant are read together. */
function nextStart(lines: ImportedLine[], index: number): number {
  const startMs = (lines[index] as ImportedLine).startMs;
  for (let at = index + 1; at < Math.min(lines.length, index + 50); at += 1) {
    const next = (lines[at] as ImportedLine).startMs;
    if (next > startMs) return next;
  }
  return Number.POSITIVE_INFINITY;
}

function settleWords(line: ImportedLine, endMs: number, report: MendReport): ImportedWord[] {
  const words = line.words
    .map((word) => ({ ...word, text: normalizeText(word.text) }))
    .filter((word) => word.text !== "");
  if (words.length === 0) return [];
  if (words.map((word) => word.text).join(" ") !== line.text) {
    report.add("wordTimes", { atMs: line.startMs });
    return [];
  }
  let freeMs = line.startMs;
  let isMended = false;
  const settled = words.map((word) => {
    const startMs = Math.min(Math.max(word.startMs, freeMs), Math.max(endMs, freeMs));
    const wordEndMs = Math.min(Math.max(word.endMs, startMs), Math.max(endMs, startMs));
    isMended ||= startMs !== word.startMs || wordEndMs !== word.endMs;
    freeMs = startMs;
    const confidence =
      word.confidence !== null && word.confidence >= 0 && word.confidence <= 1 ? word.confidence : null;
    return { ...word, startMs, endMs: wordEndMs, confidence };
  });
  if (isMended) report.add("wordTimes", { atMs: line.startMs });
  return settled;
}
