import path from "node:path";
import { isTraxError, TraxError } from "@/server/platform/errors";
import type { Storage } from "@/server/platform/storage";
import { createLocalStorage } from "@/server/platform/storage/local-storage";
import { type BackupFile, filePath } from "./backup-manifest";
import { openPacked, type Sum, sumOf } from "./packed-file";

interface RestoreFilesOptions {
  storage: Storage;
  folder: string;
  files: readonly BackupFile[];
  asideFolder: string;
  onProgress?: (line: string) => void;
}

/** Puts the files of a backup into the store. Those that are there as they should be are left alone; one that is
 * otherwise is put aside first. Files that the backup does not know stay.
 * @returns what puts everything back
 * @throws BACKUP_DAMAGED, STORAGE_EXHAUSTED; then everything was put back already */
export async function restoreFiles(options: RestoreFilesOptions): Promise<() => Promise<void>> {
  const { storage, folder, onProgress } = options;
  const aside = createLocalStorage(options.asideFolder);
  const written: { key: string; wasThere: boolean }[] = [];
  async function undo(): Promise<void> {
    for (const { key, wasThere } of written.reverse()) {
      if (wasThere) await storage.write(key, await aside.openRead(key));
      else await storage.remove(key);
    }
  }
  try {
    for (const file of options.files) {
      const there = await findSum(storage, file.key);
      if (there && there.bytes === file.contentBytes && there.sha256 === file.contentSha256) continue;
      onProgress?.(`file ${file.key}`);
      if (there) await aside.write(file.key, await storage.openRead(file.key));
      written.push({ key: file.key, wasThere: there !== null });
      await storage.write(file.key, openPacked(path.join(folder, filePath(file)), file.contentBytes));
      const now = await findSum(storage, file.key);
      if (now?.sha256 !== file.contentSha256) {
        throw new TraxError("BACKUP_DAMAGED", { file: filePath(file), reason: "it came out otherwise." });
      }
    }
    return undo;
  } catch (error) {
    await undo();
    throw error;
  }
}

async function findSum(storage: Storage, key: string): Promise<Sum | null> {
  try {
    return await sumOf(await storage.openRead(key));
  } catch (error) {
    if (isTraxError(error) && error.code === "STORAGE_MISSING") return null;
    throw error;
  }
}
