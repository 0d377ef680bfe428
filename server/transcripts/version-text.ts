import { invertChange } from "@/core/transcript/document-change";
import { applyChange, type PlainDocument } from "@/core/transcript/plain-document";
import type { Db } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { findEnhancedText, findMachineText } from "./machine-text";
import { toSegment, toSegmentViews } from "./segment-views";
import { parseChange } from "./stored-change";
import type { VersionRef } from "./version-schema";

/** The document as it was: the present one, with what came after taken back from the last to the first.
 * @throws TraxError NOT_FOUND of a revision that is not there yet */
async function getRevision(documentId: string, revision: number, db: Db): Promise<PlainDocument> {
  const [document, segments, speakers, later] = await Promise.all([
    db.transcriptDocument.findUniqueOrThrow({ where: { id: documentId }, select: { revision: true } }),
    db.transcriptSegment.findMany({ where: { documentId }, orderBy: { position: "asc" } }),
    db.transcriptSpeaker.findMany({ where: { documentId } }),
    db.transcriptRevision.findMany({
      where: { documentId, revision: { gt: revision } },
      orderBy: [{ revision: "desc" }, { id: "desc" }],
      select: { before: true, after: true },
    }),
  ]);
  if (revision > document.revision) throw new TraxError("NOT_FOUND", { what: "version" });
  const present: PlainDocument = {
    segments: segments.map(toSegment),
    speakers: speakers.map(({ id, label, profileId }) => ({ id, label, profileId })),
    comments: [],
  };
  return later.reduce<PlainDocument>((current, row) => {
    const change = parseChange(row.before, row.after);
    if (!change) throw new TraxError("NOT_FOUND", { what: "version" });
    return applyChange(current, { ...invertChange(change), comments: [] });
  }, present);
}

/** The lines and speakers of one text of a document that the caller has the right to.
 * @throws TraxError NOT_FOUND */
export async function getVersionText(documentId: string, ref: VersionRef, db: Db): Promise<PlainDocument> {
  if (ref.kind === "revision") return getRevision(documentId, ref.revision, db);
  if (ref.kind === "now") {
    const { revision } = await db.transcriptDocument.findUniqueOrThrow({ where: { id: documentId } });
    return getRevision(documentId, revision, db);
  }
  if (ref.kind === "version") {
    const version = await db.transcriptVersion.findFirst({ where: { id: ref.versionId, documentId } });
    if (!version) throw new TraxError("NOT_FOUND", { what: "version" });
    return getRevision(documentId, version.revision, db);
  }
  const document = await db.transcriptDocument.findUniqueOrThrow({
    where: { id: documentId },
    select: { currentResultId: true, mediaFileId: true },
  });
  const resultId = (ref.kind === "machine" ? ref.resultId : undefined) ?? document.currentResultId;
  const result = resultId
    ? await db.transcriptionResult.findFirst({
        // A result belongs to the recording: one of another document is none of this one.
        where: {
          id: resultId,
          OR: [
            { id: document.currentResultId ?? resultId, documents: { some: { id: documentId } } },
            ...(document.mediaFileId ? [{ mediaFileId: document.mediaFileId }] : []),
          ],
        },
        select: { segments: true, mergedContent: true, enhancedContent: true, enhancedContentV2: true },
      })
    : null;
  if (!result || (ref.kind === "enhanced" && result.enhancedContent === null)) {
    throw new TraxError("NOT_FOUND", { what: "version" });
  }
  if (ref.kind === "enhanced") {
    const lines = findEnhancedText(result);
    if (lines) return { segments: toSegmentViews(lines), speakers: [], comments: [] };
    const text = result.enhancedContent ?? "";
    const line = {
      id: "enhanced",
      position: 1,
      startMs: 0,
      endMs: 0,
      speakerId: null,
      words: null,
      revision: 0,
    };
    return { segments: [{ ...line, text }], speakers: [], comments: [] };
  }
  const segments = toSegmentViews(findMachineText(result) ?? []);
  return { segments, speakers: [], comments: [] };
}
