/** Work that may be interrupted wherever it yields. Whoever runs it says when others have their turn: all at once here,
 * and in turns with everything else that a process does in server/platform/run-in-turns.ts. */
export type Stepwise<Result> = Generator<undefined, Result, undefined>;

export function runAtOnce<Result>(work: Stepwise<Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** So many of what takes a microsecond or two each are done between two yields. */
export const stepSize = 1_000;
