import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { mkdir, readFile, rename, rm, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { isTraxError, TraxError } from "@/server/platform/errors";
import { findServerAccount, type ServerAccount } from "./embedded-postgres-account";
import { findPostgresBinaries, type PostgresBinaries } from "./embedded-postgres-binaries";
import { createCluster, getPassword, SUPERUSER } from "./embedded-postgres-cluster";
import { recordSupervisor, removeOrphan } from "./embedded-postgres-orphan";

const START_MS = 60_000;
const STOP_MS = 30_000;
const QUIT_MS = 10_000;
const LOG_SIZE_BYTES = 10 * 1024 * 1024;

export interface EmbeddedPostgresOptions {
  /** Made when missing. Beside it lie `<dataDir>.password` and `<dataDir>.supervisor`. */
  dataDir: string;
  /** A free one when left out. */
  port?: number;
  /** The server's own log, `<dataDir>.log` when left out. */
  logFile?: string;
  /** Addresses besides 127.0.0.1, by comma: for a cluster of machines under test. */
  alsoListenOn?: string;
  /** Settings of postgresql.conf, before those that Trax needs. */
  settings?: Record<string, string>;
  /** Files and folders elsewhere that the server works with: its account must be able to get there. */
  mustReach?: string[];
  log: (message: string) => void;
}

export interface EmbeddedPostgres {
  connectionString: string;
  port: number;
  pid: number;
  /** Ends sessions, writes all out, and waits until the process is gone. Twice is the same as once. */
  stop(): Promise<void>;
  /** Called once when the server ends; `expected` tells whether `stop` was called. */
  onExit(callback: (exit: { code: number | null; signal: string | null; expected: boolean }) => void): void;
}

/** Starts PostgreSQL on 127.0.0.1, without a socket, in a process group of its own so that a terminal's Ctrl-C does
 * not reach it. It stops when this process dies, where the system can do that. Database `trax` is there afterwards.
 * @throws DATABASE_START_FAILED, ALREADY_RUNNING */
export async function startEmbeddedPostgres(given: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const options = { ...given, dataDir: resolve(given.dataDir) };
  const logFile = resolve(options.logFile ?? `${options.dataDir}.log`);
  try {
    await mkdir(dirname(options.dataDir), { recursive: true });
    await mkdir(dirname(logFile), { recursive: true });
    const binaries = await findPostgresBinaries();
    const owner = await stat(options.dataDir).then(
      (entry) => entry.uid,
      () => null,
    );
    const account = findServerAccount(
      [binaries.postgres, options.dataDir, ...(options.mustReach ?? [])],
      owner,
    );
    if (owner !== null) await removeOrphan(options.dataDir, options.log);
    const password = await getPassword(options.dataDir, owner !== null);
    if (owner === null) {
      options.log("embedded database: creating it");
      await createCluster(binaries, options.dataDir, account, password);
    }
    await recordSupervisor(options.dataDir);
    return await startServer(options, { binaries, account, password, logFile });
  } catch (error) {
    if (isTraxError(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new TraxError("DATABASE_START_FAILED", { reason, log: logFile }, { cause: error });
  }
}

async function startServer(
  options: EmbeddedPostgresOptions,
  parts: { binaries: PostgresBinaries; account: ServerAccount; password: string; logFile: string },
): Promise<EmbeddedPostgres> {
  const port = options.port ?? (await findFreePort());
  const settings = {
    shared_buffers: "128MB",
    max_connections: "100",
    log_timezone: "UTC",
    timezone: "UTC",
    log_min_messages: "warning",
    ...options.settings,
    listen_addresses: ["127.0.0.1", options.alsoListenOn].filter(Boolean).join(","),
    port: String(port),
    unix_socket_directories: "",
    password_encryption: "scram-sha-256",
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const { command, args, ...ids } = parts.account.wrap(parts.binaries.postgres, [
    "-D",
    options.dataDir,
    ...flags,
  ]);
  await rotateLog(parts.logFile);
  const log = openSync(parts.logFile, "a", 0o600);
  const logStart = (await stat(parts.logFile)).size;
  const child = spawn(command, args, { ...ids, cwd: "/", detached: true, stdio: ["ignore", log, log] });
  closeSync(log);
  const server = observe(child);
  const url = (database: string) =>
    `postgresql://${SUPERUSER}:${parts.password}@127.0.0.1:${port}/${database}`;
  try {
    await waitUntilReady(server, url("postgres"), () => readLastLine(parts.logFile, logStart));
    await createDatabase(url("postgres"));
  } catch (error) {
    await server.stop();
    throw error;
  }
  options.log(`embedded database: ready on port ${port}`);
  return {
    connectionString: url("trax"),
    port,
    pid: child.pid as number,
    stop: server.stop,
    onExit: server.onExit,
  };
}

function observe(child: ChildProcess) {
  let expected = false;
  let ended: { code: number | null; signal: string | null } | null = null;
  let failure: Error | null = null;
  const exit = new Promise<void>((resolve) => {
    child.once("error", (error) => {
      failure = error;
      ended ??= { code: null, signal: null };
      resolve();
    });
    child.once("exit", (code, signal) => {
      ended = { code, signal };
      resolve();
    });
  });
  const endsWithin = async (ms: number) => {
    const timer = new AbortController();
    await Promise.race([exit, sleep(ms, undefined, { signal: timer.signal }).catch(() => undefined)]);
    timer.abort();
    return ended !== null;
  };
  return {
    endsWithin,
    findFailure: () => failure,
    onExit(callback: (exit: { code: number | null; signal: string | null; expected: boolean }) => void) {
      void exit.then(() => ended && callback({ ...ended, expected }));
    },
    async stop() {
      expected = true;
      if (ended) return;
      child.kill("SIGINT");
      if (await endsWithin(STOP_MS)) return;
      // Crash recovery at the next start is dearer than a stop, but loses nothing either.
      child.kill("SIGQUIT");
      if (await endsWithin(QUIT_MS)) return;
      child.kill("SIGKILL");
      await exit;
    },
  };
}

async function waitUntilReady(
  server: ReturnType<typeof observe>,
  connectionString: string,
  readReason: () => Promise<string>,
): Promise<void> {
  let deadline = Date.now() + START_MS;
  for (;;) {
    const error = await tryConnection(connectionString);
    if (!error) return;
    // Recovery after a crash takes as long as it takes.
    if (error.code === "57P03") deadline = Date.now() + START_MS;
    if (await server.endsWithin(40)) throw server.findFailure() ?? new Error(await readReason());
    // Another program took the free port first, and answered; or the password file is another cluster's.
    if (error.code === "28P01") throw new Error("it does not accept its own password.");
    if (Date.now() > deadline)
      throw new Error(`it did not answer within ${START_MS / 1000} seconds: ${error.message}`);
  }
}

async function tryConnection(connectionString: string): Promise<(Error & { code?: string }) | null> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 1_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return null;
  } catch (error) {
    return error as Error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function createDatabase(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = 'trax'");
    if (rowCount === 0) await client.query("CREATE DATABASE trax");
  } finally {
    await client.end();
  }
}

/** The kernel hands out free ports in turn, so that one closed a moment ago is not soon given to somebody else. */
async function findFreePort(): Promise<number> {
  const probe = createServer();
  return await new Promise((resolve, reject) => {
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}

async function rotateLog(logFile: string): Promise<void> {
  const size = await stat(logFile).then(
    (entry) => entry.size,
    () => 0,
  );
  if (size < LOG_SIZE_BYTES) return;
  await rm(`${logFile}.1`, { force: true });
  await rename(logFile, `${logFile}.1`);
}

/** What the server says to whoever knocks before it is ready or after it has given up: of no help to a person, and it
 * can come after the line that is. */
const refusal = /FATAL:\s*the database system is /;

async function readLastLine(logFile: string, from: number): Promise<string> {
  const written = (await readFile(logFile)).subarray(from).toString("utf8");
  const lines = written.split("\n").filter((line) => line.trim() !== "" && !refusal.test(line));
  const telling = lines.findLast((line) => /FATAL|ERROR|PANIC/.test(line)) ?? lines.at(-1);
  return telling ? `${telling.replace(/^.*?(?:FATAL|ERROR|PANIC):\s*/, "")}.` : "it ended without a word.";
}
