import { closeSegment, segmentWords, type WordSegment } from "../transcript/segment-words";
import type { TimedWord } from "../transcript/types";

/** A stretch of a recording, `[startMs, endMs)`. */
export interface TimeRange {
  startMs: number;
  endMs: number;
}

/** Whether a word, or whatever else has a start and an end, belongs to a stretch: its middle lies there. */
export function liesWithin({ startMs, endMs }: TimeRange, range: TimeRange): boolean {
  const middleMs = (startMs + endMs) / 2;
  return middleMs >= range.startMs && middleMs < range.endMs;
}

/** A text of which one stretch was heard anew. Lines outside of it stay as they are, one that reaches into it is cut there,
 * and within it lines are made of the new words alone; what was heard beyond its ends is left to those that are there. Pure.
 * @param lines the text of before, in order
 * @param heard what was heard of the stretch this time, in order */
export function joinRange(
  lines: readonly WordSegment[],
  heard: readonly TimedWord[],
  range: TimeRange,
): WordSegment[] {
  const within = segmentWords(heard.filter((word) => liesWithin(word, range)));
  const before: WordSegment[] = [];
  const after: WordSegment[] = [];
  for (const line of lines) {
    const side = ({ startMs, endMs }: TimeRange) => {
      if (liesWithin({ startMs, endMs }, range)) return "within";
      return (startMs + endMs) / 2 < range.startMs ? "before" : "after";
    };
    if (line.words.length === 0) {
      const at = side(line);
      if (at !== "within") (at === "before" ? before : after).push(line);
      continue;
    }
    const left = line.words.filter((word) => side(word) === "before");
    const right = line.words.filter((word) => side(word) === "after");
    const isWhole = left.length + right.length === line.words.length;
    // Where nobody said a word, neither then nor now, there is nothing to cut it for.
    if (isWhole && (left.length === 0 || right.length === 0 || within.length === 0)) {
      (left.length > 0 ? before : after).push(line);
      continue;
    }
    if (left.length > 0) before.push(closeSegment(left));
    if (right.length > 0) after.push(closeSegment(right));
  }
  return [...before, ...within, ...after];
}
