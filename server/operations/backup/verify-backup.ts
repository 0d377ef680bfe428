import { migrate } from "../migrate";
import type { BackupManifest } from "./backup-manifest";
import { createBackupStorage } from "./backup-storage";
import { checkBackup } from "./check-backup";
import { checkRestored } from "./check-restored";
import { loadBackup } from "./load-backup";
import { createScratchDatabase } from "./scratch-database";

interface VerifyOptions {
  /** A database on the server where a scratch one may be made; it is not touched itself. */
  connectionString: string;
  migrationsDir: string;
  folder: string;
  onProgress?: (line: string) => void;
}

export interface VerifiedBackup {
  manifest: BackupManifest;
  /** What was not whole already when it was made. */
  broughtFindings: number;
}

/** Proves a backup: every sum, then every table, loaded into a database of its own, against what was written, then
 * that this version of Trax can go on from there, and last what `verify` says of it, as a restore would.
 * @throws BACKUP_FOREIGN, BACKUP_NEWER, BACKUP_DAMAGED, BACKUP_FAILED, RESTORE_UNSOUND */
export async function verifyBackup(options: VerifyOptions): Promise<VerifiedBackup> {
  const manifest = await checkBackup(options.folder, options.onProgress);
  const scratch = await createScratchDatabase(options.connectionString);
  try {
    const { connectionString } = scratch;
    await loadBackup({ ...options, connectionString, manifest });
    const { migrationsDir, folder, onProgress } = options;
    await migrate({ connectionString, migrationsDir });
    const storage = createBackupStorage(folder, manifest);
    const broughtFindings = await checkRestored({
      connectionString,
      migrationsDir,
      storage,
      manifest,
      onProgress,
    });
    return { manifest, broughtFindings };
  } finally {
    await scratch.remove();
  }
}
