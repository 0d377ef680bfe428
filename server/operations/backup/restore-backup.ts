import pg from "pg";
import { TraxError } from "@/server/platform/errors";
import type { Storage } from "@/server/platform/storage";
import { migrate } from "../migrate";
import type { BackupManifest } from "./backup-manifest";
import { checkBackup } from "./check-backup";
import { checkRestored } from "./check-restored";
import { loadBackup } from "./load-backup";
import { restoreFiles } from "./restore-files";
import { createScratchDatabase, databaseNameOf, withMaintenance } from "./scratch-database";

export interface RestoreOptions {
  connectionString: string;
  migrationsDir: string;
  storage: Storage;
  /** The backup. */
  folder: string;
  /** Files of the store that the backup has otherwise are put aside below this folder. */
  asideFolder: string;
  onProgress?: (line: string) => void;
}

export interface Restored {
  manifest: BackupManifest;
  /** The database as it was before, on the same server: the restore point. */
  previousDatabase: string;
  /** What `verify` finds of it that was so when the backup was made. */
  broughtFindings: number;
}

/** Brings the database and the files back to a backup. All of it is made and checked beside what is there, which is
 * replaced in one step at the end; before that, a failure, or a finding of `verify`, leaves everything as it was. What was
 * there stays as `<database>_before_restore` until the next restore.
 * @throws BACKUP_FOREIGN, BACKUP_NEWER, BACKUP_DAMAGED, BACKUP_FAILED, RESTORE_UNSOUND, DATABASE_BUSY */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const { connectionString, migrationsDir, storage, folder, asideFolder, onProgress } = options;
  const manifest = await checkBackup(folder, onProgress);
  await requireIdle(connectionString);
  const scratch = await createScratchDatabase(connectionString);
  const name = databaseNameOf(connectionString);
  let undoFiles = async () => {};
  try {
    await loadBackup({ ...options, connectionString: scratch.connectionString, manifest });
    await migrate({ connectionString: scratch.connectionString, migrationsDir });
    undoFiles = await restoreFiles({ storage, folder, files: manifest.files, asideFolder, onProgress });
    const restored = { connectionString: scratch.connectionString, migrationsDir, storage, manifest };
    const broughtFindings = await checkRestored({ ...restored, onProgress });
    onProgress?.("taking over");
    const previousDatabase = await swapDatabases(connectionString, name, scratch.name);
    return { manifest, previousDatabase, broughtFindings };
  } catch (error) {
    await undoFiles();
    await scratch.remove();
    throw error;
  }
}

/** Somebody who still writes would write into what is about to be the past.
 * @throws DATABASE_BUSY, DATABASE_UNREACHABLE where there is no such database */
async function requireIdle(connectionString: string): Promise<void> {
  const name = databaseNameOf(connectionString);
  const { isThere, sessions } = await withMaintenance(connectionString, async (client) => {
    const { rows } = await client.query<{ isThere: boolean; sessions: number }>(
      `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1) AS "isThere",
        (SELECT count(*)::int FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()) AS sessions`,
      [name],
    );
    return rows[0] ?? { isThere: false, sessions: 0 };
  });
  if (!isThere) {
    const { host } = new URL(connectionString);
    throw new TraxError("DATABASE_UNREACHABLE", { host, reason: `database "${name}" does not exist.` });
  }
  if (sessions > 0) throw new TraxError("DATABASE_BUSY", { sessions });
}

/** One transaction: there is always exactly one database of the name. */
async function swapDatabases(connectionString: string, name: string, restored: string): Promise<string> {
  const previous = `${name.slice(0, 45)}_before_restore`;
  const [current, next, past] = [name, restored, previous].map(pg.escapeIdentifier);
  await withMaintenance(connectionString, async (client) => {
    await client.query(`DROP DATABASE IF EXISTS ${past} WITH (FORCE)`);
    await client.query("BEGIN");
    await client.query(`ALTER DATABASE ${current} RENAME TO ${past}`);
    await client.query(`ALTER DATABASE ${next} RENAME TO ${current}`);
    await client.query("COMMIT");
  });
  return previous;
}
