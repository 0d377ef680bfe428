import { type Db, getPrisma, Prisma } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { cutPage, toSegment } from "./data";
import type { DocumentChangesOutput } from "./edit-schema";
import { listComments } from "./list-comments";
import type { SegmentView } from "./schema";
import { parseChange } from "./stored-change";

/** Beyond, loading the document anew is as quick. */
const mostRevisions = 1_000;
const mostLines = 2_000;

/** What became different since a revision, as it is now.
 * @throws TraxError NOT_FOUND */
export async function listChanges(
  ownerId: number,
  { documentId, sinceRevision }: { documentId: string; sinceRevision: number },
  db: Db = getPrisma(),
): Promise<DocumentChangesOutput> {
  const document = await db.transcriptDocument.findFirst({
    where: { id: documentId, ownerId },
    select: { revision: true },
  });
  if (!document) throw new TraxError("NOT_FOUND", { what: "transcript" });
  const { revision: documentRevision } = document;
  const none = { documentRevision, segments: [], removedIds: [], speakers: null, comments: null };
  if (sinceRevision === documentRevision) return { ...none, isComplete: true };
  const rows = await db.transcriptRevision.findMany({
    where: { documentId, revision: { gt: sinceRevision } },
    orderBy: { revision: "asc" },
    select: { before: true, after: true, revision: true },
    take: mostRevisions + 1,
  });
  // Not every step of a document's revision is an edit: a new machine result is none.
  const isGapless = rows.every((row, index) => row.revision === sinceRevision + index + 1);
  const changes = rows.map((row) => parseChange(row.before, row.after));
  const ids = new Set(changes.flatMap((change) => change?.segments.map(({ id }) => id) ?? []));
  if (
    !isGapless ||
    rows.at(-1)?.revision !== documentRevision ||
    rows.length > mostRevisions ||
    ids.size > mostLines ||
    changes.includes(null)
  ) {
    return { ...none, isComplete: false };
  }
  const found = await db.transcriptSegment.findMany({ where: { documentId, id: { in: [...ids] } } });
  const there = new Set(found.map(({ id }) => id));
  const touches = (table: "speakers" | "comments") =>
    changes.some((change) => (change?.[table].length ?? 0) > 0);
  return {
    documentRevision,
    isComplete: true,
    segments: found.map(toSegment).sort((a, b) => a.position - b.position),
    removedIds: [...ids].filter((id) => !there.has(id)),
    speakers: touches("speakers")
      ? await db.transcriptSpeaker.findMany({
          where: { documentId },
          select: { id: true, label: true, profileId: true },
          orderBy: { label: "asc" },
        })
      : null,
    comments: touches("comments") ? await listComments(ownerId, documentId, db) : null,
  };
}

/** Lines without their words, in order, from after the cursor (a position).
 * @throws TraxError NOT_FOUND */
export async function listHeads(
  ownerId: number,
  input: { documentId: string; cursor?: number | null; limit: number },
  db: Db = getPrisma(),
) {
  const rows = await db.$queryRaw<Omit<SegmentView, "words">[]>(Prisma.sql`
    select line.id, line.position, line.start_ms as "startMs", line.end_ms as "endMs", line.speaker_id as "speakerId",
      line.text, line.revision
    from transcript_segments line join transcript_documents document on document.id = line.document_id
    where document.id = ${input.documentId}::uuid and document.owner_id = ${ownerId}
      ${input.cursor == null ? Prisma.empty : Prisma.sql`and line.position > ${input.cursor}::float8`}
    order by line.position, line.id limit ${input.limit + 1}`);
  if (rows.length === 0) await requireOwn(ownerId, input.documentId, db);
  const segments = cutPage(rows, input.limit);
  return { segments, nextCursor: rows.length > input.limit ? (segments.at(-1)?.position ?? null) : null };
}

/** The words of some lines, with the revision they are of.
 * @throws TraxError NOT_FOUND */
export async function listWords(
  ownerId: number,
  { documentId, segmentIds }: { documentId: string; segmentIds: string[] },
  db: Db = getPrisma(),
) {
  await requireOwn(ownerId, documentId, db);
  const rows = await db.transcriptSegment.findMany({ where: { documentId, id: { in: segmentIds } } });
  const lines = rows.map(toSegment);
  return { words: Object.fromEntries(lines.map(({ id, revision, words }) => [id, { revision, words }])) };
}

async function requireOwn(ownerId: number, documentId: string, db: Db): Promise<void> {
  const found = await db.transcriptDocument.count({ where: { id: documentId, ownerId } });
  if (found === 0) throw new TraxError("NOT_FOUND", { what: "transcript" });
}
