import { randomUUID } from "node:crypto";
import type { TranscriptText } from "@/core/transcript/transcript-text";
import { getPrisma, type PrismaClient } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { getStorage, storageKeys } from "@/server/platform/storage";
import {
  getDocument,
  getEnhancedSegments,
  getMachineSegments,
  listAllSegments,
  requireDocument,
} from "@/server/transcripts/data";
import type { DocumentDetail } from "@/server/transcripts/schema";
import { getExport } from "./data";
import type { ExportFormat, ExportOptions, ExportSource, ExportView } from "./schema";
import { serializeTranscript } from "./serialize-transcript";
import { resolveProfile } from "./subtitle-profiles";

/** Writes a download and its row. The file comes first, so no row is without one.
 * @throws TraxError NOT_FOUND, TRANSCRIPT_TRASHED, EXPORT_EMPTY, STORAGE_FULL */
export async function createExport(
  ownerId: number,
  input: { documentId: string; format: ExportFormat; source: ExportSource; options?: ExportOptions },
  prisma: PrismaClient = getPrisma(),
): Promise<ExportView> {
  await requireDocument(ownerId, input.documentId, prisma);
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
  input: {
    id: string;
    documentId: string;
    format: ExportFormat;
    source: ExportSource;
    options?: ExportOptions;
  },
  prisma: PrismaClient = getPrisma(),
) {
  const { id, documentId, format, source, options } = input;
  const { document, serialize } = await readTranscript(ownerId, input, prisma);
  const filePath = storageKeys.export(id);
  const sizeBytes = await getStorage().write(filePath, await serialize(format, options));
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
 * @throws TraxError NOT_FOUND, EXPORT_EMPTY, ENHANCEMENT_MISSING */
export async function readTranscript(
  ownerId: number,
  { documentId, source }: { documentId: string; source: ExportSource },
  prisma: PrismaClient = getPrisma(),
): Promise<{
  document: DocumentDetail;
  text: TranscriptText;
  serialize: (format: ExportFormat, options?: ExportOptions) => Promise<string | Uint8Array>;
}> {
  const document = await getDocument(ownerId, documentId, prisma);
  const segments = await readers[source](ownerId, documentId, prisma);
  if (source === "enhanced" && segments.length === 0) throw new TraxError("ENHANCEMENT_MISSING");
  if (!document.result && segments.length === 0) throw new TraxError("EXPORT_EMPTY");
  const text: TranscriptText = { title: document.title, segments, speakers: document.speakers };
  const { media } = document;
  const origin = {
    media: media && { fileName: media.fileName, durationMs: media.durationMs },
    engine: document.result?.engine ?? null,
  };
  return {
    document,
    text,
    serialize: async (format, { profile: wish, ...options } = {}) => {
      const profile = await resolveProfile(ownerId, documentId, wish, prisma);
      return serializeTranscript(format, text, { origin, options: { ...options, profile } });
    },
  };
}

const readers: Record<ExportSource, typeof listAllSegments> = {
  edited: listAllSegments,
  enhanced: getEnhancedSegments,
  machine: getMachineSegments,
};
