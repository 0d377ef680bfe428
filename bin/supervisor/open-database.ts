import { rmSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "@/server/operations/embedded-postgres";
import { findDataOwner } from "@/server/operations/embedded-postgres-account";
import {
  archiveFolders,
  archiveSettings,
  prepareArchive,
} from "@/server/operations/point-in-time/wal-archive";
import type { Settings } from "@/server/platform/env";
import { homeFolders } from "@/server/platform/storage";

export interface OpenDatabase {
  connectionString: string;
  embedded: boolean;
  stop(): Promise<void>;
}

const RESTART_ATTEMPTS = 6;

const joinFileOf = (home: string) => path.join(home, "database-url");

/** The address of the embedded database that runs for this home, null when none does. */
export async function findJoinUrl(home: string): Promise<string | null> {
  return (await readFile(joinFileOf(home), "utf8").catch(() => "")).trim() || null;
}

/** The server that DATABASE_URL names, else our own, which is started again when it dies. The caller holds the lock
 * of the home.
 * @param onLost our own cannot be brought back
 * @throws TraxError DATABASE_START_FAILED */
export async function openDatabase(settings: Settings, onLost: () => void): Promise<OpenDatabase> {
  if (settings.DATABASE_URL) {
    return { connectionString: settings.DATABASE_URL, embedded: false, stop: async () => {} };
  }
  const joinFile = joinFileOf(settings.TRAX_HOME);
  let server = await startServer(settings);
  await writeFile(joinFile, server.connectionString, { mode: 0o600 });
  const { port } = server;
  let stopping = false;
  let restarting: Promise<void> = Promise.resolve();
  const keepAlive = (current: EmbeddedPostgres) =>
    current.onExit(({ expected }) => {
      if (expected || stopping) return;
      process.stderr.write("The database process ended and is started again.\n");
      restarting = restartServer(settings, port, () => stopping).then(
        (next) => {
          server = next;
          keepAlive(next);
        },
        (error: unknown) => {
          process.stderr.write(`${(error as Error).message}\n`);
          if (!stopping) onLost();
        },
      );
    });
  keepAlive(server);
  return {
    connectionString: server.connectionString,
    embedded: true,
    stop: async () => {
      stopping = true;
      rmSync(joinFile, { force: true });
      await restarting;
      await server.stop();
    },
  };
}

async function startServer(settings: Settings, port?: number): Promise<EmbeddedPostgres> {
  const dataDir = homeFolders.postgres();
  const archive = homeFolders.walArchive();
  if (archive) await prepareArchive(archive, await findDataOwner(dataDir));
  return await startEmbeddedPostgres({
    dataDir,
    ...(archive && { settings: archiveSettings(archive), mustReach: [archiveFolders.wal(archive)] }),
    port,
    logFile: path.join(settings.TRAX_HOME, "logs", "postgres.log"),
    log: () => {},
  });
}

/** On the same port, so that everything that holds its address finds it again. After a kill the children of the old
 * server need a moment to let go of its memory and of the port. */
async function restartServer(
  settings: Settings,
  port: number,
  isStopping: () => boolean,
): Promise<EmbeddedPostgres> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startServer(settings, port);
    } catch (error) {
      if (attempt === RESTART_ATTEMPTS || isStopping()) throw error;
      await delay(500 * attempt);
    }
  }
}
