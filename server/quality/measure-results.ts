import { compareWithReference, type ReferenceComparison } from "@/core/quality/compare-with-reference";
import type { Tx } from "@/server/platform/db";
import { isTraxError } from "@/server/platform/errors";
import { storedJson } from "@/server/platform/stored-json";
import { getVersionText, readMetadata, toSegmentViews } from "@/server/transcripts/data";
import { mergedContent } from "@/server/transcripts/result-schema";
import { machineSegments } from "@/server/transcripts/schema";
import { type bases, confusions } from "./schema";

/** Results of one recording that are measured: of more, the newest. */
const mostResults = 20;

export interface MeasuredDocument {
  id: string;
  revision: number;
  mediaFileId: string | null;
  currentResultId: string | null;
}

interface Reference {
  basis: (typeof bases)[number];
  text: string;
}

/** Measures every machine's text of a recording against what is known to have been said. The caller has locked the
 * document: what was corrected is what it is now. */
export async function measureResults(tx: Tx, ownerId: number, document: MeasuredDocument): Promise<void> {
  const { id: documentId, mediaFileId, currentResultId } = document;
  const [reference, before] = await Promise.all([
    findReference(tx, documentId),
    tx.qualityMeasurement.findMany({ where: { documentId }, select: { resultId: true } }),
  ]);
  const results = reference
    ? await tx.transcriptionResult.findMany({
        where: { OR: [{ id: currentResultId ?? documentId }, ...(mediaFileId ? [{ mediaFileId }] : [])] },
        orderBy: { createdAt: "desc" },
        select: measured,
        take: mostResults,
      })
    : [];
  await tx.qualityMeasurement.deleteMany({ where: { documentId } });
  for (const { resultId } of before) await writeAccuracy(tx, resultId, null);
  for (const result of results) {
    await writeMeasurement(tx, { ownerId, documentId, result, reference: reference as Reference });
  }
}

/** Measures a machine's text that has just been written, in the transaction that wrote it and that holds the document:
 * the figure that a person sees is of the text that they see. Nothing where nobody said what was said. */
export async function measureNewResult(
  tx: Tx,
  { documentId, resultId }: { documentId: string; resultId: string },
): Promise<void> {
  const document = await tx.transcriptDocument.findUnique({
    where: { id: documentId },
    select: { ownerId: true },
  });
  const reference = document && (await findReference(tx, documentId));
  if (!reference) return;
  const result = await tx.transcriptionResult.findUniqueOrThrow({
    where: { id: resultId },
    select: measured,
  });
  await tx.qualityMeasurement.deleteMany({ where: { documentId, resultId } });
  await writeAccuracy(tx, resultId, null);
  await writeMeasurement(tx, { ownerId: document.ownerId, documentId, result, reference });
}

const measured = { id: true, segments: true, mergedContent: true, processingMetadata: true } as const;

interface MeasuredResult {
  id: string;
  segments: unknown;
  mergedContent: unknown;
  processingMetadata: unknown;
}

async function writeMeasurement(
  tx: Tx,
  of: { ownerId: number; documentId: string; result: MeasuredResult; reference: Reference },
): Promise<void> {
  const { ownerId, documentId, result, reference } = of;
  const resultId = result.id;
  const heard = mergedContent.safeParse(result.mergedContent).data?.segments ?? result.segments;
  const found = compare(reference.text, heard, result.processingMetadata);
  if (!found) return;
  const { unit, words, substitutions, insertions, deletions } = found;
  await tx.qualityMeasurement.create({
    data: {
      ...{ documentId, resultId, ownerId, basis: reference.basis, unit },
      ...{ words, substitutions, insertions, deletions },
      confusions: storedJson(confusions, found.confusions),
    },
  });
  await writeAccuracy(tx, resultId, Math.max(0, 1 - found.wer));
}

/** The one place that writes `accuracy`. */
async function writeAccuracy(tx: Tx, resultId: string, accuracy: number | null): Promise<void> {
  await tx.transcriptionResult.update({ where: { id: resultId }, data: { accuracy }, select: { id: true } });
}

function compare(reference: string, segments: unknown, metadata: unknown): ReferenceComparison | null {
  const lines = machineSegments.safeParse(segments);
  if (!lines.success) return null;
  const words = toSegmentViews(lines.data).flatMap((line) =>
    line.words.length > 0 ? line.words : [{ text: line.text, startMs: line.startMs }],
  );
  return compareWithReference({ reference, words, language: readMetadata(metadata).language });
}

/** A text that somebody gave comes before what was corrected by hand. */
async function findReference(tx: Tx, documentId: string): Promise<Reference | null> {
  const row = await tx.transcriptReference.findUnique({ where: { documentId } });
  if (row?.text != null) return { basis: "reference", text: row.text };
  if (!row?.correctedAt) return null;
  const lines = await listCorrected(tx, documentId, row.correctedRevision);
  return { basis: "corrected", text: lines.map(({ text }) => text).join(" ") };
}

/** The text as it was when somebody said that it has no errors left. What a machine put into it since is none of theirs;
 * where the way back is not known, it is the text as it is. */
async function listCorrected(
  tx: Tx,
  documentId: string,
  revision: number | null,
): Promise<{ text: string }[]> {
  const { segments } = await getVersionText(
    documentId,
    revision === null ? { kind: "now" } : { kind: "revision", revision },
    tx,
  ).catch((error: unknown) => {
    if (isTraxError(error) && error.code === "NOT_FOUND")
      return getVersionText(documentId, { kind: "now" }, tx);
    throw error;
  });
  return segments;
}
