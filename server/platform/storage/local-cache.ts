import { randomUUID } from "node:crypto";
import { chmod, copyFile, link, mkdir, rename, rm, stat, utimes } from "node:fs/promises";
import path from "node:path";
import { TraxError } from "../errors";
import { type CachedFile, cacheFileName, listCachedFiles, removeCached } from "./cached-files";
import { measureFreeBytes } from "./measure-free-bytes";
import { namePrivateFolder, sweepPrivateFolders } from "./private-folder";
import { serializeBytes } from "./serialize-bytes";

/** One state of an object of the store. */
export interface CacheEntry {
  name: string;
  /** Differs whenever the object was written again. */
  version: string;
  sizeBytes: number;
}

/** Copies of objects on this machine, up to a bound; the one that nobody used for longest goes first. Several
 * processes may share its folder. */
export interface LocalCache {
  /** A path of the caller's own, until `release`. Two that ask at once share one `fill`.
   * @param fill writes the object to a path; false when it is not of that version any more: then the answer is null
   * @throws STORAGE_FULL, and whatever `fill` throws */
  fetch(
    entry: CacheEntry,
    fill: (target: string) => Promise<boolean>,
  ): Promise<{ path: string; release: () => Promise<void> } | null>;
  /** Takes a file in whose bytes are those of the entry, by rename: what was just made is soon asked for. */
  admit(entry: CacheEntry, file: string): Promise<void>;
  /** The object is gone: so are its copies. */
  forget(name: string): Promise<void>;
  /** A folder for work in progress on the same disk; a later start removes it when this process dies. */
  createFolder(): Promise<string>;
  /** Bytes free on this disk; copies nobody uses go as long as fewer than `wantedBytes` are. */
  findFreeBytes(wantedBytes?: number): Promise<number>;
}

export interface LocalCacheOptions {
  folder: string;
  /** Files in use may go over it: none is taken from under its user. */
  maxBytes: number;
  /** Of the disk, never used. */
  reserveBytes: number;
}

/** A copy that nobody asked for this long goes, however much room there is: its recording may have been deleted by
 * another machine. */
const UNUSED_MS = 7 * 24 * 60 * 60_000;
/** Another process that makes room may remove a file between its arrival and its use. */
const FETCH_ATTEMPTS = 5;
/** File systems without hard links, or with too many of them. */
const noLinks = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "EMLINK", "ENOSYS"]);

