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

  async function waitForRoom(findLimitMb: () => Promise<number>, stopping: AbortSignal): Promise<void> {
    const limitMb = await findLimitMb();
    let isTold = false;
    while (!stopping.aborted) {
      const treeMb = measureTreeMb();
      if (decideAdmission({ treeMb, limitMb, running: inside }) === "admit") return;
      if (!isTold) getLogger().info({ treeMb: Math.round(treeMb), limitMb }, "an item waits for memory");
      isTold = true;
      await delay(lookAgainMs, undefined, { signal: stopping }).catch(() => {});
    }
  }

  return {
    async enter(findLimitMb, stopping) {
      if (inside > 0) await waitForRoom(findLimitMb, stopping);
      inside += 1;
    },
    leave() {
      inside -= 1;
    },
  };
}
