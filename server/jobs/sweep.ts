import type { Prisma, PrismaClient } from "@/server/platform/db";
import { getLogger } from "@/server/platform/logger";
import { deadAfterMs, heartbeatMs } from "@/server/platform/patience";
import { dispatchForgotten } from "./dispatch-forgotten";
import { endDownloads } from "./download-status";
import { createHeartWatch } from "./observe-hearts";
import { listRunningItems, recoverItem } from "./recover-item";
import { listRunningJobs, recoverJob } from "./recover-job";
import { setAsideUnknownSteps } from "./set-aside";

export interface SweepResult {
  recovered: number;
  dispatched: number;
  setAside: number;
}

export interface Sweeper {
  /** Mends what crashes leave: runs whose heart stopped, retries whose wake-up was lost, items that were marked as
   * dispatched but that no queue job carries. Any number of workers may sweep at once.
   * @param deadWorkers workers known to be dead without waiting (the supervisor saw them end) */
  sweep(deadWorkers?: string[]): Promise<SweepResult>;
}

/** A sweeper remembers the heartbeats it saw.
 * @param now milliseconds of a clock that only goes on */
export function createSweeper(prisma: PrismaClient, now: () => number = () => performance.now()): Sweeper {
  const patience = { heartbeatMs: heartbeatMs(), deadAfterMs: deadAfterMs() };
  const items = createHeartWatch(patience);
  const jobs = createHeartWatch(patience);

  async function recover<Run extends RunningRow>(
    runs: Run[],
    dead: Set<string>,
    mend: (tx: Prisma.TransactionClient, run: Run) => Promise<boolean>,
  ): Promise<number> {
    let recovered = 0;
    for (const run of runs) {
      if (!run.isDead && !dead.has(run.key)) continue;
      // One that cannot be mended must not keep the others from it: its batch may be held by somebody who froze.
      const mended = await prisma
        .$transaction(async (tx) => {
          await tx.$executeRawUnsafe(`set local lock_timeout = ${Math.round(patience.heartbeatMs)}`);
          return mend(tx, run);
        })
        .catch((error: unknown) => {
          getLogger().warn({ run: run.key, err: String(error) }, "run not recovered");
          return false;
        });
      if (mended) recovered += 1;
    }
    return recovered;
  }

  return {
    async sweep(deadWorkers = []) {
      const runningItems = await listRunningItems(prisma, deadWorkers);
      const runningJobs = await listRunningJobs(prisma, deadWorkers);
      const recovered =
        (await recover(runningItems, items.look(runningItems, now()), recoverItem)) +
        (await recover(runningJobs, jobs.look(runningJobs, now()), recoverJob));
      const setAside = await setAsideUnknownSteps(prisma);
      // Nobody is left to say it of their recordings.
      if (recovered + setAside > 0) await endDownloads(prisma);
      const dispatched = await dispatchForgotten(prisma);
      return { recovered, dispatched, setAside };
    },
  };
}

interface RunningRow {
  key: string;
  beat: string | null;
  ageMs: number | null;
  /** Its worker is known to be gone. */
  isDead: boolean;
}
