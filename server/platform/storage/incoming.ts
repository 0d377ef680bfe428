import { createHash, randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { constants, copyFile, mkdir, readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { homeFolders } from ".";
import { requireFreeSpace } from "./require-free-space";

/** A recording on its way into the store: in the folder of unfinished uploads, so that taking it over is a rename. */
export interface IncomingFile {
  /** Absolute. */
  path: string;
  sizeBytes: number;
  /** Hexadecimal. */
  sha256: string;
}

const PREFIX = "incoming-";
const FREE_SPACE_EVERY_BYTES = 64 * 1024 ** 2;
/** Nothing takes longer than this to arrive and still comes. */
const STALE_MS = 24 * 60 * 60_000;

/** Writes what comes and adds it up. Nothing is left of a stream that breaks.
 * @throws TraxError STORAGE_FULL, and whatever the stream fails with */
export async function writeIncoming(source: AsyncIterable<Buffer>): Promise<IncomingFile> {
  const target = await newPath();
  const hash = createHash("sha256");
  let sizeBytes = 0;
  let nextLookBytes = FREE_SPACE_EVERY_BYTES;
  try {
    await pipeline(
      source,
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          hash.update(chunk);
          sizeBytes += chunk.length;
          if (sizeBytes > nextLookBytes) {
            nextLookBytes += FREE_SPACE_EVERY_BYTES;
            await requireFreeSpace(FREE_SPACE_EVERY_BYTES);
          }
          yield chunk;
        }
      },
      createWriteStream(target, { flags: "wx", mode: 0o600, flush: true }),
    );
    return { path: target, sizeBytes, sha256: hash.digest("hex") };
  } catch (error) {
    await removeIncoming(target);
    throw error;
  }
}

/** Copies a file of this machine; the file itself stays as it is. Where the file system can, the copy shares its
 * blocks and costs nothing; it is never the same inode, since a recording that its owner goes on editing must not
 * change under its transcript.
 * @throws TraxError STORAGE_FULL */
export async function copyIncoming(file: string): Promise<{ path: string; sizeBytes: number }> {
  await requireFreeSpace((await stat(file)).size);
  const target = await newPath();
  try {
    await copyFile(file, target, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
    return { path: target, sizeBytes: (await stat(target)).size };
  } catch (error) {
    await removeIncoming(target);
    throw error;
  }
}

/** SHA-256 of a file, hexadecimal. */
export async function hashFile(file: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash, { signal });
  return hash.digest("hex");
}

export function removeIncoming(file: string): Promise<void> {
  return rm(file, { force: true });
}

/** What processes left that were killed while a file was on its way. Returns how many. */
export async function sweepIncoming(now = Date.now()): Promise<number> {
  const folder = homeFolders.uploads();
  let removed = 0;
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.startsWith(PREFIX)) continue;
    const file = path.join(folder, name);
    const info = await stat(file).catch(() => null);
    if (!info || now - info.mtimeMs < STALE_MS) continue;
    await removeIncoming(file);
    removed += 1;
  }
  return removed;
}

async function newPath(): Promise<string> {
  const folder = homeFolders.uploads();
  await mkdir(folder, { recursive: true });
  return path.join(folder, `${PREFIX}${randomUUID()}`);
}
