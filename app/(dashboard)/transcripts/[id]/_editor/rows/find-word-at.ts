import type { DocumentSegment } from "@/core/transcript/document-change";

interface Timed {
  startMs: number;
  endMs: number;
}

/** The index of the last item that has begun at `timeMs`, -1 before the first. By bisection: items are in order. */
export function findLastBegun(
  count: number,
  at: (index: number) => Timed | null | undefined,
  timeMs: number,
): number {
  let low = 0;
  let high = count - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if ((at(middle)?.startMs ?? 0) <= timeMs) low = middle + 1;
    else high = middle - 1;
  }
  return high;
}

export interface WordPlace {
  segmentIndex: number;
  segmentId: string;
  wordId: string | null;
}

/** A short breath does not put the mark out; a silence does. */
const breathMs = 800;

/** Which segment is heard at `timeMs`, and which of its words. Null before the first. */
export function findWordAt(
  count: number,
  segmentAt: (index: number) => DocumentSegment | null,
  timeMs: number,
): WordPlace | null {
  const segmentIndex = findLastBegun(count, segmentAt, timeMs);
  const segment = segmentIndex < 0 ? null : segmentAt(segmentIndex);
  if (!segment) return null;
  const words = segment.words ?? [];
  const word = words[findLastBegun(words.length, (index) => words[index], timeMs)];
  const isHeard = word !== undefined && timeMs < word.endMs + breathMs;
  return { segmentIndex, segmentId: segment.id, wordId: isHeard ? word.id : null };
}
