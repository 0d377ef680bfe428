import { constants } from "node:fs";
import { type FileHandle, open, realpath } from "node:fs/promises";
import path from "node:path";
import { findSubmittedSource } from "@/server/batches/data";
import { createBatch, resolveSettings } from "@/server/batches/service";
import { completeUpload } from "@/server/media/service";
import { Prisma, type PrismaClient } from "@/server/platform/db";
import { getSettings } from "@/server/platform/env";
import { TraxError } from "@/server/platform/errors";
import { removeIncoming, writeIncoming } from "@/server/platform/storage/incoming";
import { requireFreeSpace, serializeBytes } from "@/server/platform/storage/require-free-space";
import { type WatchedFile, watchedItemId } from "./list-watched-files";

/** What is copied before its batch is made; the rest of a group follows as a batch of its own. */
const GROUP_FILES = 200;
const GROUP_BYTES = 20 * 1024 ** 3;

export interface WatchPlace {
  prisma: PrismaClient;
  ownerId: number;
  /** Absolute. */
  folder: string;
  signal: AbortSignal;
}

export interface TakenFiles {
  /** Names that need no further look: taken, or known from before. */
  done: WatchedFile[];
  failed: { file: WatchedFile; error: unknown }[];
}

interface Copy {
  file: WatchedFile;
  copy: string;
  sha256: string;
}

/** A file whose batch is there but whose bytes did not come: the worker was killed in between. */
interface Unfinished {
  mediaFileId: string;
  file: WatchedFile;
}

/** Of these files, those that were taken before, and those whose taking was cut off. */
export async function sortKnown(
  { prisma, ownerId }: Pick<WatchPlace, "prisma" | "ownerId">,
  files: readonly WatchedFile[],
): Promise<{ fresh: WatchedFile[]; unfinished: Unfinished[] }> {
  const byId = new Map(files.map((file) => [watchedItemId(file), file]));
  const rows = await prisma.$queryRaw<
    { id: string; mediaFileId: string | null; waits: boolean }[]
  >(Prisma.sql`
    select item.id, media.id as "mediaFileId",
      coalesce(item.status = 'pending' and media.download_status = 'downloading', false) as waits
    from batch_items item
    left join media_files media on media.id = item.media_file_id and media.owner_id = ${ownerId}
    where item.id = any(${[...byId.keys()]}::uuid[])`);
  const unfinished: Unfinished[] = [];
  for (const { id, mediaFileId, waits } of rows) {
    const file = byId.get(id);
    byId.delete(id);
    if (file && mediaFileId && waits) unfinished.push({ mediaFileId, file });
  }
  return { fresh: [...byId.values()], unfinished };
}

/** Copies files into the store as one batch; the files themselves stay as they are. A kill at any moment loses and
 * doubles nothing: before the batch is there nothing was taken, and after it the bytes are brought again. */
export async function takeFiles(place: WatchPlace, files: readonly WatchedFile[]): Promise<TakenFiles> {
  const { prisma, ownerId } = place;
  const taken: TakenFiles = { done: [], failed: [] };
  const { fresh, unfinished } = await sortKnown(place, files);
  for (const { file, mediaFileId } of unfinished) {
    await attempt(taken, file, async () => {
      const { copy, sha256 } = await copyWatched(place, file);
      try {
        await completeUpload(ownerId, mediaFileId, copy, file.sizeBytes, prisma, sha256);
      } finally {
        await removeIncoming(copy);
      }
    });
  }

  let bytes = 0;
  const copies: Copy[] = [];
  try {
    for (const file of fresh) {
      if (copies.length === GROUP_FILES || (copies.length > 0 && bytes + file.sizeBytes > GROUP_BYTES)) break;
      await attempt(taken, file, async () => {
        const copied = await copyWatched(place, file);
        const isTwin = copies.some(({ sha256 }) => sha256 === copied.sha256);
        if (isTwin || (await isThere(place, copied))) return await removeIncoming(copied.copy);
        copies.push(copied);
        bytes += file.sizeBytes;
      });
    }
    await submit(place, copies, taken).catch((error: unknown) => {
      for (const { file } of copies) {
        taken.done = taken.done.filter((one) => one !== file);
        if (!taken.failed.some((one) => one.file === file)) taken.failed.push({ file, error });
      }
    });
  } finally {
    for (const { copy } of copies) await removeIncoming(copy);
  }
  return taken;
}

