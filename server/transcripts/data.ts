import { qualityWarningCodes, qualityWarningSentences } from "@/core/quality/quality-warnings";
import { listSources, toHearingView } from "@/server/batches/data";
import type { SourceView } from "@/server/batches/schema";
import { listDiarizations } from "@/server/jobs/diarization";
import { listHearings } from "@/server/jobs/hearing";
import { type FormatInfo, parseFormatInfo } from "@/server/media/schema";
import { type Db, getPrisma, Prisma } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { getStorage, getUploadStorage, storageKeys } from "@/server/platform/storage";
import { deriveEnhancedSegments } from "./enhanced-segments";
import { findMachineText } from "./machine-text";
import { readMetadata, toAccuracy } from "./read-metadata";
import type { DiskUse, DocumentDetail, DocumentSummary, SegmentView, WorkView } from "./schema";
import { toSegment, toSegmentViews } from "./segment-views";

export { readEarlierSpeakers } from "./earlier-speakers";
export { readMetadata } from "./read-metadata";
export { requireMachineText } from "./require-machine-text";
export { toSegment, toSegmentViews } from "./segment-views";
export { changeSpeakers, nameSpeaker } from "./speaker-changes";
export { getVersionText } from "./version-text";

interface ListInput {
  filter: string;
  trash: boolean;
  cursor?: string | null;
  limit: number;
}

/** Newest first, by keyset. */
export async function listDocuments(
  ownerId: number,
  input: ListInput,
  db: Db = getPrisma(),
): Promise<{ documents: DocumentSummary[]; nextCursor: string | null }> {
  const after = /^(\S+ \S+)_([0-9a-f-]{36})$/.exec(input.cursor ?? "");
  const pattern = `%${input.filter.replace(/[\\%_]/g, "\\$&")}%`;
  const rows = await db.$queryRaw<{ id: string; created_at_text: string }[]>(Prisma.sql`
    select id, created_at::text as created_at_text from transcript_documents
    where owner_id = ${ownerId} and (deleted_at is not null) = ${input.trash}
      ${input.filter ? Prisma.sql`and title ilike ${pattern}` : Prisma.empty}
      ${after ? Prisma.sql`and (created_at, id) < (${after[1]}::timestamptz, ${after[2]}::uuid)` : Prisma.empty}
    order by created_at desc, id desc limit ${input.limit + 1}`);
  const page = rows.slice(0, input.limit);
  const last = page.at(-1);
  return {
    documents: await getSummaries(
      ownerId,
      page.map((row) => row.id),
      db,
    ),
    nextCursor: rows.length > input.limit && last ? `${last.created_at_text}_${last.id}` : null,
  };
}

async function getSummaries(ownerId: number, ids: string[], db: Db): Promise<DocumentSummary[]> {
  const [rows, work] = await Promise.all([
    db.transcriptDocument.findMany({
      where: { ownerId, id: { in: ids } },
      include: { mediaFile: true, currentResult: { select: { accuracy: true, accuracyEstimate: true } } },
    }),
    listWork(ownerId, ids, db),
  ]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    if (!row) return [];
    const source = work.get(id);
    return [
      {
        id,
        title: row.title,
        createdAt: row.createdAt,
        updatedAt: row.updatedAt,
        deletedAt: row.deletedAt,
        fileName: row.mediaFile?.fileName ?? null,
        durationSeconds: row.mediaFile?.durationSeconds ?? null,
        sizeBytes: source?.sizeBytes ?? (row.mediaFile ? Number(row.mediaFile.fileSize) : null),
        hasText: row.currentResultId !== null,
        accuracy: toAccuracy(row.currentResult),
        work: toWork(source),
      },
    ];
  });
}

/** The newest submission of each document. */
async function listWork(ownerId: number, documentIds: string[], db: Db): Promise<Map<string, SourceView>> {
  const newest = new Map<string, SourceView>();
  for (const source of await listSources(ownerId, { documentIds }, db)) {
    if (source.documentId) newest.set(source.documentId, source);
  }
  return newest;
}

function toWork(source: SourceView | undefined): WorkView | null {
  if (!source || source.stage === "processed") return null;
  const { batchId, sourceIndex, stage, progress, error } = source;
  return { batchId, sourceIndex, stage, progress, error };
}

export async function getSummary(
  ownerId: number,
  documentId: string,
  db: Db = getPrisma(),
): Promise<DocumentSummary> {
  const [summary] = await getSummaries(ownerId, [documentId], db);
  if (!summary) throw new TraxError("NOT_FOUND", { what: "transcript" });
  return summary;
}

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

/** @throws TraxError NOT_FOUND */
export async function requireDocument(
  ownerId: number,
  documentId: string,
  db: Db = getPrisma(),
): Promise<void> {
  const found = await db.transcriptDocument.findFirst({
    where: { id: documentId, ownerId },
    select: { id: true },
  });
  if (!found) throw new TraxError("NOT_FOUND", { what: "transcript" });
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

/** Every segment of a document, in order. */
export async function listAllSegments(
  ownerId: number,
  documentId: string,
  db: Db = getPrisma(),
): Promise<SegmentView[]> {
  await requireDocument(ownerId, documentId, db);
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

/** The text as an enhancement left it: its lines where it has such, else its words with the times of those the machine
 * heard, in lines that read well. Empty where nothing was enhanced.
 * @throws TraxError NOT_FOUND */
export async function listEnhancedSegments(
  ownerId: number,
  documentId: string,
  db: Db = getPrisma(),
): Promise<SegmentView[]> {
  const document = await db.transcriptDocument.findFirst({
    where: { id: documentId, ownerId },
    select: {
      currentResult: {
        select: { segments: true, mergedContent: true, enhancedContent: true, enhancedContentV2: true },
      },
    },
  });
  if (!document) throw new TraxError("NOT_FOUND", { what: "transcript" });
  return document.currentResult ? deriveEnhancedSegments(document.currentResult) : [];
}

/** Bytes by kind, whoever owns what: of the whole store, of the unfinished uploads on the disk of this process, and
 * what is free there. */
export async function getDiskUse(): Promise<DiskUse> {
  const storage = getStorage();
  const [sourcesBytes, derivedBytes, exportsBytes, uploadsBytes, free] = await Promise.all([
    storage.measure(storageKeys.sources),
    storage.measure(storageKeys.derived),
    storage.measure(storageKeys.exports),
    getUploadStorage().measure(storageKeys.uploads),
    storage.findFreeBytes(),
  ]);
  return { sourcesBytes, derivedBytes, exportsBytes, uploadsBytes, freeBytes: free ?? 0 };
}
