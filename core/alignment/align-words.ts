import { runAtOnce, type Stepwise, stepSize } from "../stepwise/stepwise";
import { toKey } from "./carry-word-times";
import { diffTokens, type TokenMatch } from "./diff-tokens";

export interface AlignedWord {
  text: string;
  /** Null where nobody knows: such words are told apart by their text alone. */
  startMs: number | null;
}

export interface AlignOptions {
  /** Words that lie further apart than this are never the same. */
  driftMaxMs?: number;
}

/** Three words in a row that stand once on either side hardly ever meet by chance. */
const anchorLength = 3;
/** Up to so many words on both sides together, the diff itself is quick. */
const smallEnough = 600;
/** Beyond, words that repeat themselves all over are cut in two by the clock before they are compared. */
const tooLarge = 4_000;

/** Which words of two texts of one sound are the same, both indexes rising: capitals and punctuation do not count.
 * Runs of words that are unique on both sides are found first, and only what lies between is compared word by word,
 * so that the time grows with the length of the texts and not with its square. */
export function alignWords(
  before: readonly AlignedWord[],
  after: readonly AlignedWord[],
  options: AlignOptions = {},
): TokenMatch[] {
  return runAtOnce(alignWordsInSteps(before, after, options));
}

/** The same, for long texts. */
export function* alignWordsInSteps(
  before: readonly AlignedWord[],
  after: readonly AlignedWord[],
  { driftMaxMs = Number.POSITIVE_INFINITY }: AlignOptions = {},
): Stepwise<TokenMatch[]> {
  const a = yield* listKeys(before);
  const b = yield* listKeys(after);
  const isNear = (from: number, to: number) => {
    const start = before[from]?.startMs ?? null;
    const end = after[to]?.startMs ?? null;
    return start === null || end === null || Math.abs(start - end) <= driftMaxMs;
  };
  const matches: TokenMatch[] = [];
  const add = (from: number, to: number) => {
    if (isNear(from, to)) matches.push([from, to]);
  };

  function* alignBetween(a0: number, a1: number, b0: number, b1: number): Stepwise<void> {
    yield;
    let [from, to, fromEnd, toEnd] = [a0, b0, a1, b1];
    while (from < fromEnd && to < toEnd && a[from] === b[to]) add(from++, to++);
    while (fromEnd > from && toEnd > to && a[fromEnd - 1] === b[toEnd - 1]) {
      fromEnd--;
      toEnd--;
    }
    if (from < fromEnd && to < toEnd) yield* alignMiddle(from, fromEnd, to, toEnd);
    while (fromEnd < a1) add(fromEnd++, toEnd++);
  }

  function* alignMiddle(a0: number, a1: number, b0: number, b1: number): Stepwise<void> {
    const size = a1 - a0 + b1 - b0;
    const anchors = size > smallEnough ? yield* findAnchors(a, b, [a0, a1, b0, b1], isNear) : [];
    if (anchors.length === 0) {
      const halfway = size > tooLarge ? findHalfway(before, after, [a0, a1, b0, b1]) : null;
      if (halfway) {
        yield* alignBetween(a0, halfway[0], b0, halfway[1]);
        yield* alignBetween(halfway[0], a1, halfway[1], b1);
        return;
      }
      for (const [from, to] of diffTokens(a.slice(a0, a1), b.slice(b0, b1))) add(a0 + from, b0 + to);
      return;
    }
    let [from, to] = [a0, b0];
    for (const [nextFrom, nextTo] of anchors) {
      if (nextFrom < from || nextTo < to) continue;
      yield* alignBetween(from, nextFrom, to, nextTo);
      add(nextFrom, nextTo);
      [from, to] = [nextFrom + 1, nextTo + 1];
    }
    yield* alignBetween(from, a1, to, b1);
  }

  yield* alignBetween(0, a.length, 0, b.length);
  return matches;
}

function* listKeys(words: readonly AlignedWord[]): Stepwise<string[]> {
  const keys: string[] = [];
  for (const { text } of words) {
    if (keys.length % stepSize === 0) yield;
    keys.push(toKey(text));
  }
  return keys;
}

/** Where the words at the middle of a window stand on either side; null where no clock tells. */
function findHalfway(
  before: readonly AlignedWord[],
  after: readonly AlignedWord[],
  [a0, a1, b0, b1]: Window,
): TokenMatch | null {
  const a = (a0 + a1) >> 1;
  const middleMs = before[a]?.startMs ?? null;
  if (middleMs === null) return null;
  let [low, high] = [b0, b1];
  while (low < high) {
    const b = (low + high) >> 1;
    if ((after[b]?.startMs ?? middleMs) < middleMs) low = b + 1;
    else high = b;
  }
  return a > a0 ? [a, low] : null;
}

type Window = readonly [a0: number, a1: number, b0: number, b1: number];

/** Starts of runs that stand once on either side, the most of them that rise on both. */
function* findAnchors(
  a: readonly string[],
  b: readonly string[],
  [a0, a1, b0, b1]: Window,
  isNear: (from: number, to: number) => boolean,
): Stepwise<TokenMatch[]> {
  const inAfter = yield* listUniqueRuns(b, b0, b1);
  const inBefore = yield* listUniqueRuns(a, a0, a1);
  const pairs: TokenMatch[] = [];
  for (const [run, from] of inBefore) {
    const to = inAfter.get(run);
    if (to !== undefined && to >= 0 && from >= 0 && isNear(from, to)) pairs.push([from, to]);
  }
  return keepRising(pairs.sort(([x], [y]) => x - y));
}

/** -1: there is more than one. */
function* listUniqueRuns(
  tokens: readonly string[],
  start: number,
  end: number,
): Stepwise<Map<string, number>> {
  const runs = new Map<string, number>();
  for (let at = start; at + anchorLength <= end; at++) {
    if (at % stepSize === 0) yield;
    const run = tokens.slice(at, at + anchorLength).join(" ");
    runs.set(run, runs.has(run) ? -1 : at);
  }
  return runs;
}

/** The longest rising subsequence by the second index. */
function keepRising(pairs: TokenMatch[]): TokenMatch[] {
  const ends: number[] = [];
  const previous: number[] = [];
  pairs.forEach(([, to], index) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[ends[middle] as number] as TokenMatch)[1] < to) low = middle + 1;
      else high = middle;
    }
    previous[index] = low > 0 ? (ends[low - 1] as number) : -1;
    ends[low] = index;
  });
  const kept: TokenMatch[] = [];
  for (let at = ends.at(-1) ?? -1; at >= 0; at = previous[at] as number) kept.push(pairs[at] as TokenMatch);
  return kept.reverse();
}
