import { mkdir, readFile, rm, stat, statfs, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { FetchedModel } from "@/core/speech/fetched-model";
import { getSettings } from "@/server/platform/env";
import { TraxError } from "@/server/platform/errors";
import { findLockHolder, lockFile } from "@/server/platform/lock-file";
import { serializeBytes } from "@/server/platform/storage/serialize-bytes";
import { fetchModelFile, measureFetched } from "./fetch-model-file";
import { createFileSums, provesFile, sumFile } from "./file-sums";
import { deriveFileAddress, listModelFiles, type WantedFile } from "./list-model-files";
import { inspectModel, type ModelOnDisk, recordModel } from "./model-manifest";
import { deriveModelFolder, manifestName } from "./model-paths";

/** Who waits for what somebody else fetches looks this often. */
const WAIT_MS = 300;

export interface EnsureOptions {
  signal: AbortSignal;
  /** What is there of it, of how much; at the end the two are equal. */
  onProgress?(bytes: number, totalBytes: number): void;
  /** Files that are not as they were fetched are fetched again, instead of told. */
  repairs?: boolean;
}

/** The models of one TRAX_HOME. Everything that fetches or removes does so under a lock of the model's, whichever process
 * it is in, and the next one goes on with what is there. */
export interface ModelStore {
  readonly modelsDir: string;
  inspect(model: FetchedModel): Promise<ModelOnDisk>;
  /** Bytes of its files that are there, whole or not. */
  measure(model: FetchedModel): Promise<number>;
  /** Resolves once it is there and proved, fetched by whoever was first.
   * @throws MODEL_*, STORAGE_FULL, the signal's reason, and what the disk says */
  ensure(model: FetchedModel, options: EnsureOptions): Promise<void>;
  /** Ends what fetches it now, in whichever process; what came is kept. */
  cancel(model: FetchedModel): Promise<void>;
  /** Whether somebody fetches or removes it now. */
  isBusy(model: FetchedModel): boolean;
  /** What came of it goes, too. */
  remove(model: FetchedModel): Promise<void>;
}

export function createModelStore(modelsDir: string, baseUrl = getSettings().TRAX_MODELS_URL): ModelStore {
  const lockOf = ({ id }: FetchedModel) => path.join(modelsDir, `${id}.lock`);
  const cancelOf = ({ id }: FetchedModel) => path.join(modelsDir, `${id}.cancel`);
  const targetOf = (model: FetchedModel, name: string) =>
    path.join(deriveModelFolder(modelsDir, model.id), name);

  async function measure(model: FetchedModel): Promise<number> {
    let bytes = 0;
    for (const name of Object.values(model.files)) {
      if (name !== undefined) bytes += await measureFetched(targetOf(model, name));
    }
    return bytes;
  }

  /** @throws MODEL_FETCH_CANCELLED when somebody has, since then */
  async function requireWanted(model: FetchedModel, sinceMs: number): Promise<void> {
    const cancelledMs = Number(await readFile(cancelOf(model), "utf8").catch(() => "0"));
    if (cancelledMs > sinceMs) throw new TraxError("MODEL_FETCH_CANCELLED", { model: model.name });
  }

  async function ensure(model: FetchedModel, options: EnsureOptions): Promise<void> {
    const { signal, onProgress, repairs = false } = options;
    const sinceMs = Date.now();
    for (;;) {
      signal.throwIfAborted();
      const found = await inspectModel(modelsDir, model);
      if (found.state === "ready") return;
      if (found.state === "damaged" && !repairs) {
        throw new TraxError("MODEL_DAMAGED", { model: model.name, file: found.file, reason: found.reason });
      }
      await mkdir(deriveModelFolder(modelsDir, model.id), { recursive: true, mode: 0o700 });
      const lock = lockFile(lockOf(model));
      if ("release" in lock) {
        try {
          await fetchAll(model, options, sinceMs);
          return;
        } finally {
          lock.release();
        }
      }
      onProgress?.(Math.min(await measure(model), model.sizeBytes), model.sizeBytes);
      await delay(WAIT_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
      await requireWanted(model, sinceMs);
    }
  }

  async function fetchAll(model: FetchedModel, options: EnsureOptions, sinceMs: number): Promise<void> {
    // Whoever had the lock a moment ago may have brought it.
    if ((await inspectModel(modelsDir, model)).state === "ready") return;
    const cancelled = new AbortController();
    const look = setInterval(() => {
      requireWanted(model, sinceMs).catch((error: unknown) => cancelled.abort(error));
    }, WAIT_MS);
    const signal = AbortSignal.any([options.signal, cancelled.signal]);
    try {
      await rm(targetOf(model, manifestName), { force: true });
      const files = await listModelFiles(baseUrl, model, signal);
      const total = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
      await requireRoom(modelsDir, total - (await measure(model)));
      const sums = new Map<string, string>();
      let before = 0;
      for (const file of files) {
        const sum =
          (await proveInPlace(targetOf(model, file.name), file, signal)) ??
          (await fetchModelFile({
            address: deriveFileAddress(baseUrl, model, file),
            file,
            target: targetOf(model, file.name),
            model: model.name,
            signal,
            onBytes: (bytes) => options.onProgress?.(before + bytes, total),
          }));
        sums.set(file.name, sum);
        before += file.sizeBytes;
        options.onProgress?.(before, total);
      }
      await recordModel(modelsDir, model, new URL(baseUrl).host, sums);
    } finally {
      clearInterval(look);
    }
  }

  return {
    modelsDir,
    inspect: (model) => inspectModel(modelsDir, model),
    measure,
    ensure,
    async cancel(model) {
      await mkdir(modelsDir, { recursive: true });
      await writeFile(cancelOf(model), String(Date.now()), { mode: 0o600 });
    },
    isBusy: (model) => findLockHolder(lockOf(model)) !== null,
    async remove(model) {
      await mkdir(modelsDir, { recursive: true });
      const lock = lockFile(lockOf(model));
      if (!("release" in lock)) throw new TraxError("CONFLICT");
      try {
        // First what says that it is there.
        await rm(targetOf(model, manifestName), { force: true });
        await rm(deriveModelFolder(modelsDir, model.id), { recursive: true, force: true });
        await rm(cancelOf(model), { force: true });
      } finally {
        lock.release();
      }
    },
  };
}

/** A file that was fetched whole before another one failed. */
async function proveInPlace(target: string, file: WantedFile, signal: AbortSignal): Promise<string | null> {
  const info = await stat(target).catch(() => null);
  if (info?.size !== file.sizeBytes) return null;
  const sums = createFileSums(file.sizeBytes);
  await sumFile(target, sums, signal);
  const digest = sums.digest();
  return provesFile(digest, file) ? digest.sha256 : null;
}

/** @throws STORAGE_FULL */
async function requireRoom(folder: string, neededBytes: number): Promise<void> {
  const reserve = getSettings().TRAX_MIN_FREE_BYTES;
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free - reserve >= neededBytes) return;
  throw new TraxError("STORAGE_FULL", {
    needed: serializeBytes(Math.max(0, neededBytes) + reserve),
    free: serializeBytes(free),
  });
}
