/** When each piece of work ends, in seconds from now, where `active` run at once and share the engine evenly, and
 * whoever waits takes the place of who ends, in order. Works are in seconds of the whole engine: two that run at once
 * take twice as long. This is egalitarian processor sharing (L. Kleinrock, Time-shared systems: a theoretical
 * treatment, J. ACM 14, 1967) with a bound on how many share. The engine's fair queue gives chunks of files in turns,
 * which comes to the same. */
export function shareEngine(
  active: readonly number[],
  waiting: readonly number[],
  places: number,
): { active: number[]; waiting: number[] } {
  const works = [...active, ...waiting];
  const ends = new Array<number>(works.length).fill(0);
  const running = new Map<number, number>();
  let next = active.length;
  let clock = 0;
  for (const [index, work] of active.entries()) running.set(index, Math.max(0, work));

  while (running.size > 0 || next < works.length) {
    while (running.size < Math.max(1, places) && next < works.length) {
      running.set(next, Math.max(0, works[next] as number));
      next += 1;
    }
    const least = Math.min(...running.values());
    clock += least * running.size;
    for (const [index, left] of running) {
      if (left > least) {
        running.set(index, left - least);
      } else {
        ends[index] = clock;
        running.delete(index);
      }
    }
  }
  return { active: ends.slice(0, active.length), waiting: ends.slice(active.length) };
}

/** How many runs, itself included, shared the engine during `own` on average. Instants are seconds on one clock. */
export function deriveMeanSharers(own: Interval, others: readonly Interval[]): number {
  const length = own.end - own.start;
  if (length <= 0) return 1;
  const shared = others.reduce(
    (sum, other) => sum + Math.max(0, Math.min(own.end, other.end) - Math.max(own.start, other.start)),
    0,
  );
  return 1 + shared / length;
}

export interface Interval {
  start: number;
  end: number;
}
