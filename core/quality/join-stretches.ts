export interface Stretch {
  startMs: number;
  endMs: number;
}

/** Of one kind, more places than these nobody walks through. */
export const mostStretches = 40;

/** Stretches in order, those at most so far apart made one; where there are still too many, ever wider gaps are joined
 * until there are few enough. Pure. */
export function joinStretches(
  stretches: readonly Stretch[],
  gapMs: number,
  most: number = mostStretches,
): Stretch[] {
  const sorted = [...stretches].sort((a, b) => a.startMs - b.startMs);
  for (let gap = gapMs; ; gap = Math.max(1_000, gap * 2)) {
    const joined: Stretch[] = [];
    for (const { startMs, endMs } of sorted) {
      const last = joined.at(-1);
      if (last && startMs - last.endMs <= gap) last.endMs = Math.max(last.endMs, endMs);
      else joined.push({ startMs, endMs });
    }
    if (joined.length <= most) return joined;
  }
}

/** How much of the time they take. */
export function sumStretches(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
}
