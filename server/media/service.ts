import { dispatch } from "@/server/jobs/dispatch";
import { notifyStatus } from "@/server/jobs/notify";
import { getPrisma, type PrismaClient } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { getLogger } from "@/server/platform/logger";
import { processWide } from "@/server/platform/process-wide";
import { getStorage, getUploadStorage, storageKeys } from "@/server/platform/storage";
import { hashFile } from "@/server/platform/storage/incoming";
import { findExpectedUpload, listEqualMedia, listUnfinishedUploads } from "./data";

/** Files on their way into an object store, which takes minutes where a rename takes none: whoever comes meanwhile
 * waits for the same move. */
const moves = () => processWide("upload-moves", () => new Map<string, Promise<void>>());

/** The last byte is here: the file takes its place, and its batch may go on. The file moves first, so a crash in
 * between leaves a complete file that `recoverUploads` finds, never a row without one.
 * @param sha256 where the caller read the bytes anyway; else they are read here: the same file is known again from
 *   now on, and is kept once
 * @throws TraxError UPLOAD_NOT_EXPECTED, UPLOAD_SIZE_DIFFERS, S3_* */
export async function completeUpload(
  ownerId: number,
  mediaFileId: string,
  localPath: string,
  sizeBytes: number,
  prisma: PrismaClient = getPrisma(),
  sha256: string | null = null,
): Promise<void> {
  const expected = await findExpectedUpload(ownerId, mediaFileId, prisma);
  if (!expected) throw new TraxError("UPLOAD_NOT_EXPECTED");
  if (expected.announcedBytes !== sizeBytes) throw new TraxError("UPLOAD_SIZE_DIFFERS");
  let moving = moves().get(mediaFileId);
  if (!moving) {
    moving = (async () => {
      const sum = sha256 ?? (await hashFile(localPath));
      await getStorage().adopt(localPath, storageKeys.original(mediaFileId));
      await markUploaded(ownerId, mediaFileId, sizeBytes, prisma, sum);
      await keepOnce(ownerId, { mediaFileId, sizeBytes, sha256: sum }, prisma);
    })().finally(() => moves().delete(mediaFileId));
    moves().set(mediaFileId, moving);
  }
  await moving;
}

/** Completes an upload of which every byte is here but whose end was cut off: by a crash, or a database that was
 * away. A client that asks how far it is hears "all of it" and sends nothing more. */
export async function completeReceived(
  ownerId: number,
  mediaFileId: string,
  prisma: PrismaClient = getPrisma(),
): Promise<boolean> {
  const expected = await findExpectedUpload(ownerId, mediaFileId, prisma);
  const storage = getUploadStorage();
  const key = storageKeys.upload(mediaFileId);
  if (!expected || (await storage.findSize(key)) !== expected.announcedBytes) return false;
  const received = await storage.fetchLocal(key);
  await completeUpload(ownerId, mediaFileId, received.path, expected.announcedBytes, prisma);
  await storage.remove(`${key}.json`);
  return true;
}

/** Finishes uploads whose end was cut off: whose file is in place but whose row was not written, or whose bytes are
 * all here but did not get to their place. Every process looks on its own disk; one upload that cannot be finished does
 * not keep the others. @throws the first of what went wrong, after all were looked at */
export async function recoverUploads(prisma: PrismaClient = getPrisma()): Promise<number> {
  let recovered = 0;
  const failures: unknown[] = [];
  for (const { id, ownerId } of await listUnfinishedUploads(prisma)) {
    try {
      if (await recoverUpload(ownerId, id, prisma)) recovered += 1;
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return recovered;
}

async function recoverUpload(ownerId: number, id: string, prisma: PrismaClient): Promise<boolean> {
  if (await completeReceived(ownerId, id, prisma)) return true;
  const sizeBytes = await getStorage().findSize(storageKeys.original(id));
  const expected = sizeBytes === null ? null : await findExpectedUpload(ownerId, id, prisma);
  if (sizeBytes === null || expected?.announcedBytes !== sizeBytes) return false;
  await markUploaded(ownerId, id, sizeBytes, prisma);
  return true;
}

/** Earlier recordings of the owner with the same bytes stand on the new file from now on, whose bytes were just read:
 * what became of the older ones on the disk meanwhile is not known. It saves room and is nothing to fail for. */
async function keepOnce(
  ownerId: number,
  media: { mediaFileId: string; sizeBytes: number; sha256: string },
  prisma: PrismaClient,
): Promise<void> {
  try {
    const equal = await listEqualMedia(ownerId, media, prisma);
    if (equal.length === 0) return;
    const kept = await getStorage().keepOnce(
      storageKeys.original(media.mediaFileId),
      equal.map(storageKeys.original),
    );
    if (kept > 0) getLogger().info({ mediaFileId: media.mediaFileId, kept }, "equal files kept once");
  } catch (error) {
    getLogger().warn({ mediaFileId: media.mediaFileId, err: String(error) }, "equal files not kept once");
  }
}

async function markUploaded(
  ownerId: number,
  mediaFileId: string,
  sizeBytes: number,
  prisma: PrismaClient,
  sha256: string | null = null,
): Promise<void> {
  await prisma.$transaction(async (tx) => {
    const { count } = await tx.mediaFile.updateMany({
      where: { id: mediaFileId, ownerId, downloadStatus: "downloading" },
      data: {
        downloadStatus: "completed",
        fileSize: BigInt(sizeBytes),
        downloadError: null,
        ...(sha256 === null ? {} : { sha256 }),
      },
    });
    if (count === 0) return;
    const items = await tx.batchItem.findMany({
      where: { mediaFileId, taskType: "preprocess" },
      select: { batchJobId: true, documentId: true, sourceIndex: true },
    });
    for (const { batchJobId, documentId, sourceIndex } of items) {
      if (!batchJobId) continue;
      await notifyStatus(tx, {
        ownerId,
        batchId: batchJobId,
        documentId,
        sourceIndex,
        itemId: null,
        status: null,
      });
      await dispatch(tx, batchJobId);
    }
  });
}
