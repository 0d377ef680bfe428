import { type Claim, claim as claimItem, fail, finish, heartbeat, release } from "@/server/jobs/lifecycle";
import type { PrismaClient } from "@/server/platform/db";
import { toTraxError } from "@/server/platform/errors";
import { getLogger, type Logger } from "@/server/platform/logger";
import { ABANDON_MS, heartbeatMs, RELEASE_BOUND_MS, WRITE_BOUND_MS } from "@/server/platform/patience";
import { getStorage } from "@/server/platform/storage";
import { withDatabasePatience } from "@/server/platform/with-database-patience";
import type { ActiveRun, ActiveRuns } from "./active-runs";
import { untilAborted, withinMs } from "./bounds";
import type { EngineProvider } from "./engines/engine-provider";
import { startHeart } from "./heart";
import type { Admission } from "./resources/admission";
import { findMemoryLimitMb, lowerMemoryLimit } from "./resources/find-memory-limit";
import type { MeteredRun, ResourceMeter, RunUsage } from "./resources/resource-meter";
import { deriveEngineSlots } from "./resources/run-account";
import type { Step, StepOutput } from "./step";

export interface RunItemOptions {
  prisma: PrismaClient;
  workerId: string;
  /** Cores of this machine, which batches take shares of. */
  cores: number;
  engines: EngineProvider;
  activeRuns: ActiveRuns;
  meter: ResourceMeter;
  admission: Admission;
}

/** Waits for room, claims an item, keeps its heart beating, runs the step and ends the item one way or another. The
 * item says what became of it, the queue has nothing to retry. Nothing here is waited for without a bound: where the
 * database gives no answer, the run is left to the sweeper and its slot goes on.
 * @throws only when the claim cannot be asked for */
export async function runItem(options: RunItemOptions, itemId: string, step: Step): Promise<void> {
  const { prisma, admission, activeRuns } = options;
  const findLimit = () =>
    withinMs(RELEASE_BOUND_MS, findMemoryLimitMb(prisma, itemId)).catch(() => Number.POSITIVE_INFINITY);
  await admission.enter(findLimit, activeRuns.stopping);
  try {
    const run = await withinMs(
      WRITE_BOUND_MS,
      withDatabasePatience(() => claimItem(prisma, itemId, options.workerId)),
    );
    if (run) await runClaimed(options, run, step);
  } finally {
    admission.leave();
  }
}

async function runClaimed(options: RunItemOptions, run: Claim, step: Step): Promise<void> {
  const { prisma, activeRuns, meter, cores } = options;
  const startedMs = performance.now();
  const logger = getLogger().child({
    itemId: run.itemId,
    task: run.taskType,
    batchId: run.batchId,
    attempt: run.retryCount + 1,
  });
  let progress = 0;
  const active = activeRuns.start(run, ({ stop }) =>
    startHeart({
      beat: () => heartbeat(prisma, run, progress),
      everyMs: Math.min(1_000, heartbeatMs()),
      stopRun: stop,
      onError: (error) => logger.warn({ err: String(error) }, "heartbeat failed"),
    }),
  );
  const account = meter.open({
    batchId: run.batchId,
    memoryLimitMb: lowerMemoryLimit(run.memoryLimitMb),
    engineSlots: deriveEngineSlots(cores, run.cpuLimitPercent),
  });

  let outcome = "completed";
  try {
    const output = await runStep(options, { run, step, active, account, logger }, (fraction) => {
      progress = fraction;
    });
    if (!(await endWell(prisma, run, output, account.read(), logger))) outcome = "lost";
  } catch (error) {
    outcome = await endBadly(prisma, run, active, error, account.read());
    if (outcome === "failed" || outcome === "retrying") {
      const trax = toTraxError(error);
      logger.warn({ code: trax.code, err: String(trax.cause ?? trax.message) }, "step failed");
    }
  } finally {
    activeRuns.end(run);
    account.close();
    const durationMs = Math.round(performance.now() - startedMs);
    logger.info({ outcome, durationMs, ...account.read() }, "job");
  }
}

async function runStep(
  { prisma, engines }: RunItemOptions,
  parts: { run: Claim; step: Step; active: ActiveRun; account: MeteredRun; logger: Logger },
  setProgress: (fraction: number) => void,
): Promise<StepOutput> {
  const { run, step, active, account, logger } = parts;
  const { signal, softStop, openCheckpoints } = active;
  signal.throwIfAborted();
  const context = {
    prisma,
    storage: getStorage(),
    engines,
    logger,
    signal,
    softStop,
    openCheckpoints,
    account,
    setProgress,
  };
  // A step waits for its processes to be gone. One that hangs on something else must not keep its slot.
  return untilAborted(signal, ABANDON_MS, step(context, run));
}

/** False when the claim was stale. */
async function endWell(
  prisma: PrismaClient,
  run: Claim,
  output: StepOutput,
  usage: RunUsage,
  logger: Logger,
): Promise<boolean> {
  const resultData = { ...output.resultData, ...usage };
  const written = await withinMs(
    WRITE_BOUND_MS,
    withDatabasePatience(() => finish(prisma, run, resultData, (tx) => output.write(tx))),
  );
  const tidyUp = written ? output.onFinished?.() : output.onLost?.();
  // The item has its end; what is left on the disk changes nothing about it.
  await withinMs(WRITE_BOUND_MS, tidyUp ?? Promise.resolve()).catch((error: unknown) =>
    logger.warn({ err: String(error) }, "not tidied up"),
  );
  return written;
}

async function endBadly(
  prisma: PrismaClient,
  run: Claim,
  active: ActiveRun,
  error: unknown,
  usage: RunUsage,
): Promise<string> {
  const reason = active.reason();
  // A step that fails by itself while it is asked to stop has failed.
  const isStopped = active.signal.aborted || error === active.softStop.reason;
  try {
    if (reason === "lost") return "lost";
    if (reason !== null && isStopped) {
      const given = withDatabasePatience(() => release(prisma, run));
      return (await withinMs(RELEASE_BOUND_MS, given)) ? "released" : "lost";
    }
    const failed = withDatabasePatience(() => fail(prisma, run, toTraxError(error), { ...usage }));
    return (await withinMs(WRITE_BOUND_MS, failed)) ?? "lost";
  } catch (writeError) {
    // The database is away: the sweeper finds the silent heart and gives the item to the next run.
    getLogger().error({ err: String(writeError) }, "could not write the end of a run");
    return "unwritten";
  }
}
