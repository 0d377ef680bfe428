import type { Stepwise } from "../stepwise/stepwise";
import { alignWordsInSteps } from "./align-words";

interface PlacedWord {
  text: string;
  startMs: number;
  endMs: number;
}

/** Words further apart on the clock are not the same, however alike they are. */
const driftMaxMs = 30_000;

/** Says of a stretch of sound whether the words there are others than those that were given, letter by letter. */
export function* findTouched(
  given: readonly PlacedWord[],
  present: readonly PlacedWord[],
): Stepwise<(startMs: number, endMs: number) => boolean> {
  const same = yield* alignWordsInSteps(given, present, { driftMaxMs });
  const kept = same.filter(([from, to]) => given[from]?.text === present[to]?.text);
  const stretches: [number, number][] = [];
  const add = (words: readonly PlacedWord[]) => {
    for (const { startMs, endMs } of words) stretches.push([startMs, Math.max(startMs + 1, endMs)]);
  };
  let [from, to] = [0, 0];
  for (const [nextFrom, nextTo] of [...kept, [given.length, present.length] as const]) {
    add(given.slice(from, nextFrom));
    add(present.slice(to, nextTo));
    [from, to] = [nextFrom + 1, nextTo + 1];
  }
  stretches.sort((a, b) => a[0] - b[0]);
  // Of those that begin no later, how far they reach: sorted, so that many places are looked for at once.
  const reach: number[] = [];
  for (const [, endMs] of stretches) reach.push(Math.max(endMs, reach.at(-1) ?? 0));
  return (startMs, endMs) => {
    let [low, high] = [0, stretches.length];
    const until = Math.max(startMs + 1, endMs);
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((stretches[middle]?.[0] ?? 0) < until) low = middle + 1;
      else high = middle;
    }
    return low > 0 && (reach[low - 1] ?? 0) > startMs;
  };
}
