import type { TimedWord } from "../transcript/types";
import { toKey } from "./carry-word-times";

/** A sound that was cut in two parts which overlap; the words of either on one clock. */
export interface Seam {
  /** Where it was cut. */
  atMs: number;
  /** How far the left part goes on behind the cut, and how far before it the right part begins. */
  tailMs: number;
  leadMs: number;
}

/** One word heard twice begins at most so far apart. */
const apartMaxMs = 500;
/** Times at the very end of a sound are less sure: a word may seem to lie a little outside of what both parts heard. */
const slackMs = 250;
/** What a millisecond away from the cut weighs against one that is said twice or not at all. */
const farWeight = 0.05;

/** How many words of the left part stay, and the first of the right part that does, so that what both heard stands there
 * once: the two are joined at the word that both heard nearest to the cut, and where they agree on none, where least is
 * doubled or lost. Pure: which part was heard first does not matter. */
export function settleSeam(
  left: readonly TimedWord[],
  right: readonly TimedWord[],
  { atMs, tailMs, leadMs }: Seam,
): { leftEnd: number; rightStart: number } {
  const from = atMs - leadMs - slackMs;
  const to = atMs + tailMs + slackMs;
  const firstShared = left.findLastIndex((word) => middleOf(word) < from) + 1;
  const behind = right.findIndex((word) => middleOf(word) > to);
  const ends = { firstShared, sharedEnd: behind < 0 ? right.length : behind };
  const anchor = findAnchor(left, right, ends, atMs);
  if (!anchor) return findCut(left, right, ends, atMs);
  const [leftAt, rightAt] = anchor;
  const isLeft = middleOf(left[leftAt] as TimedWord) + middleOf(right[rightAt] as TimedWord) < 2 * atMs;
  return isLeft ? { leftEnd: leftAt + 1, rightStart: rightAt + 1 } : { leftEnd: leftAt, rightStart: rightAt };
}

interface Shared {
  firstShared: number;
  sharedEnd: number;
}

function middleOf({ startMs, endMs }: TimedWord): number {
  return (startMs + endMs) / 2;
}

/** Of the words that both heard at about the same time, in one order, the pair nearest to the cut. */
function findAnchor(
  left: readonly TimedWord[],
  right: readonly TimedWord[],
  { firstShared, sharedEnd }: Shared,
  atMs: number,
): [left: number, right: number] | null {
  const rows = left.length - firstShared;
  const likeness = (row: number, column: number) => {
    const [one, other] = [left[firstShared + row], right[column]];
    if (!one || !other || toKey(one.text) !== toKey(other.text)) return 0;
    const apartMs = Math.abs(one.startMs - other.startMs);
    return apartMs > apartMaxMs ? 0 : 1 - apartMs / (2 * apartMaxMs);
  };
  // Best sum of what is still ahead, from each pair of places on.
  const best = Array.from({ length: rows + 1 }, () => new Float64Array(sharedEnd + 1));
  const at = (row: number, column: number) => best[row]?.[column] ?? 0;
  const paired = (row: number, column: number) => {
    const alike = likeness(row, column);
    return alike > 0 ? alike + at(row + 1, column + 1) : 0;
  };
  for (let row = rows - 1; row >= 0; row--) {
    for (let column = sharedEnd - 1; column >= 0; column--) {
      const most = Math.max(paired(row, column), at(row + 1, column), at(row, column + 1));
      (best[row] as Float64Array)[column] = most;
    }
  }
  let anchor: [number, number] | null = null;
  let nearest = Number.POSITIVE_INFINITY;
  for (let row = 0, column = 0; row < rows && column < sharedEnd; ) {
    if (at(row, column) > 0 && paired(row, column) === at(row, column)) {
      const [one, other] = [left[firstShared + row] as TimedWord, right[column] as TimedWord];
      const away = Math.abs((middleOf(one) + middleOf(other)) / 2 - atMs);
      if (away < nearest) {
        nearest = away;
        anchor = [firstShared + row, column];
      }
      row++;
      column++;
    } else if (at(row + 1, column) >= at(row, column + 1)) row++;
    else column++;
  }
  return anchor;
}

function findCut(
  left: readonly TimedWord[],
  right: readonly TimedWord[],
  { firstShared, sharedEnd }: Shared,
  atMs: number,
): { leftEnd: number; rightStart: number } {
  let found = { leftEnd: left.length, rightStart: 0 };
  let least = Number.POSITIVE_INFINITY;
  for (let leftEnd = firstShared; leftEnd <= left.length; leftEnd++) {
    for (let rightStart = 0; rightStart <= sharedEnd; rightStart++) {
      const untilMs = left[leftEnd - 1]?.endMs ?? Number.NEGATIVE_INFINITY;
      const sinceMs = right[rightStart]?.startMs ?? Number.POSITIVE_INFINITY;
      const doubledMs = Math.max(0, untilMs - sinceMs);
      const dropped = [...left.slice(leftEnd), ...right.slice(0, rightStart)];
      const lostMs = dropped.reduce(
        (sum, { startMs, endMs }) => sum + Math.max(0, Math.min(endMs, sinceMs) - Math.max(startMs, untilMs)),
        0,
      );
      const farMs = Math.max(0, untilMs - atMs) + Math.max(0, atMs - sinceMs);
      const cost = 2 * doubledMs + lostMs + farWeight * Math.min(farMs, 10_000);
      if (cost < least) {
        least = cost;
        found = { leftEnd, rightStart };
      }
    }
  }
  return found;
}
