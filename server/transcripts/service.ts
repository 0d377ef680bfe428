import { cancelSources } from "@/server/jobs/by-hand";
import { getPrisma, Prisma, type PrismaClient, type Tx } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { getStorage, getUploadStorage, storageKeys } from "@/server/platform/storage";
import { getSummary } from "./document-summaries";
import type { DocumentSummary } from "./schema";

export async function renameDocument(
  ownerId: number,
  input: { documentId: string; title: string },
  prisma: PrismaClient = getPrisma(),
): Promise<DocumentSummary> {
  const { count } = await prisma.transcriptDocument.updateMany({
    where: { id: input.documentId, ownerId },
    data: { title: input.title.replaceAll("\u0000", "") },
  });
  if (count === 0) throw new TraxError("NOT_FOUND", { what: "transcript" });
  return getSummary(ownerId, input.documentId, prisma);
}

/** To the trash. What still runs for it goes on; restoring brings everything back. */
export async function removeDocuments(
  ownerId: number,
  documentIds: string[],
  prisma: PrismaClient = getPrisma(),
): Promise<number> {
  const { count } = await prisma.transcriptDocument.updateMany({
    where: { id: { in: documentIds }, ownerId, deletedAt: null },
    data: { deletedAt: new Date() },
  });
  return count;
}

export async function restoreDocuments(
  ownerId: number,
  documentIds: string[],
  prisma: PrismaClient = getPrisma(),
): Promise<number> {
  const { count } = await prisma.transcriptDocument.updateMany({
    where: { id: { in: documentIds }, ownerId, deletedAt: { not: null } },
    data: { deletedAt: null },
  });
  return count;
}

/** For ever: only what is in the trash, since before an instant where one is given. Rows go first, files after the commit, so that no row is left without
 * its file. */
export async function purgeDocuments(
  ownerId: number,
  documentIds: string[],
  prisma: PrismaClient = getPrisma(),
  before: Date | null = null,
): Promise<number> {
  let purged = 0;
  for (const documentId of documentIds) {
    const removed = await prisma.$transaction((tx) => purgeDocument(tx, ownerId, documentId, before));
    if (!removed) continue;
    purged += 1;
    const storage = getStorage();
    for (const id of removed.exportIds) await storage.remove(storageKeys.export(id));
    if (removed.mediaFileId) {
      await getUploadStorage().remove(storageKeys.upload(removed.mediaFileId));
      await getUploadStorage().remove(`${storageKeys.upload(removed.mediaFileId)}.json`);
      await storage.removePrefix(storageKeys.source(removed.mediaFileId));
      await storage.removePrefix(storageKeys.derivedOf(removed.mediaFileId));
    }
  }
  return purged;
}

async function purgeDocument(
  tx: Tx,
  ownerId: number,
  documentId: string,
  before: Date | null,
): Promise<{ exportIds: string[]; mediaFileId: string | null } | null> {
  // Held, so that nobody restores it meanwhile.
  await tx.$queryRaw(
    Prisma.sql`select 1 from transcript_documents where id = ${documentId}::uuid for update`,
  );
  const document = await tx.transcriptDocument.findFirst({
    where: { id: documentId, ownerId, deletedAt: before ? { lt: before } : { not: null } },
  });
  if (!document) return null;
  const live = await tx.batchItem.findMany({
    where: { documentId, status: { in: ["pending", "running", "retrying"] } },
    distinct: ["batchJobId", "sourceIndex"],
  });
  for (const item of live) if (item.batchJobId) await cancelSources(tx, item.batchJobId, [item.sourceIndex]);

  const { mediaFileId } = document;
  const shared = mediaFileId
    ? await tx.transcriptDocument.count({ where: { mediaFileId, id: { not: documentId } } })
    : 1;
  const mediaGoes = mediaFileId !== null && shared === 0;
  const results = mediaGoes
    ? await tx.transcriptionResult.findMany({ where: { mediaFileId }, select: { id: true } })
    : [];
  const exportRows = await tx.export.findMany({
    // What was packed together with others may hold its words too.
    where: {
      OR: [
        { documentId },
        { transcriptId: { in: results.map((row) => row.id) } },
        { ownerId, documentId: null, createdAt: { gte: document.createdAt } },
      ],
    },
    select: { id: true },
  });
  await tx.export.deleteMany({ where: { id: { in: exportRows.map((row) => row.id) } } });
  // The words are in the chunks too.
  await tx.transcriptionChunk.deleteMany({ where: { batchItem: { documentId } } });
  await tx.batchItem.updateMany({ where: { documentId }, data: { documentId: null, transcriptId: null } });
  await tx.transcriptDocument.delete({ where: { id: documentId } });
  if (mediaGoes && mediaFileId) {
    await tx.batchItem.updateMany({
      where: { mediaFileId },
      data: { mediaFileId: null, transcriptId: null },
    });
    await tx.transcriptionResult.deleteMany({ where: { mediaFileId } });
    await tx.audioProcessingMetadata.deleteMany({ where: { mediaFileId } });
    await tx.mediaFile.delete({ where: { id: mediaFileId } });
  }
  return { exportIds: exportRows.map((row) => row.id), mediaFileId: mediaGoes ? mediaFileId : null };
}
