import { qualityWarningCodes, qualityWarningSentences } from "@/core/quality/quality-warnings";
import { toHearingView } from "@/server/batches/data";
import { listDiarizations } from "@/server/jobs/diarization";
import { listHearings } from "@/server/jobs/hearing";
import { type FormatInfo, parseFormatInfo } from "@/server/media/schema";
import { type Db, getPrisma, Prisma } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import {
  getStorage,
  getUploadStorage,
  homeFolders,
  measureFolder,
  storageKeys,
} from "@/server/platform/storage";
import { listWork, toWork } from "./document-summaries";
import { findEnhancedText, findGivenText, findMachineText } from "./machine-text";
import { readMetadata, toAccuracy } from "./read-metadata";
import type { DiskUse, DocumentDetail, SegmentView } from "./schema";
import { toSegment, toSegmentViews } from "./segment-views";

export { documentConditions } from "./document-filter";
export { readEarlierSpeakers } from "./earlier-speakers";
export { listDocuments } from "./list-documents";
export { deriveBasisInSteps, findGivenTextInSteps, findMachineTextInSteps } from "./machine-text";
export { readMetadata } from "./read-metadata";
export { requireMachineText } from "./require-machine-text";
export { toSegment, toSegmentsInSteps, toSegmentViews, toSegmentViewsInSteps } from "./segment-views";
export { nameSpeaker } from "./speaker-changes";
export { getVersionText } from "./version-text";
export { planDocumentResult, writeDocumentResult } from "./write-result";

/** @throws TraxError NOT_FOUND */
export async function getDocument(
  ownerId: number,
  documentId: string,
  db: Db = getPrisma(),
): Promise<DocumentDetail> {
  const row = await db.transcriptDocument.findFirst({
    where: { id: documentId, ownerId },
    include: { mediaFile: true, currentResult: true, speakers: true, _count: { select: { segments: true } } },
  });
  if (!row) throw new TraxError("NOT_FOUND", { what: "transcript" });
  const work = await listWork(ownerId, [documentId], db);
  const hearing = (await listHearings([documentId], db)).get(documentId);
  const diarization = (await listDiarizations([documentId], db)).get(documentId);
  const { mediaFile, currentResult } = row;
  const format = parseFormatInfo(mediaFile?.formatInfo);
  return {
    id: row.id,
    title: row.title,
    revision: row.revision,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    deletedAt: row.deletedAt,
    segmentCount: row._count.segments,
    media: mediaFile && {
      id: mediaFile.id,
      fileName: mediaFile.fileName,
      sizeBytes: work.get(documentId)?.sizeBytes ?? Number(mediaFile.fileSize),
      durationMs: format?.durationMs ?? null,
      kind: format?.video ? "video" : "audio",
      playback: format && toPlayback(mediaFile.id, format),
      audioTracks: format?.audioTracks ?? [],
      audioTrack: format?.audioTrack ?? 1,
      peaksPath: format && `/media/${mediaFile.id}/peaks`,
      waveformPath: format?.derived.waveformKey ? `/media/${mediaFile.id}/waveform` : null,
    },
    result: currentResult && {
      id: currentResult.id,
      pipelineVersion: currentResult.pipelineVersion,
      isMerged: currentResult.mergedContent !== null,
      speakerCount: currentResult.speakerCount,
      ...readMetadata(currentResult.processingMetadata),
      accuracyEstimate: currentResult.accuracyEstimate,
      accuracy: toAccuracy(currentResult),
      processingTimeSeconds: currentResult.processingTimeSeconds,
      warnings: (currentResult.qualityWarnings ?? []).flatMap((code) =>
        isWarningCode(code) ? [{ code, sentence: qualityWarningSentences[code] }] : [],
      ),
      createdAt: currentResult.createdAt ?? row.createdAt,
    },
    work: toWork(work.get(documentId)),
    hearing: hearing ? toHearingView(hearing) : null,
    diarization: diarization ? toHearingView(diarization) : null,
    speakers: row.speakers.map(({ id, label, profileId }) => ({ id, label, profileId })),
  };
}

function isWarningCode(code: string): code is (typeof qualityWarningCodes)[number] {
  return (qualityWarningCodes as readonly string[]).includes(code);
}

function toPlayback(
  mediaFileId: string,
  format: FormatInfo,
): NonNullable<DocumentDetail["media"]>["playback"] {
  if (format.playable) {
    return { path: `/media/${mediaFileId}`, source: "original", kind: format.video ? "video" : "audio" };
  }
  return format.proxy
    ? { path: `/media/${mediaFileId}/proxy`, source: "proxy", kind: format.proxy.kind }
    : { path: `/media/${mediaFileId}/master`, source: "master", kind: "audio" };
}

/** @throws TraxError NOT_FOUND, TRANSCRIPT_TRASHED */
export async function requireDocument(
  ownerId: number,
  documentId: string,
  db: Db = getPrisma(),
): Promise<void> {
  const found = await db.transcriptDocument.findFirst({
    where: { id: documentId, ownerId },
    select: { deletedAt: true },
  });
  if (!found) throw new TraxError("NOT_FOUND", { what: "transcript" });
  if (found.deletedAt) throw new TraxError("TRANSCRIPT_TRASHED");
}

