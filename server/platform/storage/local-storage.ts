import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { link, lstat, mkdir, open, opendir, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { TraxError, toTraxError } from "../errors";
import { measureFreeBytes } from "./measure-free-bytes";
import { refuseLinks } from "./refuse-links";
import type { StagedFolder, Storage } from "./storage";
import { parseStorageKey } from "./storage-key";

/** Storage in one folder of this machine. Every write goes to a temporary name first and is renamed, so a reader
 * sees the whole file or none, also after a crash. */
export function createLocalStorage(root: string): Storage {
  async function pathOf(key: string): Promise<string> {
    const target = path.join(root, parseStorageKey(key));
    await refuseLinks(root, key);
    return target;
  }

  async function findFile(key: string): Promise<{ path: string; size: number } | null> {
    try {
      const target = await pathOf(key);
      const info = await lstat(target);
      return info.isFile() ? { path: target, size: info.size } : null;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw error;
    }
  }

  async function getFile(key: string): Promise<{ path: string; size: number }> {
    const file = await findFile(key);
    if (!file) throw new TraxError("STORAGE_MISSING");
    return file;
  }

  return {
    findSize: async (key) => (await findFile(key))?.size ?? null,

    async openRead(key, range) {
      const file = await getFile(key);
      return createReadStream(file.path, range);
    },

    async write(key, source) {
      const target = await pathOf(key);
      const temporary = `${target}.${randomUUID()}.part`;
      await mkdir(path.dirname(target), { recursive: true });
      try {
        const stream =
          source instanceof Readable ? source : Readable.from([Buffer.from(source as Uint8Array)]);
        await pipeline(stream, createWriteStream(temporary, { flush: true }));
        const { size } = await stat(temporary);
        await rename(temporary, target);
        return size;
      } catch (error) {
        await rm(temporary, { force: true });
        throw toTraxError(error, "INTERNAL");
      }
    },

    async adopt(localPath, key) {
      const target = await pathOf(key);
      if (!(await lstat(localPath)).isFile()) throw new TraxError("STORAGE_LINK", { path: localPath });
      await mkdir(path.dirname(target), { recursive: true });
      // What is about to be called complete must still be so after a power cut.
      const file = await open(localPath, "r+");
      await file.sync().finally(() => file.close());
      try {
        await rename(localPath, target);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EXDEV") throw error;
        await this.write(key, createReadStream(localPath));
        await rm(localPath, { force: true });
      }
    },

    async keepOnce(key, others) {
      const source = await lstat(await pathOf(key));
      let kept = 0;
      for (const other of others) {
        const target = await pathOf(other);
        const there = await lstat(target).catch(() => null);
        if (!there?.isFile() || there.dev !== source.dev || there.size !== source.size) continue;
        if (there.ino === source.ino || (await linkOver(await pathOf(key), target))) kept += 1;
      }
      return kept;
    },

    async fetchLocal(key) {
      return { path: (await getFile(key)).path, release: async () => {} };
    },

    async stage(prefix): Promise<StagedFolder> {
      const target = await pathOf(prefix);
      const temporary = `${target}.staged`;
      await rm(temporary, { recursive: true, force: true });
      await mkdir(temporary, { recursive: true, mode: 0o700 });
      return {
        path: temporary,
        commit: async () => {
          await rm(target, { recursive: true, force: true });
          await rename(temporary, target);
        },
        discard: () => rm(temporary, { recursive: true, force: true }),
      };
    },

    remove: async (key) => rm(await pathOf(key), { force: true }),
    removePrefix: async (prefix) => rm(await pathOf(prefix), { recursive: true, force: true }),
    measure: async (prefix) => measureFolder(await pathOf(prefix)),

    async listNames(prefix) {
      return readdir(await pathOf(prefix)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return [];
        throw error;
      });
    },

    async *listFiles(prefix) {
      for await (const file of walkFolder(await pathOf(prefix))) {
        const info = await lstat(file).catch(() => null);
        const key = path.relative(root, file).split(path.sep).join("/");
        if (info) yield { key, sizeBytes: info.size };
      }
    },

    findFreeBytes: () => measureFreeBytes(root),
    verify: async () => {},
  };
}

/** Puts a second name of `file` in the place of `target`, in one step: who reads `target` reads on. False where the
 * file system knows no second names or has given out all it has, and where `target` is going away. */
async function linkOver(file: string, target: string): Promise<boolean> {
  const temporary = `${target}.${randomUUID()}.part`;
  try {
    await link(file, temporary);
    await rename(temporary, target);
    return true;
  } catch {
    await rm(temporary, { force: true }).catch(() => {});
    return false;
  }
}

/** What is being written, or was when the machine went down. */
const unfinished = /\.(?:part|staged)$/;

/** Whole files below a folder, a handful of names in memory at a time. What goes meanwhile is left out. */
async function* walkFolder(folder: string): AsyncGenerator<string> {
  const entries = await opendir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  for await (const entry of entries) {
    if (unfinished.test(entry.name)) continue;
    const target = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* walkFolder(target);
    else if (entry.isFile()) yield target;
  }
}

/** What a folder takes of the disk: a file with several names counts once. */
export async function measureFolder(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  const counted = new Set<string>();
  let total = 0;
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const info = await stat(path.join(entry.parentPath, entry.name)).catch(() => null);
    if (!info) continue;
    if (info.nlink > 1) {
      const file = `${info.dev}:${info.ino}`;
      if (counted.has(file)) continue;
      counted.add(file);
    }
    total += info.size;
  }
  return total;
}
