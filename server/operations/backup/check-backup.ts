import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { TraxError } from "@/server/platform/errors";
import { type BackupManifest, backupNames, filePath, parseManifest, tablePath } from "./backup-manifest";
import { checkFile } from "./packed-file";

/** Reads every byte of a backup and compares all sums.
 * @throws BACKUP_FOREIGN, BACKUP_NEWER, BACKUP_DAMAGED with the file that is not as it was written */
export async function checkBackup(
  folder: string,
  onProgress: (line: string) => void = () => {},
): Promise<BackupManifest> {
  const manifest = await readManifest(folder);
  for (const table of manifest.tables) {
    onProgress(`table ${table.name}`);
    await checkFile(folder, tablePath(table), table);
  }
  for (const file of manifest.files) {
    onProgress(`file ${file.key}`);
    await checkFile(folder, filePath(file), file);
  }
  return manifest;
}

/** The manifest alone, compared with its sum.
 * @throws BACKUP_FOREIGN, BACKUP_NEWER, BACKUP_DAMAGED */
export async function readManifest(folder: string): Promise<BackupManifest> {
  const text = await readFile(path.join(folder, backupNames.manifest)).catch(() => null);
  if (!text) throw new TraxError("BACKUP_FOREIGN");
  const sum = await readFile(path.join(folder, backupNames.manifestSum), "latin1").catch(() => null);
  if (sum !== `${createHash("sha256").update(text).digest("hex")}\n`) {
    // Without a sum beside it, it may be anything.
    if (sum === null) parseManifest(text.toString("utf8"));
    throw new TraxError("BACKUP_DAMAGED", {
      file: backupNames.manifest,
      reason: "it and its checksum do not agree.",
    });
  }
  return parseManifest(text.toString("utf8"));
}
