/** Numbers that a seed determines (mulberry32), so that a run's order of faults can be had again. */
export interface Random {
  /** From 0 up to, and without, 1. */
  next(): number;
  between(low: number, high: number): number;
  chance(): boolean;
  pick<T>(from: readonly T[]): T | undefined;
  shuffle<T>(items: readonly T[]): T[];
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const random: Random = {
    next,
    between: (low, high) => low + next() * (high - low),
    chance: () => next() < 0.5,
    pick: (from) => from[Math.floor(next() * from.length)],
    shuffle: (items) =>
      items
        .map((item) => ({ item, at: next() }))
        .sort((a, b) => a.at - b.at)
        .map(({ item }) => item),
  };
  return random;
}
