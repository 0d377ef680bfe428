import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { homeFolders } from "./storage";

const backup = z.object({ name: z.string(), createdAt: z.iso.datetime(), bytes: z.number().nonnegative() });

/** What is known of the nightly backups of this machine. */
export const backupRecord = z.object({
  lastTryAt: z.iso.datetime().nullable(),
  /** The newest that was written and proved, with when that was. */
  lastVerified: backup.extend({ verifiedAt: z.iso.datetime() }).nullable(),
  /** Why the last try was none; null when it was well. */
  failure: z.string().nullable(),
});
export type BackupRecord = z.infer<typeof backupRecord>;

const nothing: BackupRecord = { lastTryAt: null, lastVerified: null, failure: null };
const file = () => path.join(homeFolders.backups(), "nightly.json");

export async function readBackupRecord(): Promise<BackupRecord> {
  const text = await readFile(file(), "utf8").catch(() => null);
  if (text === null) return nothing;
  try {
    return backupRecord.parse(JSON.parse(text));
  } catch {
    return nothing;
  }
}

export async function writeBackupRecord(record: BackupRecord): Promise<void> {
  await mkdir(homeFolders.backups(), { recursive: true, mode: 0o700 });
  const temporary = `${file()}.${randomUUID()}`;
  await writeFile(temporary, `${JSON.stringify(record)}\n`, { mode: 0o600, flush: true });
  await rename(temporary, file());
}
