import path from "node:path";
import type { Readable } from "node:stream";
import { TraxError } from "@/server/platform/errors";
import type { Storage } from "@/server/platform/storage";
import { type BackupManifest, filePath } from "./backup-manifest";
import { openPacked } from "./packed-file";

/** The files of a backup as a store that can be looked at and not changed. */
export function createBackupStorage(folder: string, manifest: BackupManifest): Storage {
  const files = new Map(manifest.files.map((file) => [file.key, file]));
  const below = (prefix: string) =>
    manifest.files.filter(({ key }) => key === prefix || key.startsWith(`${prefix}/`));
  const refuse = (): never => {
    throw new Error("a backup is not written to");
  };
  return {
    findSize: async (key) => files.get(key)?.contentBytes ?? null,
    async openRead(key): Promise<Readable> {
      const file = files.get(key);
      if (!file) throw new TraxError("STORAGE_MISSING");
      return openPacked(path.join(folder, filePath(file)), file.contentBytes);
    },
    measure: async (prefix) => below(prefix).reduce((sum, file) => sum + file.contentBytes, 0),
    listNames: async (prefix) => [
      ...new Set(below(prefix).map(({ key }) => key.slice(prefix.length + 1).split("/")[0] ?? "")),
    ],
    async *listFiles(prefix) {
      for (const { key, contentBytes } of below(prefix)) yield { key, sizeBytes: contentBytes };
    },
    findFreeBytes: async () => null,
    verify: async () => {},
    write: refuse,
    adopt: refuse,
    keepOnce: refuse,
    fetchLocal: refuse,
    stage: refuse,
    remove: refuse,
    removePrefix: refuse,
  };
}