export function createLocalCache({ folder, maxBytes, reserveBytes }: LocalCacheOptions): LocalCache {
  const files = path.join(folder, "files");
  const own = namePrivateFolder(path.join(folder, "in-use"));
  const fills = new Map<string, Promise<boolean>>();
  /** Names between being looked up and being linked to. */
  const pins = new Map<string, number>();
  let promisedBytes = 0;
  let opening: Promise<void> | null = null;
  let lastRoom: Promise<unknown> = Promise.resolve();

  async function open(): Promise<void> {
    opening ??= (async () => {
      await sweepPrivateFolders(path.dirname(own));
      await mkdir(files, { recursive: true, mode: 0o700 });
    })();
    await opening;
    await mkdir(own, { recursive: true, mode: 0o700 });
  }

  /** One after the other: two that count at the same time would both see the same room. */
  function inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = lastRoom.then(act, act);
    lastRoom = turn.catch(() => {});
    return turn;
  }

  /** A file that somebody has linked to frees nothing when it goes. */
  const isIdle = (file: CachedFile): boolean => file.links === 1 && !pins.has(file.name);

  async function makeRoom(neededBytes: number): Promise<void> {
    const cached = await listCachedFiles(files);
    let total = cached.reduce((sum, file) => sum + file.sizeBytes, promisedBytes + neededBytes);
    for (const file of cached.filter(isIdle)) {
      if (total <= maxBytes && Date.now() - file.usedAtMs < UNUSED_MS) return;
      await rm(path.join(files, file.name), { force: true });
      total -= file.sizeBytes;
    }
  }

  async function freeBytes(wantedBytes: number): Promise<number> {
    let free = await measureFreeBytes(folder);
    if (free >= wantedBytes) return free;
    for (const file of (await listCachedFiles(files)).filter(isIdle)) {
      await rm(path.join(files, file.name), { force: true });
      free = await measureFreeBytes(folder);
      if (free >= wantedBytes) break;
    }
    return free;
  }

  async function reserve(sizeBytes: number): Promise<void> {
    await makeRoom(sizeBytes);
    const needed = sizeBytes + reserveBytes;
    const free = await freeBytes(needed + promisedBytes);
    if (free < needed) {
      throw new TraxError("STORAGE_FULL", { needed: serializeBytes(needed), free: serializeBytes(free) });
    }
    promisedBytes += sizeBytes;
  }

  async function fillOnce(
    name: string,
    entry: CacheEntry,
    fill: (target: string) => Promise<boolean>,
  ): Promise<boolean> {
    await inTurn(() => reserve(entry.sizeBytes));
    const part = path.join(own, `${randomUUID()}.part`);
    try {
      if (!(await fill(part))) return false;
      await place(part, name, entry);
      return true;
    } finally {
      promisedBytes -= entry.sizeBytes;
      await rm(part, { force: true });
    }
  }

  async function place(file: string, name: string, entry: CacheEntry): Promise<void> {
    const { size } = await stat(file);
    if (size !== entry.sizeBytes) {
      throw new TraxError("S3_BUSY", { reason: `${size} of ${entry.sizeBytes} bytes arrived` });
    }
    // Its users share these bytes.
    await chmod(file, 0o400);
    await rename(file, path.join(files, name));
    await removeCached(files, entry.name, name);
  }

  /** A link of the caller's own to a file that is there whole; null where it is not. */
  async function take(name: string, sizeBytes: number): Promise<string | null> {
    const source = path.join(files, name);
    const target = path.join(own, randomUUID());
    try {
      const { size } = await stat(source);
      // A power cut may leave a name without its bytes.
      if (size !== sizeBytes) {
        await rm(source, { force: true });
        return null;
      }
      await link(source, target).catch((error: NodeJS.ErrnoException) => {
        if (!noLinks.has(error.code ?? "")) throw error;
        return copyFile(source, target);
      });
      const now = new Date();
      await utimes(source, now, now).catch(() => {});
      return target;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw error;
    }
  }

  async function release(link: string): Promise<void> {
    await rm(link, { force: true });
    await inTurn(() => makeRoom(0));
  }

  return {
    async fetch(entry, fill) {
      await open();
      const name = cacheFileName(entry);
      pins.set(name, (pins.get(name) ?? 0) + 1);
      try {
        for (let attempt = 1; attempt <= FETCH_ATTEMPTS; attempt += 1) {
          const taken = await take(name, entry.sizeBytes);
          if (taken) return { path: taken, release: () => release(taken) };
          let running = fills.get(name);
          if (!running) {
            running = fillOnce(name, entry, fill).finally(() => fills.delete(name));
            fills.set(name, running);
          }
          if (!(await running)) return null;
        }
        throw new TraxError("STEP_FAILED", { reason: "the local copy was removed again and again" });
      } finally {
        const left = (pins.get(name) ?? 1) - 1;
        if (left > 0) pins.set(name, left);
        else pins.delete(name);
      }
    },

    async admit(entry, file) {
      if (entry.sizeBytes > maxBytes) return;
      await open();
      // The object is in the store already: a copy that could not be kept is fetched when it is asked for.
      await inTurn(async () => {
        await makeRoom(entry.sizeBytes);
        await place(file, cacheFileName(entry), entry);
      }).catch(() => {});
    },

    async forget(name) {
      await removeCached(files, name);
    },

    async createFolder() {
      await open();
      const staged = path.join(own, `staged-${randomUUID()}`);
      await mkdir(staged, { mode: 0o700 });
      return staged;
    },

    findFreeBytes: (wantedBytes = 0) => inTurn(() => freeBytes(wantedBytes)),
  };
}
