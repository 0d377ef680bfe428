import { migrate } from "../migrate";
import type { BackupManifest } from "./backup-manifest";
import { checkBackup } from "./check-backup";
import { loadBackup } from "./load-backup";
import { createScratchDatabase } from "./scratch-database";

interface VerifyOptions {
  /** A database on the server where a scratch one may be made; it is not touched itself. */
  connectionString: string;
  migrationsDir: string;
  folder: string;
  onProgress?: (line: string) => void;
}

/** Proves a backup: every sum, then every table, loaded into a database of its own, against what was written, then
 * that this version of Trax can go on from there.
 * @throws BACKUP_FOREIGN, BACKUP_NEWER, BACKUP_DAMAGED, BACKUP_FAILED */
export async function verifyBackup(options: VerifyOptions): Promise<BackupManifest> {
  const manifest = await checkBackup(options.folder, options.onProgress);
  const scratch = await createScratchDatabase(options.connectionString);
  try {
    const { connectionString } = scratch;
    await loadBackup({ ...options, connectionString, manifest });
    await migrate({ connectionString, migrationsDir: options.migrationsDir });
    return manifest;
  } finally {
    await scratch.remove();
  }
}
