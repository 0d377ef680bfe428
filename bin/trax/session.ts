import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pino from "pino";
import { LOCAL_OWNER_ID } from "@/server/accounts/data";
import { isQueueThere } from "@/server/jobs/is-queue-there";
import { closeLiveHub } from "@/server/jobs/live-hub";
import { hasLiveWorker } from "@/server/jobs/workers";
import { closeDatabase, createDatabase, getDatabase } from "@/server/platform/db";
import { getSettings, type Settings } from "@/server/platform/env";
import { isTraxError, TraxError } from "@/server/platform/errors";
import type { FileLock } from "@/server/platform/lock-file";
import { forgetProcessWide, processWide } from "@/server/platform/process-wide";
import { findSchemaVersion } from "@/server/workers/data";
import { isBuildFresh } from "../build";
import { lockHome } from "../supervisor/home-lock";
import { findJoinUrl, openDatabase } from "../supervisor/open-database";
import { planWorker } from "../supervisor/plan-worker";
import { prepareDatabase } from "../supervisor/prepare-database";
import { type SupervisedChild, superviseChild } from "../supervisor/supervise";
import { exitCodes } from "./exit-codes";

/** What a command works with: a running Trax, or one of its own for the while. */
export interface Session {
  ownerId: number;
  /** Database and worker are ours and end with us. */
  isHost: boolean;
  /** Sees to it that somebody does the work. Cheap; to be called again while waiting. */
  ensureWorker(): Promise<void>;
  close(): Promise<void>;
}

/** Another process of this home that is starting may be making the production build. */
const JOIN_PATIENCE_MS = 300_000;
const SERVER_PATIENCE_MS = 10_000;
/** The supervisor of a running Trax brings a worker back by itself within this. */
const WORKER_PATIENCE_MS = 30_000;
const APPLICATION = "trax command";

/** @param say tells a person why it takes a moment
 * @throws TraxError of settings, lock and database */
export async function openSession(say: Say): Promise<Session> {
  // Results go to standard output, so the log does not.
  const settings = getSettings();
  const level = process.env.TRAX_LOG_LEVEL ? settings.TRAX_LOG_LEVEL : "silent";
  processWide("logger", () => pino({ level }, pino.destination(2)));
  process.env.PGAPPNAME = `${APPLICATION} ${process.pid}`;
  const startedMs = Date.now();
  for (let told = false; ; await delay(250)) {
    const lock = await tryLock(settings.TRAX_HOME);
    if (lock) return host(settings, lock, say);
    if (await join(settings)) return createSession({ isHost: false, say });
    const waitedMs = Date.now() - startedMs;
    if (settings.DATABASE_URL && waitedMs > SERVER_PATIENCE_MS) {
      throw new TraxError("DATABASE_UNREACHABLE", {
        host: new URL(settings.DATABASE_URL).host,
        reason: "it gives no answer, or its tables are not there.",
      });
    }
    // Throws with who holds the home.
    if (waitedMs > JOIN_PATIENCE_MS) (await lockHome(settings.TRAX_HOME)).release();
    if (!told && waitedMs > 2_000) {
      told = true;
      say("Another Trax is starting or stopping in this TRAX_HOME; waiting for it.");
    }
  }
}

async function tryLock(home: string): Promise<FileLock | null> {
  try {
    return await lockHome(home);
  } catch (error) {
    if (isTraxError(error) && error.code === "ALREADY_RUNNING") return null;
    throw error;
  }
}

/** Takes over the address of the one that runs, if it answers and its tables are made. */
async function join(settings: Settings): Promise<boolean> {
  const url = settings.DATABASE_URL ?? (await findJoinUrl(settings.TRAX_HOME));
  if (!url) return false;
  const database = createDatabase(url, { size: 1 });
  try {
    if ((await findSchemaVersion(database.prisma)) === null) return false;
    // Made after the tables: one that starts at this moment may not be so far.
    if (!(await isQueueThere(database.prisma))) return false;
    adopt(url, !settings.DATABASE_URL);
    return true;
  } catch {
    return false;
  } finally {
    await closeDatabase(database).catch(() => {});
  }
}

async function host(settings: Settings, lock: FileLock, say: Say): Promise<Session> {
  const undo: (() => Promise<void> | void)[] = [() => lock.release()];
  const release = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const database = await openDatabase(settings, () => process.exit(exitCodes.unavailable));
    undo.push(() => database.stop());
    await prepareDatabase(database.connectionString);
    adopt(database.connectionString, database.embedded);
    return createSession({ isHost: database.embedded, say, release });
  } catch (error) {
    await release();
    throw error;
  }
}

function adopt(connectionString: string, embedded: boolean): void {
  process.env.DATABASE_URL = connectionString;
  process.env.TRAX_EMBEDDED_DATABASE = embedded ? "1" : "0";
  process.env.TRAX_HOME = path.resolve(getSettings().TRAX_HOME);
  forgetProcessWide("settings");
}

type Say = (line: string) => void;

function createSession(options: { isHost: boolean; say: Say; release?: () => Promise<void> }): Session {
  const { isHost, say, release } = options;
  let worker: Promise<SupervisedChild> | null = null;
  let absentSinceMs: number | null = null;
  let lookedMs = 0;

  /** Ours works for as long as we run. In a running Trax one that is missing gets a while to come back. */
  async function isWorkerMissing(): Promise<boolean> {
    if (isHost) return true;
    if (Date.now() - lookedMs < 2_000) return false;
    lookedMs = Date.now();
    // A database that is away for a moment says nothing about the worker.
    if (await hasLiveWorker(getDatabase().prisma).catch(() => true)) absentSinceMs = null;
    else absentSinceMs ??= Date.now();
    return absentSinceMs !== null && Date.now() - absentSinceMs > WORKER_PATIENCE_MS;
  }

  return {
    ownerId: LOCAL_OWNER_ID,
    isHost,
    async ensureWorker() {
      if (worker || !(await isWorkerMissing())) return;
      if (!isHost) say("No worker is running; this command brings one for the while.");
      worker = startWorker();
      await worker;
    },
    async close() {
      if (isHost) await waitForGuests(say).catch(() => {});
      // Before the database: it gives back what it has in hand.
      await (await worker?.catch(() => null))?.stop();
      await closeLiveHub();
      await closeDatabase();
      await release?.();
    },
  };
}

async function startWorker(): Promise<SupervisedChild> {
  const { PGAPPNAME: _, ...inherited } = process.env;
  const env: NodeJS.ProcessEnv = { ...inherited, PORT: "0", NODE_ENV: "production" };
  const worker = superviseChild(planWorker({ bundled: await isBuildFresh(), env }));
  try {
    await worker.ready;
  } catch (error) {
    await worker.stop();
    throw error;
  }
  return worker;
}

/** Commands that came later and use our database are not left without it. */
async function waitForGuests(say: Say): Promise<void> {
  const { pool } = getDatabase();
  for (let told = false; ; await delay(500)) {
    const { rowCount } = await pool.query(
      "select 1 from pg_stat_activity where starts_with(application_name, $1) and application_name <> $2 limit 1",
      [APPLICATION, process.env.PGAPPNAME],
    );
    if (rowCount === 0) return;
    if (!told) say("Another trax command uses the database of this one; waiting for its end.");
    told = true;
  }
}
