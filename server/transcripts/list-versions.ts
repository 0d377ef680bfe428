import type { AlignedWord } from "@/core/alignment/align-words";
import { compareTexts } from "@/core/alignment/compare-texts";
import type { PlainDocument } from "@/core/transcript/plain-document";
import { type Db, getPrisma } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { requireDocument } from "./data";
import { toAccuracy } from "./read-metadata";
import { parseChange } from "./stored-change";
import type { HistoryEntry, VersionComparison, VersionList, VersionRef } from "./version-schema";
import { getVersionText } from "./version-text";

/** @throws TraxError NOT_FOUND */
export async function listVersions(
  ownerId: number,
  documentId: string,
  db: Db = getPrisma(),
): Promise<VersionList> {
  const document = await db.transcriptDocument.findFirst({
    where: { id: documentId, ownerId },
    include: { currentResult: true, versions: { orderBy: [{ revision: "desc" }, { createdAt: "desc" }] } },
  });
  if (!document) throw new TraxError("NOT_FOUND", { what: "transcript" });
  const results = await db.transcriptionResult.findMany({
    where: document.mediaFileId
      ? { mediaFileId: document.mediaFileId }
      : { id: document.currentResultId ?? documentId },
    orderBy: { createdAt: "desc" },
    select: { id: true, createdAt: true, processingMetadata: true, accuracy: true, accuracyEstimate: true },
    take: 50,
  });
  return {
    revision: document.revision,
    versions: document.versions.map(({ id, name, revision, createdAt }) => ({
      id,
      name,
      revision,
      createdAt,
    })),
    results: results.map(({ id, createdAt, processingMetadata, ...figures }) => ({
      id,
      engine: String((processingMetadata as { engine?: unknown } | null)?.engine ?? "unknown"),
      createdAt,
      isCurrent: id === document.currentResultId,
      accuracy: toAccuracy(figures),
    })),
    hasEnhanced: (document.currentResult?.enhancedContent ?? null) !== null,
  };
}

const longestExcerpt = 300;

/** What was done to a document, newest first.
 * @throws TraxError NOT_FOUND */
export async function listHistory(
  ownerId: number,
  input: { documentId: string; cursor?: number | null; limit: number },
  db: Db = getPrisma(),
): Promise<{ entries: HistoryEntry[]; nextCursor: number | null }> {
  const { documentId, cursor, limit } = input;
  await requireDocument(ownerId, documentId, db);
  const rows = await db.transcriptRevision.findMany({
    where: { documentId, ...(cursor == null ? {} : { revision: { lt: cursor } }) },
    orderBy: [{ revision: "desc" }, { id: "desc" }],
    take: limit + 1,
  });
  const page = rows.slice(0, limit);
  const lines = await db.transcriptSegment.findMany({
    where: { documentId, id: { in: page.flatMap(({ segmentId }) => segmentId ?? []) } },
    select: { id: true, startMs: true },
  });
  const starts = new Map(lines.map(({ id, startMs }) => [id, startMs]));
  const entries = page.map((row): HistoryEntry => {
    const change = parseChange(row.before, row.after);
    const [only] = change?.segments ?? [];
    const isOne = change !== null && change.segments.length === 1;
    const textOf = (side: unknown) => {
      const text = isOne ? (side as { text?: unknown } | null)?.text : undefined;
      return typeof text === "string" ? text.slice(0, longestExcerpt) : null;
    };
    const ownStart = (only?.after ?? only?.before) as { startMs?: number } | undefined;
    return {
      revision: row.revision,
      commandId: row.commandId,
      kind: row.kind,
      createdAt: row.createdAt,
      startMs: isOne ? (ownStart?.startMs ?? starts.get(only?.id ?? "") ?? null) : null,
      lines: change?.segments.length ?? 0,
      before: textOf(only?.before),
      after: textOf(only?.after),
      isUndone: row.undoneById !== null,
    };
  });
  return { entries, nextCursor: rows.length > limit ? (page.at(-1)?.revision ?? null) : null };
}

/** Two texts of a document, word by word.
 * @throws TraxError NOT_FOUND */
export async function compareVersions(
  ownerId: number,
  input: { documentId: string; left: VersionRef; right: VersionRef; offset: number; limit: number },
  db: Db = getPrisma(),
): Promise<VersionComparison> {
  const { documentId, offset, limit } = input;
  await requireDocument(ownerId, documentId, db);
  const [left, right] = await Promise.all([
    getVersionText(documentId, input.left, db),
    getVersionText(documentId, input.right, db),
  ]);
  return compareTexts(listWordsOf(left), listWordsOf(right), { offset, limit });
}

function listWordsOf({ segments }: PlainDocument): AlignedWord[] {
  return segments.flatMap(({ words, text, startMs }): AlignedWord[] =>
    words && words.length > 0
      ? words.map((word) => ({ text: word.text, startMs: word.startMs }))
      : text
          .split(/\s+/)
          .filter((token) => token !== "")
          .map((token) => ({ text: token, startMs: segments.length > 1 ? startMs : null })),
  );
}
