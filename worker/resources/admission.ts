import { setTimeout as delay } from "node:timers/promises";
import { getLogger } from "@/server/platform/logger";
import { decideAdmission } from "./decide-admission";

const LOOK_AGAIN_MS = 500;

/** The door before a run. Who waits here has claimed nothing: its item is pending, and may be paused or cancelled. */
export interface Admission {
  /** Resolves when there is room, and at once when the worker stops: the claim then decides.
   * @param findLimitMb asked once, and only when another run is inside */
  enter(findLimitMb: () => Promise<number>, stopping: AbortSignal): Promise<void>;
  leave(): void;
}

export function createAdmission(measureTreeMb: () => number, lookAgainMs = LOOK_AGAIN_MS): Admission {
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
      if (inside === 0 && tryEnter(0)) return;
      const limitMb = await findLimitMb();
      for (let attempt = 0; !tryEnter(limitMb); attempt += 1) {
        if (stopping.aborted) {
          inside += 1;
          return;
        }
        if (attempt === 0) getLogger().info({ limitMb }, "an item waits for memory");
        await delay(lookAgainMs, undefined, { signal: stopping }).catch(() => {});
      }
    },
    leave() {
      inside -= 1;
    },
  };
}