/** The rows of one page, of which there is one too many where more follow. Lines that came back may share a position:
 * no page ends between two of them, or the next one would leave the second out. */
export function cutPage<Row extends { position: number }>(rows: Row[], limit: number): Row[] {
  const next = rows[limit];
  const page = rows.slice(0, limit);
  if (!next) return page;
  const whole = page.filter(({ position }) => position !== next.position);
  return whole.length > 0 ? whole : page;
}

/** Segments in order, from after the cursor (a position). */
export async function listSegments(
  ownerId: number,
  input: { documentId: string; cursor?: number | null; limit: number },
  db: Db = getPrisma(),
): Promise<{ segments: SegmentView[]; nextCursor: number | null }> {
  await requireDocument(ownerId, input.documentId, db);
  const rows = await db.transcriptSegment.findMany({
    where: {
      documentId: input.documentId,
      ...(input.cursor == null ? {} : { position: { gt: input.cursor } }),
    },
    orderBy: [{ position: "asc" }, { id: "asc" }],
    take: input.limit + 1,
  });
  const page = cutPage(rows, input.limit).map(toSegment);
  return { segments: page, nextCursor: rows.length > input.limit ? (page.at(-1)?.position ?? null) : null };
}

/** Ids that begin so, a few at most. */
export async function listDocumentIds(
  ownerId: number,
  prefix: string,
  db: Db = getPrisma(),
): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>(Prisma.sql`
    select id from transcript_documents
    where owner_id = ${ownerId} and starts_with(id::text, ${prefix.toLowerCase()}) limit 3`);
  return rows.map((row) => row.id);
}

/** Every segment of a document, in order; also of one in the trash, whose work goes on. */
export async function listAllSegments(
  ownerId: number,
  documentId: string,
  db: Db = getPrisma(),
): Promise<SegmentView[]> {
  const found = await db.transcriptDocument.count({ where: { id: documentId, ownerId } });
  if (found === 0) throw new TraxError("NOT_FOUND", { what: "transcript" });
  const rows = await db.transcriptSegment.findMany({
    where: { documentId },
    orderBy: [{ position: "asc" }, { id: "asc" }],
  });
  return rows.map(toSegment);
}

/** The text as the machine left it, from the current result; empty where there is none. */
export async function getMachineSegments(
  ownerId: number,
  documentId: string,
  db: Db = getPrisma(),
): Promise<SegmentView[]> {
  const document = await db.transcriptDocument.findFirst({
    where: { id: documentId, ownerId },
    select: { currentResult: { select: { segments: true, mergedContent: true } } },
  });
  if (!document) throw new TraxError("NOT_FOUND", { what: "transcript" });
  return toSegmentViews((document.currentResult && findMachineText(document.currentResult)) ?? []);
}

/** The text as an enhancement left it, without what was undone; empty where there is none of the present words. */
export async function getEnhancedSegments(
  ownerId: number,
  documentId: string,
  db: Db = getPrisma(),
): Promise<SegmentView[]> {
  const document = await db.transcriptDocument.findFirst({
    where: { id: documentId, ownerId },
    select: { currentResult: { select: { segments: true, mergedContent: true, enhancedContentV2: true } } },
  });
  if (!document) throw new TraxError("NOT_FOUND", { what: "transcript" });
  return toSegmentViews((document.currentResult && findEnhancedText(document.currentResult)) ?? []);
}

/** What the person was given of the current result: the enhanced text where there is one; empty where there is none. */
export async function getGivenSegments(
  ownerId: number,
  documentId: string,
  db: Db = getPrisma(),
): Promise<SegmentView[]> {
  const document = await db.transcriptDocument.findFirst({
    where: { id: documentId, ownerId },
    select: { currentResult: { select: { segments: true, mergedContent: true, enhancedContentV2: true } } },
  });
  if (!document) throw new TraxError("NOT_FOUND", { what: "transcript" });
  return toSegmentViews((document.currentResult && findGivenText(document.currentResult)) ?? []);
}

/** Bytes by kind, whoever owns what: of the whole store, of the unfinished uploads on the disk of this process, and
 * what is free there. */
export async function getDiskUse(db: Db = getPrisma()): Promise<DiskUse> {
  const storage = getStorage();
  const [sourcesBytes, derivedBytes, exportsBytes, uploadsBytes, modelsBytes, [row], free] =
    await Promise.all([
      storage.measure(storageKeys.sources),
      storage.measure(storageKeys.derived),
      storage.measure(storageKeys.exports),
      getUploadStorage().measure(storageKeys.uploads),
      measureFolder(homeFolders.models()),
      db.$queryRaw<{ bytes: number }[]>(
        Prisma.sql`select pg_database_size(current_database())::float8 as bytes`,
      ),
      storage.findFreeBytes(),
    ]);
  return {
    ...{ sourcesBytes, derivedBytes, exportsBytes, uploadsBytes, modelsBytes },
    databaseBytes: row?.bytes ?? 0,
    freeBytes: free ?? 0,
  };
}
