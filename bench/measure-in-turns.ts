import { quantile } from "./quantile";

/** How long two things take that are done one after the other, in milliseconds. */
export interface Pair {
  small: { p50Ms: number; p95Ms: number };
  large: { p50Ms: number; p95Ms: number };
}

/** Does both so many times, now the one first and now the other: what disturbs a machine disturbs both. */
export async function measureInTurns(
  small: () => Promise<unknown>,
  large: () => Promise<unknown>,
  times: number,
): Promise<Pair> {
  const took = { small: [] as number[], large: [] as number[] };
  const both = [
    [small, took.small],
    [large, took.large],
  ] as const;
  for (let turn = 0; turn < times; turn += 1) {
    for (const [run, list] of turn % 2 ? both : both.toReversed()) {
      const startedMs = performance.now();
      await run();
      list.push(performance.now() - startedMs);
    }
  }
  const derive = (list: number[]) => ({ p50Ms: quantile(list, 0.5), p95Ms: quantile(list, 0.95) });
  return { small: derive(took.small), large: derive(took.large) };
}

/** The medians over pairs: of the large one's time, and of how many times the small one's it is. */
export function summarizePairs(pairs: readonly Pair[]): { p50Ms: number; p95Ms: number; ratio: number } {
  const median = (derive: (pair: Pair) => number) => quantile(pairs.map(derive), 0.5);
  return {
    p50Ms: median(({ large }) => large.p50Ms),
    p95Ms: median(({ large }) => large.p95Ms),
    ratio: median(({ small, large }) => large.p95Ms / small.p95Ms),
  };
}
