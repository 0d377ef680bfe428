import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import { type BackupRecord, readBackupRecord, writeBackupRecord } from "@/server/platform/backup-record";
import { toTraxError } from "@/server/platform/errors";
import { createBaseBackup } from "../point-in-time/create-base-backup";
import { pruneArchive } from "../point-in-time/prune-archive";
import { listSuperfluous } from "./backup-schedule";
import { type BackupOptions, createBackup } from "./create-backup";
import { verifyBackup } from "./verify-backup";

interface NightlyOptions extends BackupOptions {
  migrationsDir: string;
  /** Of the embedded database whose log is archived: a base backup is made as well. */
  base?: { dataDir: string; archive: string };
}

/** Makes a backup, proves it, and lets go of those that the rule no longer keeps; what came of it is recorded. Files that
 * did not change since the last proved backup are not copied again.
 * @param options.folder only nightly backups are in it
 * @throws what the backup or its proof threw, after it was recorded */
export async function makeNightlyBackup(
  options: NightlyOptions,
  now: Date = new Date(),
): Promise<BackupRecord> {
  const before = await readBackupRecord();
  const lastTryAt = now.toISOString();
  let known = before;
  await writeBackupRecord({ ...before, lastTryAt });
  try {
    const reuseFrom = before.lastVerified && path.join(options.folder, before.lastVerified.name);
    const { path: made, manifest } = await createBackup({ ...options, reuseFrom });
    await verifyBackup({ ...options, folder: made });
    const bytes = [...manifest.tables, ...manifest.files].reduce((sum, file) => sum + file.bytes, 0);
    const record: BackupRecord = {
      lastTryAt,
      lastVerified: {
        name: path.basename(made),
        createdAt: manifest.createdAt,
        bytes,
        verifiedAt: new Date().toISOString(),
      },
      failure: null,
    };
    await writeBackupRecord(record);
    known = record;
    await removeSuperfluous(options.folder, now);
    if (options.base) {
      await createBaseBackup({ ...options.base, connectionString: options.connectionString });
      await pruneArchive(options.base.archive, now);
    }
    return record;
  } catch (error) {
    const failure = toTraxError(error, "BACKUP_FAILED");
    await writeBackupRecord({ ...known, lastTryAt, failure: failure.message });
    throw failure;
  }
}

async function removeSuperfluous(folder: string, now: Date): Promise<void> {
  const byTime = new Map<number, string>();
  for (const name of await readdir(folder)) {
    const time = timeOf(name);
    if (time) byTime.set(time.getTime(), name);
  }
  const times = [...byTime.keys()].map((time) => new Date(time));
  for (const time of listSuperfluous(times, now)) {
    await rm(path.join(folder, byTime.get(time.getTime()) as string), { recursive: true, force: true });
  }
}

/** Null for what is no backup. */
function timeOf(name: string): Date | null {
  const parts = /^trax-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(name);
  if (!parts) return null;
  const [, year, month, day, hour, minute, second] = parts;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
