import { setTimeout as delay } from "node:timers/promises";
import { getLogger } from "@/server/platform/logger";
import { decideAdmission } from "./decide-admission";

/** No batch has less: below this nobody is asked. */
const SMALLEST_LIMIT_MB = 256;
const LOOK_AGAIN_MS = 500;
/** A queue job that waits here keeps its item from other workers, and its slot from other batches. */
const PATIENCE_MS = 10_000;

/** The door before a run. Who waits here has claimed nothing: its item is pending, and may be paused or cancelled. */
export interface Admission {
  /** True when there is room, and at once when the worker stops: the claim then decides. False when there was none
   * for so long that the slot is better given to somebody else.
   * @param findLimitMb asked once, and only when another run is inside */
  enter(findLimitMb: () => Promise<number>, stopping: AbortSignal): Promise<boolean>;
  leave(): void;
}

export function createAdmission(
  measureTreeMb: () => number,
  { lookAgainMs = LOOK_AGAIN_MS, patienceMs = PATIENCE_MS } = {},
): Admission {
  let inside = 0;

  /** Decides and counts in one go: of two that look in the same moment, the second sees the first inside. */
  function tryEnter(limitMb: number): boolean {
    const treeMb = inside === 0 ? 0 : measureTreeMb();
    if (decideAdmission({ treeMb, limitMb, running: inside }) === "wait") return false;
    inside += 1;
    return true;
  }

  return {
    async enter(findLimitMb, stopping) {
      if (inside === 0 && tryEnter(0)) return true;
      if (measureTreeMb() < SMALLEST_LIMIT_MB && tryEnter(SMALLEST_LIMIT_MB)) return true;
      const limitMb = await findLimitMb();
      const untilMs = performance.now() + patienceMs;
      for (let attempt = 0; !tryEnter(limitMb); attempt += 1) {
        if (stopping.aborted) {
          inside += 1;
          return true;
        }
        if (performance.now() > untilMs) return false;
        if (attempt === 0) getLogger().info({ limitMb }, "an item waits for memory");
        await delay(lookAgainMs, undefined, { signal: stopping }).catch(() => {});
      }
      return true;
    },
    leave() {
      inside -= 1;
    },
  };
}