async function submit({ prisma, ownerId }: WatchPlace, copies: Copy[], taken: TakenFiles): Promise<void> {
  if (copies.length === 0) return;
  const { sources } = await createBatch(
    ownerId,
    {
      files: copies.map(({ file }) => ({
        fileName: path.basename(file.name).slice(0, 1024),
        sizeBytes: file.sizeBytes,
      })),
    },
    prisma,
    { isReceived: true, firstItemIds: copies.map(({ file }) => watchedItemId(file)) },
  );
  for (const [index, { file, copy, sha256 }] of copies.entries()) {
    const mediaFileId = sources[index]?.mediaFileId as string;
    taken.done = taken.done.filter((one) => one !== file);
    // One that fails here is unfinished, and brought again in the next round.
    await attempt(taken, file, () =>
      completeUpload(ownerId, mediaFileId, copy, file.sizeBytes, prisma, sha256),
    );
  }
}

async function attempt(taken: TakenFiles, file: WatchedFile, act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
    taken.done.push(file);
  } catch (error) {
    taken.failed.push({ file, error });
  }
}

/** Whether these very bytes are at work or done already. What failed or was cancelled is not: it is taken anew, once. */
async function isThere({ prisma, ownerId }: WatchPlace, { file, sha256 }: Copy): Promise<boolean> {
  const by = { sha256, sizeBytes: file.sizeBytes, ...resolveSettings({}) };
  const found = await findSubmittedSource(ownerId, by, prisma);
  return found !== null && found.state !== "failed" && found.state !== "cancelled";
}

/** @throws TraxError UPLOAD_TOO_LARGE, STORAGE_FULL, FILE_UNREADABLE; also when the file is not as it was listed */
async function copyWatched({ folder, signal }: WatchPlace, file: WatchedFile): Promise<Copy> {
  signal.throwIfAborted();
  const { TRAX_MAX_UPLOAD_BYTES } = getSettings();
  if (file.sizeBytes > TRAX_MAX_UPLOAD_BYTES) {
    throw new TraxError("UPLOAD_TOO_LARGE", { limit: serializeBytes(TRAX_MAX_UPLOAD_BYTES) });
  }
  await requireFreeSpace(file.sizeBytes);
  const handle = await openWatched(folder, file);
  try {
    await requireUnchanged(handle, file);
    const incoming = await writeIncoming(handle.createReadStream({ autoClose: false, signal }));
    try {
      await requireUnchanged(handle, file);
    } catch (error) {
      await removeIncoming(incoming.path);
      throw error;
    }
    return { file, copy: incoming.path, sha256: incoming.sha256 };
  } finally {
    await handle.close();
  }
}

/** Neither the file nor a folder on the way may have become a link since it was listed, nor the file a pipe. */
async function openWatched(folder: string, file: WatchedFile): Promise<FileHandle> {
  const refuse = (reason: string) => new TraxError("FILE_UNREADABLE", { name: file.name, reason });
  try {
    const parent = await realpath(path.dirname(file.path));
    const root = await realpath(folder);
    if (parent !== root && !parent.startsWith(root + path.sep))
      throw refuse("a link leads out of the folder.");
    return await open(file.path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (error instanceof TraxError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EACCES" || code === "EPERM") throw refuse("Trax may not read it.");
    throw refuse(code === "ENOENT" ? "it is gone." : `the system says ${code}.`);
  }
}

async function requireUnchanged(handle: FileHandle, file: WatchedFile): Promise<void> {
  const info = await handle.stat({ bigint: true });
  const isSame =
    info.isFile() && Number(info.size) === file.sizeBytes && String(info.mtimeNs) === file.modifiedNs;
  if (isSame) return;
  throw new TraxError("FILE_UNREADABLE", { name: file.name, reason: "it is still being written." });
}
