import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import path from "node:path";
import type { BatchSettings } from "@/server/batches/schema";
import { cancelSource, createBatch, reuseSource } from "@/server/batches/service";
import { completeUpload } from "@/server/media/service";
import { TraxError } from "@/server/platform/errors";
import { copyIncoming, hashFile, removeIncoming } from "@/server/platform/storage/incoming";
import { callerPath } from "./caller-path";
import type { FollowedSource } from "./follow-sources";
import type { CommandContext } from "./run-command";

export interface SubmitOptions {
  settings: BatchSettings;
  name: string | undefined;
  priority: number;
  fresh: boolean;
}

export interface SubmittedFile extends FollowedSource {
  /** The file's path, or the link. */
  path: string;
  documentId: string;
  /** `submitted`: new work. `processed`: done before. `joined`: under way already. `reopened`: goes on where it
   * stopped. */
  outcome: "submitted" | "processed" | "joined" | "reopened";
}

interface LocalFile {
  path: string;
  sizeBytes: number;
}

/** Looks at every file before anything is done. @throws TraxError FILE_UNREADABLE */
export async function requireFiles(given: string[]): Promise<LocalFile[]> {
  const files: LocalFile[] = [];
  for (const name of given) {
    const full = callerPath(name);
    const refuse = (reason: string) => new TraxError("FILE_UNREADABLE", { name, reason });
    const info = await stat(full).catch((error: NodeJS.ErrnoException) => {
      throw refuse(error.code === "ENOENT" ? "there is no such file." : `${error.message}.`);
    });
    if (info.isDirectory()) throw refuse("it is a folder; name the recordings in it.");
    if (!info.isFile()) throw refuse("it is not an ordinary file.");
    await access(full, constants.R_OK).catch(() => {
      throw refuse("you may not read it.");
    });
    files.push({ path: full, sizeBytes: info.size });
  }
  return files;
}

/** Brings files into the pipeline as one batch. What is there already with the same bytes and settings is not done
 * again, unless `fresh`. In the order of the files.
 * @throws TraxError STORAGE_FULL, UPLOAD_TOO_LARGE, LANGUAGE_UNKNOWN, UPLOAD_SIZE_DIFFERS */
export async function submitFiles(
  context: CommandContext,
  files: LocalFile[],
  options: SubmitOptions,
): Promise<SubmittedFile[]> {
  const { ownerId, signal } = context;
  const results: SubmittedFile[] = [];
  const wanted: (LocalFile & { at: number; sha256: string; copy: string })[] = [];
  try {
    for (const [at, file] of files.entries()) {
      signal.throwIfAborted();
      const sha256 = await hashFile(file.path, signal);
      const found =
        options.fresh || file.sizeBytes === 0
          ? null
          : await reuseSource(ownerId, { sha256, sizeBytes: file.sizeBytes, settings: options.settings });
      if (found) {
        results[at] = { ...found, path: file.path };
        continue;
      }
      const copied = await copyIncoming(file.path);
      wanted.push({ at, path: file.path, sha256, sizeBytes: copied.sizeBytes, copy: copied.path });
    }
    signal.throwIfAborted();
    if (wanted.length === 0) return results;
    const batch = await createBatch(ownerId, {
      name: options.name,
      priority: options.priority,
      settings: options.settings,
      files: wanted.map((file) => ({ fileName: path.basename(file.path), sizeBytes: file.sizeBytes })),
    });
    for (const [index, file] of wanted.entries()) {
      const source = batch.sources[index];
      if (!source) throw new Error("a batch without its sources");
      const { sourceIndex, documentId } = source;
      results[file.at] = {
        batchId: batch.batchId,
        sourceIndex,
        documentId,
        path: file.path,
        outcome: "submitted",
      };
      if (file.sizeBytes === 0) continue;
      await completeUpload(
        ownerId,
        source.mediaFileId,
        file.copy,
        file.sizeBytes,
        undefined,
        file.sha256,
      ).catch(async (error: unknown) => {
        await cancelSource(ownerId, { batchId: batch.batchId, sourceIndex }).catch(() => {});
        throw error;
      });
    }
    return results;
  } finally {
    for (const { copy } of wanted) await removeIncoming(copy);
  }
}
