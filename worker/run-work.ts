import { randomUUID } from "node:crypto";
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
import { lowerMemoryLimit } from "./resources/find-memory-limit";
import type { MeteredRun, ResourceMeter, RunUsage } from "./resources/resource-meter";
import { deriveEngineSlots } from "./resources/run-account";
import type { Step, StepOutput } from "./step";
import type { WorkKind, WorkRun } from "./work-kind";

export interface RunWorkOptions {
  prisma: PrismaClient;
  workerId: string;
  /** Cores of this machine, which batches take shares of. */
  cores: number;
  engines: EngineProvider;
  activeRuns: ActiveRuns;
  meter: ResourceMeter;
  admission: Admission;
}

/** Waits for room, claims an item or a processing job, keeps its heart beating, runs the step and ends it one way or
 * another. Its row says what became of it, the queue has nothing to retry. Nothing here is waited for without a bound:
 * where the database gives no answer, the run is left to the sweeper and its slot goes on.
 * @throws only when the claim cannot be asked for */
export async function runWork<Id, Run extends WorkRun>(
  options: RunWorkOptions,
  kind: WorkKind<Id, Run>,
  id: Id,
  step: Step<Run>,
): Promise<void> {
  const { prisma, admission, activeRuns, workerId } = options;
  const findLimit = () =>
    withinMs(RELEASE_BOUND_MS, kind.findMemoryLimitMb(prisma, id)).catch(() => Number.POSITIVE_INFINITY);
  // Without room it goes back to where it waited: the sweeper of any worker hands it over again.
  if (!(await admission.enter(findLimit, activeRuns.stopping))) return kind.putBack(prisma, id);
  try {
    // One token for every time it is asked: a claim whose answer got lost is found again.
    const claimToken = randomUUID();
    const run = await withinMs(
      WRITE_BOUND_MS,
      withDatabasePatience(() => kind.claim(prisma, id, workerId, claimToken)),
    );
    if (run) await runClaimed(options, kind, run, step);
  } finally {
    admission.leave();
  }
}

async function runClaimed<Id, Run extends WorkRun>(
  options: RunWorkOptions,
  kind: WorkKind<Id, Run>,
  run: Run,
  step: Step<Run>,
): Promise<void> {
  const { prisma, activeRuns, meter, cores } = options;
  const startedMs = performance.now();
  const subject = kind.describe(run);
  const logger = getLogger().child({ ...subject, batchId: run.batchId, attempt: run.retryCount + 1 });
  let progress = 0;
  const active = activeRuns.start({ ...subject, claimToken: run.claimToken }, ({ stop }) =>
    startHeart({
      beat: () => kind.heartbeat(prisma, run, progress),
      everyMs: Math.min(1_000, heartbeatMs()),
      stopRun: stop,
      onError: (error) => logger.warn({ err: String(error) }, "heartbeat failed"),
    }),
  );
  const account = meter.open({
    batchId: run.batchId ?? "",
    memoryLimitMb: lowerMemoryLimit(run.memoryLimitMb),
    engineSlots: deriveEngineSlots(cores, run.cpuLimitPercent),
  });

  let outcome = "completed";
  try {
    const output = await runStep(options, { run, step, active, account, logger }, (fraction) => {
      progress = fraction;
    });
    if (!(await endWell(prisma, kind, run, output, account.read(), logger))) outcome = "lost";
  } catch (error) {
    outcome = await endBadly(prisma, kind, run, active, error, account.read());
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

async function runStep<Run extends WorkRun>(
  { prisma, engines }: RunWorkOptions,
  parts: { run: Run; step: Step<Run>; active: ActiveRun; account: MeteredRun; logger: Logger },
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
async function endWell<Id, Run extends WorkRun>(
  prisma: PrismaClient,
  kind: WorkKind<Id, Run>,
  run: Run,
  output: StepOutput,
  usage: RunUsage,
  logger: Logger,
): Promise<boolean> {
  const resultData = { ...output.resultData, ...usage };
  const written = await withinMs(
    WRITE_BOUND_MS,
    withDatabasePatience(() =>
      kind.finish(prisma, run, resultData, output.write?.bind(output) ?? null, output.asksForWork),
    ),
  );
  const tidyUp = written ? output.onFinished?.() : output.onLost?.();
  // The item has its end; what is left on the disk changes nothing about it.
  await withinMs(WRITE_BOUND_MS, tidyUp ?? Promise.resolve()).catch((error: unknown) =>
    logger.warn({ err: String(error) }, "not tidied up"),
  );
  return written;
}

async function endBadly<Id, Run extends WorkRun>(
  prisma: PrismaClient,
  kind: WorkKind<Id, Run>,
  run: Run,
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
      const given = withDatabasePatience(() => kind.release(prisma, run));
      return (await withinMs(RELEASE_BOUND_MS, given)) ? "released" : "lost";
    }
    const failed = withDatabasePatience(() => kind.fail(prisma, run, toTraxError(error), { ...usage }));
    return (await withinMs(WRITE_BOUND_MS, failed)) ?? "lost";
  } catch (writeError) {
    // The database is away: the sweeper finds the silent heart and gives the item to the next run.
    getLogger().error({ err: String(writeError) }, "could not write the end of a run");
    return "unwritten";
  }
}
