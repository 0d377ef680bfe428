import { claim as claimItem, fail, finish, heartbeat, release } from "@/server/jobs/lifecycle";
import type { PrismaClient } from "@/server/platform/db";
import { toTraxError } from "@/server/platform/errors";
import { getLogger } from "@/server/platform/logger";
import { heartbeatMs } from "@/server/platform/patience";
import { getStorage } from "@/server/platform/storage";
import { withDatabasePatience } from "@/server/platform/with-database-patience";
import type { ActiveRuns } from "./active-runs";
import type { EngineProvider } from "./engines/engine-provider";
import type { Step } from "./step";

export interface RunItemOptions {
  prisma: PrismaClient;
  workerId: string;
  engines: EngineProvider;
  activeRuns: ActiveRuns;
}

/** Claims an item, keeps its heart beating, runs the step and ends the item one way or another. Never throws: the
 * item says what became of it, the queue has nothing to retry. */
export async function runItem(options: RunItemOptions, itemId: string, step: Step): Promise<void> {
  const { prisma, workerId, engines, activeRuns } = options;
  const startedMs = performance.now();
  const run = await withDatabasePatience(() => claimItem(prisma, itemId, workerId));
  if (!run) return;

  const logger = getLogger().child({
    itemId,
    task: run.taskType,
    batchId: run.batchId,
    attempt: run.retryCount + 1,
  });
  let progress = 0;
  const active = activeRuns.start(run, (self) => {
    heartbeat(prisma, run, progress).then(
      (pulse) => pulse === "alive" || self.stop(pulse === "lost" ? "lost" : "drain"),
      // The database may be away for a moment; every write is fenced, so going on is safe.
      (error: unknown) => logger.warn({ err: String(error) }, "heartbeat failed"),
    );
  });
  const beat = setInterval(() => activeRuns.verify(itemId), Math.min(1_000, heartbeatMs()));

  let outcome = "completed";
  try {
    const output = await step(
      {
        prisma,
        storage: getStorage(),
        engines,
        logger,
        signal: active.signal,
        setProgress: (fraction) => {
          progress = fraction;
        },
      },
      run,
    );
    const written = await withDatabasePatience(() =>
      finish(prisma, run, output.resultData, (tx) => output.write(tx)),
    );
    await (written ? output.onFinished?.() : output.onLost?.());
    if (!written) outcome = "lost";
  } catch (error) {
    outcome = await endBadly(options, run, active.reason(), error);
    if (outcome === "failed" || outcome === "retrying") {
      const trax = toTraxError(error);
      logger.warn({ code: trax.code, err: String(trax.cause ?? trax.message) }, "step failed");
    }
  } finally {
    clearInterval(beat);
    activeRuns.end(run);
    logger.info({ outcome, durationMs: Math.round(performance.now() - startedMs) }, "job");
  }
}

async function endBadly(
  { prisma }: RunItemOptions,
  run: Parameters<typeof fail>[1],
  stopped: string | null,
  error: unknown,
): Promise<string> {
  try {
    if (stopped === "drain") return (await release(prisma, run)) ? "released" : "lost";
    if (stopped !== null) return stopped;
    return (await withDatabasePatience(() => fail(prisma, run, toTraxError(error)))) ?? "lost";
  } catch (writeError) {
    // The database is away: the sweeper finds the silent heart and gives the item to the next run.
    getLogger().error({ err: String(writeError) }, "could not write the end of a run");
    return "unwritten";
  }
}
