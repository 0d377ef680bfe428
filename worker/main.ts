import { randomUUID } from "node:crypto";
import { availableParallelism, hostname } from "node:os";
import { type Runner, run } from "graphile-worker";
import { findSpeechModel } from "@/core/speech/speech-models";
import { removeExpiredAnswers } from "@/server/enhancement/kept-answers";
import { createLiveHub } from "@/server/jobs/live-hub";
import { removeOldModelPlaces } from "@/server/jobs/model-states";
import { flushNotices } from "@/server/jobs/notify";
import { cleanQueue, setAsideUnknownJobs } from "@/server/jobs/queue";
import { createSweeper } from "@/server/jobs/sweep";
import {
  beatWorker,
  listSilentWorkers,
  registerWorker,
  removeOldWorkers,
  stopWorker,
} from "@/server/jobs/workers";
import { sweepUploads } from "@/server/media/sweep-uploads";
import { closeDatabase, getDatabase, type PrismaClient } from "@/server/platform/db";
import { getSettings } from "@/server/platform/env";
import { getLogger } from "@/server/platform/logger";
import { heartbeatMs, IO_SLOTS } from "@/server/platform/patience";
import { homeFolders } from "@/server/platform/storage";
import { traxVersion } from "@/server/platform/version";
import { withDatabasePatience } from "@/server/platform/with-database-patience";
import { refreshSearchWords } from "@/server/search/refresh-words";
import { emptyOldTrash } from "@/server/transcripts/empty-trash";
import { listEngineIds } from "@/server/workers/data";
import { createActiveRuns } from "./active-runs";
import { createEnginePool } from "./engines/engine-pool";
import { createEngineProvider } from "./engines/engine-provider";
import type { ChildEntry } from "./engines/spawn-engine-child";
import { createFeedsRound } from "./feeds-round";
import { createModelFetches } from "./models/model-fetches";
import { createModelStore } from "./models/model-store";
import { createModelsRound, createTellModelState, ownModelPlace } from "./models/models-round";
import { queueLogger } from "./queue-logger";
import { createAdmission } from "./resources/admission";
import { createResourceMeter } from "./resources/resource-meter";
import { deriveEngineSlots } from "./resources/run-account";
import { sweepDownloads } from "./sweep-downloads";
import type { ReplacedSteps, TaskOptions } from "./tasks/task";
import { buildTaskList } from "./tasks/task-list";
import { createFolderWatch } from "./watch/watch-folder";

const WATCH_EVERY_MS = 3_000;
const CLEAN_EVERY_MS = 60 * 60_000;
/** Every feed has its own hour; this is how exactly it is kept. */
const FEEDS_EVERY_MS = 30_000;
const MODELS_EVERY_MS = 1_000;
/** Spellings that are almost right are known so much later. */
const WORDS_EVERY_MS = 2_000;

export interface WorkerProcess {
  id: string;
  /** Begins nothing new, lets every step come to its next checkpoint, gives its items back and ends. What does not
   * come to one within CHECKPOINT_MS is aborted. Safe to call twice. */
  stop(): Promise<void>;
}

export interface WorkerOptions {
  engineChild: ChildEntry;
  /** Instead of the product's own, for those who measure or torment everything around the steps. */
  steps?: ReplacedSteps;
  /** Makes the model files before the first item; true when left out. */
  prepareEngines?: boolean;
  /** Runs at once in each of the two runners, instead of what the machine gives. */
  concurrency?: number;
}

