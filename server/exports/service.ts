import { randomUUID } from "node:crypto";
import { serializeTxt } from "@/core/exports/serialize-txt";
import { layoutCues } from "@/core/subtitles/layout-cues";
import { deriveTraxDocument, serializeJson } from "@/core/subtitles/serialize-json";
import { serializeSrt } from "@/core/subtitles/serialize-srt";
import { serializeVtt } from "@/core/subtitles/serialize-vtt";
import type { TranscriptText } from "@/core/transcript/transcript-text";
import { getPrisma, type PrismaClient } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { getStorage, storageKeys } from "@/server/platform/storage";
import { getDocument, getMachineSegments, listAllSegments } from "@/server/transcripts/data";
import type { DocumentDetail } from "@/server/transcripts/schema";
import { getExport } from "./data";
import type { ExportFormat, ExportView } from "./schema";

/** Writes a download and its row. The file comes first, so no row is without one.
 * @throws TraxError NOT_FOUND, EXPORT_EMPTY, STORAGE_FULL */
export async function createExport(
  ownerId: number,
  input: { documentId: string; format: ExportFormat; source: "edited" | "machine" },
  prisma: PrismaClient = getPrisma(),
): Promise<ExportView> {
  const id = randomUUID();
  const { row } = await writeExportFile(ownerId, { id, ...input }, prisma);
  await prisma.export.create({ data: row });
  const { key: _, ...view } = await getExport(ownerId, id, prisma);
  return view;
}

/** The file of a download, and the row that the caller writes for it.
 * @throws TraxError NOT_FOUND, EXPORT_EMPTY, STORAGE_FULL */
export async function writeExportFile(
  ownerId: number,
  input: { id: string; documentId: string; format: ExportFormat; source: "edited" | "machine" },
  prisma: PrismaClient = getPrisma(),
) {
  const { id, documentId, format, source } = input;
  const { document, serialize } = await readTranscript(ownerId, input, prisma);
  const filePath = storageKeys.export(id);
  const sizeBytes = await getStorage().write(filePath, serialize(format));
  const transcriptId = document.result?.id ?? null;
  return {
    sizeBytes,
    row: { id, documentId, transcriptId, format, source, filePath, fileSize: BigInt(sizeBytes) },
  };
}

/** Of a download that got no row. */
export function removeExportFile(id: string): Promise<void> {
  return getStorage().remove(storageKeys.export(id));
}

/** A transcript that can be written in any format.
 * @throws TraxError NOT_FOUND, EXPORT_EMPTY */
export async function readTranscript(
  ownerId: number,
  { documentId, source }: { documentId: string; source: "edited" | "machine" },
  prisma: PrismaClient = getPrisma(),
): Promise<{ document: DocumentDetail; serialize: (format: ExportFormat) => string }> {
  const document = await getDocument(ownerId, documentId, prisma);
  const segments =
    source === "edited"
      ? await listAllSegments(ownerId, documentId, prisma)
      : await getMachineSegments(ownerId, documentId, prisma);
  if (!document.result && segments.length === 0) throw new TraxError("EXPORT_EMPTY");
  const text: TranscriptText = { title: document.title, segments, speakers: document.speakers };
  return { document, serialize: (format) => serializers[format](text, document) };
}

const serializers: Record<ExportFormat, (text: TranscriptText, document: DocumentDetail) => string> = {
  txt: (text) => serializeTxt(text),
  srt: (text) => serializeSrt(layoutCues(text)),
  vtt: (text) => serializeVtt(layoutCues(text)),
  json: (text, document) =>
    serializeJson(
      deriveTraxDocument(text, {
        media: document.media && { fileName: document.media.fileName, durationMs: document.media.durationMs },
        engine: document.result?.engine ?? null,
      }),
    ),
};
