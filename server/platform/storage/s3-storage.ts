import { createReadStream } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { TraxError } from "../errors";
import { downloadObject } from "./download-object";
import type { LocalCache } from "./local-cache";
import type { S3Bucket } from "./s3-bucket";
import type { StagedFolder, Storage } from "./storage";
import { parseStorageKey } from "./storage-key";

/** An object that is written again while it is fetched is fetched again this often. */
const FETCH_ATTEMPTS = 3;
const REMOVALS_AT_ONCE = 8;

/** Storage in a bucket of an S3 server, with copies on this machine where a program needs a file.
 * @param prefix of every object's name, without a slash at its ends; may be empty */
export function createS3Storage({
  bucket,
  cache,
  prefix,
}: {
  bucket: S3Bucket;
  cache: LocalCache;
  prefix: string;
}): Storage {
  const base = prefix === "" ? "" : `${prefix}/`;
  const nameOf = (key: string): string => `${base}${parseStorageKey(key)}`;

  async function putFile(file: string, name: string): Promise<void> {
    const { size } = await stat(file);
    const { sizeBytes, version } = await bucket.put(name, createReadStream(file), size);
    // Before the file of this machine goes: what is there must be all of it.
    const there = await bucket.find(name);
    if (there?.sizeBytes !== size || sizeBytes !== size) {
      throw new TraxError("S3_BUSY", { reason: `${there?.sizeBytes ?? 0} of ${size} bytes arrived` });
    }
    await cache.admit({ name, version: there.version || version, sizeBytes: size }, file);
  }

  async function removeNames(names: string[]): Promise<void> {
    // One by one: not every server knows how to remove many at once.
    for (let start = 0; start < names.length; start += REMOVALS_AT_ONCE) {
      const some = names.slice(start, start + REMOVALS_AT_ONCE);
      await Promise.all(some.map((name) => bucket.remove(name).then(() => cache.forget(name))));
    }
  }

  async function listAll(key: string): Promise<string[]> {
    const names: string[] = [];
    for await (const { name } of bucket.list(`${nameOf(key)}/`)) names.push(name);
    return names;
  }

  return {
    findSize: async (key) => (await bucket.find(nameOf(key)))?.sizeBytes ?? null,

    async openRead(key, range, signal) {
      const stream = await bucket.open(nameOf(key), { ...range, signal });
      if (!stream) throw new TraxError("STORAGE_MISSING");
      return stream;
    },

    async write(key, source) {
      const body = source instanceof Readable ? source : Buffer.from(source as Uint8Array);
      return (await bucket.put(nameOf(key), body)).sizeBytes;
    },

    async adopt(localPath, key) {
      await putFile(localPath, nameOf(key));
      await rm(localPath, { force: true });
    },

    /** An object has one name. */
    keepOnce: async () => 0,

    async fetchLocal(key) {
      const name = nameOf(key);
      for (let attempt = 1; attempt <= FETCH_ATTEMPTS; attempt += 1) {
        const info = await bucket.find(name);
        if (!info) throw new TraxError("STORAGE_MISSING");
        const file = await cache.fetch({ name, ...info }, (target) =>
          downloadObject(bucket, name, info, target),
        );
        if (file) return file;
      }
      throw new TraxError("S3_BUSY", { reason: "the file was written again while it was read" });
    },

    async stage(key): Promise<StagedFolder> {
      const target = nameOf(key);
      const folder = await cache.createFolder();
      const discard = () => rm(folder, { recursive: true, force: true });
      return {
        path: folder,
        // An object store has no rename of a folder: nobody looks below a prefix before a row names it.
        commit: async () => {
          const before = await listAll(key);
          const written = new Set<string>();
          try {
            for (const file of await listFiles(folder)) {
              const name = `${target}/${file}`;
              parseStorageKey(`${key}/${file}`);
              written.add(name);
              await putFile(path.join(folder, file), name);
            }
          } catch (error) {
            await removeNames([...written]).catch(() => {});
            throw error;
          }
          await removeNames(before.filter((name) => !written.has(name)));
          await discard();
        },
        discard,
      };
    },

    remove: (key) => removeNames([nameOf(key)]),
    removePrefix: async (key) => removeNames(await listAll(key)),

    async measure(key) {
      let total = 0;
      for await (const { sizeBytes } of bucket.list(`${nameOf(key)}/`)) total += sizeBytes;
      return total;
    },

    async listNames(key) {
      const parent = `${nameOf(key)}/`;
      const names: string[] = [];
      for await (const { name } of bucket.list(parent, { shallow: true })) {
        names.push(name.slice(parent.length).replace(/\/$/, ""));
      }
      return names.filter((name) => name !== "");
    },

    async *listFiles(key) {
      for await (const { name, sizeBytes } of bucket.list(`${nameOf(key)}/`)) {
        yield { key: name.slice(base.length), sizeBytes };
      }
    },

    findFreeBytes: (wantedBytes) => cache.findFreeBytes(wantedBytes),
    verify: () => bucket.verify(),
  };
}

/** Paths of the files below a folder, relative to it, with "/". */
async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"));
}
