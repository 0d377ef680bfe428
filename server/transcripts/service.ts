import { randomUUID } from "node:crypto";
import { setSegmentText } from "@/core/transcript/set-segment-text";
import type { TimedWord } from "@/core/transcript/types";
import { cancelSources } from "@/server/jobs/by-hand";
import { getPrisma, Prisma, type PrismaClient, type Tx } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { getStorage, getUploadStorage, storageKeys } from "@/server/platform/storage";
import { getSummary, toSegment } from "./data";
import { type DocumentSummary, type SegmentSaveOutput, type SegmentView, segment } from "./schema";

/** Saves the text of one segment, if nobody saved it in between. The answer to a save that was written but whose
 * answer got lost is the same again: a repeated save of the same text is no conflict.
 * @throws TraxError NOT_FOUND */
export async function saveSegment(
  ownerId: number,
  input: { documentId: string; segmentId: string; revision: number; text: string },
  prisma: PrismaClient = getPrisma(),
): Promise<SegmentSaveOutput> {
  return prisma.$transaction(async (tx) => {
    const document = await lockDocument(tx, ownerId, input.documentId);
    const current = await getSegment(tx, input.documentId, input.segmentId);
    const wanted = setSegmentText(current, input.text, newWordId);
    if (wanted.text === current.text) {
      return { outcome: "saved", segment: current, revisionId: null, documentRevision: document.revision };
    }
    if (current.revision !== input.revision) return { outcome: "stale", current, yours: input.text };
    return writeSegment(tx, {
      ownerId,
      documentId: input.documentId,
      kind: "segment.text",
      before: current,
      after: wanted,
    });
  });
}

/** Takes back one change, unless the segment was changed again since. Undoing an undo is a redo.
 * @throws TraxError NOT_FOUND */
export async function undoRevision(
  ownerId: number,
  input: { documentId: string; revisionId: string },
  prisma: PrismaClient = getPrisma(),
): Promise<SegmentSaveOutput> {
  return prisma.$transaction(async (tx) => {
    await lockDocument(tx, ownerId, input.documentId);
    const revision = await tx.transcriptRevision.findFirst({
      where: { id: BigInt(input.revisionId), documentId: input.documentId },
    });
    const before = segment.safeParse(revision?.before);
    const after = segment.safeParse(revision?.after);
    if (!revision || !before.success || !after.success) throw new TraxError("NOT_FOUND", { what: "change" });
    const current = await getSegment(tx, input.documentId, before.data.id);
    if (!isSameLine(current, after.data)) {
      return { outcome: "stale", current, yours: before.data.text };
    }
    const undone = await writeSegment(tx, {
      ownerId,
      documentId: input.documentId,
      kind: "segment.undo",
      before: current,
      after: before.data,
    });
    await tx.transcriptRevision.update({
      where: { id: revision.id },
      data: { undoneById: undone.revisionId === null ? null : BigInt(undone.revisionId) },
    });
    return undone;
  });
}

/** Told by content and not by revision: after an undo the line is again what the change before it left, and can be
 * taken back further. */
function isSameLine(a: SegmentView, b: SegmentView): boolean {
  const contentOf = ({ text, startMs, endMs, speakerId, words }: SegmentView) =>
    JSON.stringify([
      text,
      startMs,
      endMs,
      speakerId,
      words.map((word) => [word.id, word.text, word.startMs, word.endMs]),
    ]);
  return contentOf(a) === contentOf(b);
}

interface SegmentChange {
  ownerId: number;
  documentId: string;
  kind: string;
  before: SegmentView;
  after: SegmentView;
}

async function writeSegment(
  tx: Tx,
  change: SegmentChange,
): Promise<Extract<SegmentSaveOutput, { outcome: "saved" }>> {
  const after: SegmentView = { ...change.after, revision: change.before.revision + 1 };
  const { count } = await tx.transcriptSegment.updateMany({
    where: { id: after.id, revision: change.before.revision },
    data: {
      text: after.text,
      words: after.words,
      startMs: after.startMs,
      endMs: after.endMs,
      speakerId: after.speakerId,
      revision: after.revision,
    },
  });
  if (count !== 1) throw new TraxError("CONFLICT");
  const document = await tx.transcriptDocument.update({
    where: { id: change.documentId },
    data: { revision: { increment: 1 } },
    select: { revision: true },
  });
  const revision = await tx.transcriptRevision.create({
    data: {
      documentId: change.documentId,
      segmentId: after.id,
      revision: document.revision,
      ownerId: change.ownerId,
      kind: change.kind,
      before: { ...change.before },
      after: { ...after },
    },
    select: { id: true },
  });
  return {
    outcome: "saved",
    segment: after,
    revisionId: String(revision.id),
    documentRevision: document.revision,
  };
}

/** Saves of one document take turns. */
async function lockDocument(tx: Tx, ownerId: number, documentId: string): Promise<{ revision: number }> {
  const [row] = await tx.$queryRaw<{ revision: number }[]>(Prisma.sql`
    select revision from transcript_documents
    where id = ${documentId}::uuid and owner_id = ${ownerId} and deleted_at is null for update`);
  if (!row) throw new TraxError("NOT_FOUND", { what: "transcript" });
  return row;
}

async function getSegment(tx: Tx, documentId: string, segmentId: string): Promise<SegmentView> {
  const row = await tx.transcriptSegment.findFirst({ where: { id: segmentId, documentId } });
  if (!row) throw new TraxError("NOT_FOUND", { what: "line" });
  return toSegment(row);
}

function newWordId(): string {
  return randomUUID().slice(0, 13);
}

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

/** For ever: only what is in the trash. Rows go first, files after the commit, so that no row is left without
 * its file. */
export async function purgeDocuments(
  ownerId: number,
  documentIds: string[],
  prisma: PrismaClient = getPrisma(),
): Promise<number> {
  let purged = 0;
  for (const documentId of documentIds) {
    const removed = await prisma.$transaction((tx) => purgeDocument(tx, ownerId, documentId));
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
): Promise<{ exportIds: string[]; mediaFileId: string | null } | null> {
  const document = await tx.transcriptDocument.findFirst({
    where: { id: documentId, ownerId, deletedAt: { not: null } },
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
    where: { OR: [{ documentId }, { transcriptId: { in: results.map((row) => row.id) } }] },
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

/** Words of one line of a machine's text, before the document exists. */
export interface MachineSegment {
  startMs: number;
  endMs: number;
  text: string;
  words: TimedWord[];
}

/** Puts a machine result before a person. A document that already has lines keeps them: a machine's output never
 * overwrites what a person may have corrected. */
export async function writeDocumentResult(
  tx: Tx,
  input: { documentId: string; resultId: string; segments: MachineSegment[] },
): Promise<void> {
  const existing = await tx.transcriptSegment.count({ where: { documentId: input.documentId } });
  await tx.transcriptDocument.update({
    where: { id: input.documentId },
    data: { currentResultId: input.resultId, revision: { increment: 1 } },
  });
  if (existing > 0) return;
  const idPrefix = input.resultId.slice(0, 8);
  let wordIndex = 0;
  const rows = input.segments.map((line, index) => ({
    documentId: input.documentId,
    position: index + 1,
    startMs: line.startMs,
    endMs: line.endMs,
    text: line.text,
    words: line.words.map((word) => ({ id: `${idPrefix}-${wordIndex++}`, ...word })),
  }));
  for (let start = 0; start < rows.length; start += 1_000) {
    await tx.transcriptSegment.createMany({ data: rows.slice(start, start + 1_000) });
  }
}