/** Environment, pool, recovery, two runners (engine and I/O), sweeper; and an ordered way out. */
export async function startWorker(options: WorkerOptions): Promise<WorkerProcess> {
  const settings = getSettings();
  const database = getDatabase();
  const { prisma, pool } = database;
  const workerId = settings.TRAX_WORKER_ID ?? randomUUID();
  const cores = availableParallelism();
  const slots = deriveEngineSlots(cores, settings.TRAX_CPU_LIMIT_PERCENT);

  const sweeper = createSweeper(prisma);
  // A database that is on its way up is waited for: ending here would only cost another start.
  await withDatabasePatience(() =>
    registerWorker(prisma, {
      id: workerId,
      host: hostname(),
      pid: process.pid,
      version: traxVersion,
      engines: listEngineIds(),
      slots,
      ioSlots: IO_SLOTS,
    }),
  );
  await withDatabasePatience(async () => sweeper.sweep(await listDeadWorkers(prisma, workerId)));

  const enginePool = createEnginePool({
    slots,
    modelsDir: homeFolders.models(),
    childEntry: options.engineChild,
  });
  const activeRuns = createActiveRuns();
  const hub = createLiveHub(database, settings.DATABASE_URL ?? "");
  hub.subscribe((notice) => {
    if (notice.kind === "status" && notice.status === null && notice.itemId) {
      activeRuns.verify(notice.itemId);
    }
  });

  const store = createModelStore(homeFolders.models());
  const fetches = createModelFetches(store, createTellModelState(prisma, store, ownModelPlace()));
  const models = createModelsRound(prisma, store, (model, signal) =>
    fetches.ensure(model, { signal, repairs: true }),
  );
  const engines = createEngineProvider(enginePool, slots, fetches);
  // The first start makes the model files; a failure is told by the item that needs them. What has to be fetched is
  // fetched by the item: the worker does not wait for the internet.
  if (options.prepareEngines ?? true) {
    await engines
      .get(findSpeechModel(settings.TRAX_ENGINE) ? "moonshine-base" : settings.TRAX_ENGINE)
      .prepare(new AbortController().signal)
      .catch((error: unknown) => getLogger().error({ err: String(error) }, "models not ready"));
  }

  const meter = createResourceMeter();
  const admission = createAdmission(meter.measureTreeMb);
  const tasks: TaskOptions = {
    ...{ prisma, workerId, cores, engines, activeRuns, meter, admission },
    steps: options.steps ?? {},
  };
  const runners: Runner[] = [];
  const fatal = (error: unknown) => {
    // A runner that gave up would leave this process alive and deaf; the supervisor starts a new one.
    getLogger().fatal({ err: String(error) }, "queue runner ended");
    process.exit(1);
  };
  for (const [kind, concurrency] of [
    ["engine", slots],
    ["io", IO_SLOTS],
  ] as const) {
    const runner = await withDatabasePatience(() =>
      run({
        pgPool: pool,
        taskList: buildTaskList(kind, tasks),
        concurrency: options.concurrency ?? concurrency,
        noHandleSignals: true,
        pollInterval: 2_000,
        logger: queueLogger(kind),
      }),
    );
    runner.promise.catch(fatal);
    runners.push(runner);
  }

  const feeds = createFeedsRound(prisma);
  const timers = [
    every(heartbeatMs(), () => beatWorker(prisma, workerId, meter.measureTreeMb() * 1024 ** 2)),
    every(heartbeatMs(), async () => {
      const swept = await sweeper.sweep();
      if (swept.recovered + swept.setAside > 0) getLogger().warn(swept, "sweep");
    }),
    every(FEEDS_EVERY_MS, feeds.look),
    every(MODELS_EVERY_MS, models.look),
    every(CLEAN_EVERY_MS, async () => {
      await cleanQueue(pool);
      await setAsideUnknownJobs(pool);
      await removeOldWorkers(prisma);
      await removeOldModelPlaces(prisma);
      await sweepDownloads(prisma);
      await removeExpiredAnswers(prisma);
    }),
    every(WORDS_EVERY_MS, async () => {
      await refreshSearchWords(prisma);
    }),
    every(CLEAN_EVERY_MS, async () => {
      const emptied = await emptyOldTrash(prisma);
      if (emptied > 0) getLogger().info({ emptied }, "trash emptied");
    }),
    every(CLEAN_EVERY_MS, async () => {
      const swept = await sweepUploads(prisma);
      if (swept.abandoned + swept.removed > 0) getLogger().info(swept, "uploads swept");
    }),
  ];
  const watch = settings.TRAX_WATCH_FOLDER ? createFolderWatch(database, settings.TRAX_WATCH_FOLDER) : null;
  if (watch) timers.push(every(WATCH_EVERY_MS, watch.round));
  // Pages learn at once what is here.
  await models.look().catch((error: unknown) => getLogger().warn({ err: String(error) }, "round failed"));
  getLogger().info({ workerId, slots }, "worker ready");

  let stopping: Promise<void> | null = null;
  return {
    id: workerId,
    stop: () => {
      stopping ??= (async () => {
        for (const timer of timers) clearInterval(timer);
        const watchEnded = watch?.stop();
        feeds.stop();
        await models.stop();
        activeRuns.stopAll("drain");
        await Promise.allSettled(runners.map((runner) => runner.stop()));
        await watchEnded;
        await enginePool.close();
        await flushNotices(prisma);
        await hub.close();
        await stopWorker(prisma, workerId).catch(() => {});
        await closeDatabase(database);
        getLogger().info({ workerId }, "worker stopped");
      })();
      return stopping;
    },
  };
}

/** Workers whose end is known without waiting for their heartbeat to grow old: the one that the supervisor saw die,
 * and those of this machine whose process is gone, as after a restart of everything. */
async function listDeadWorkers(prisma: PrismaClient, ownId: string): Promise<string[]> {
  const { TRAX_WORKER_PREDECESSOR } = getSettings();
  const others = await listSilentWorkers(prisma, hostname());
  const gone = others.filter(({ id, pid }) => id !== ownId && !isAlive(pid)).map(({ id }) => id);
  return TRAX_WORKER_PREDECESSOR ? [TRAX_WORKER_PREDECESSOR, ...gone] : gone;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** One at a time: a slow round is not joined by the next. */
function every(ms: number, act: () => Promise<void>): NodeJS.Timeout {
  let busy = false;
  return setInterval(() => {
    if (busy) return;
    busy = true;
    act()
      .catch((error: unknown) => getLogger().warn({ err: String(error) }, "round failed"))
      .finally(() => {
        busy = false;
      });
  }, ms);
}
