import { setImmediate as nextTurn } from "node:timers/promises";
import type { Stepwise } from "@/core/stepwise/stepwise";

/** Short enough that hearts beat and requests are answered in between, long enough that the turns themselves cost little. */
const TURN_MS = 20;

/** Does long work in this process without keeping everything else in it waiting. */
export async function runInTurns<Result>(work: Stepwise<Result>): Promise<Result> {
  let untilMs = performance.now() + TURN_MS;
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    if (performance.now() < untilMs) continue;
    await nextTurn();
    untilMs = performance.now() + TURN_MS;
  }
}
