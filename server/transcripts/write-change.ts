import {
  applySegmentChange,
  type DocumentChange,
  type DocumentSegment,
  type SpeakerPatch,
} from "@/core/transcript/document-change";
import type { Comment, Speaker } from "@/core/transcript/types";
import { notifyEdit } from "@/server/jobs/notify";
import { Prisma, type Tx } from "@/server/platform/db";
import { runInTurns } from "@/server/platform/run-in-turns";
import { sendLongText } from "@/server/platform/send-long-text";
import { serializeChange } from "./stored-change";

interface ChangeInput {
  ownerId: number;
  documentId: string;
  /** Null for a change that no browser asked for; then the database makes one, so that it can be taken back too. */
  commandId: string | null;
  kind: string;
  change: DocumentChange;
  /** The lines it changes, as they are. */
  findSegment: (id: string) => DocumentSegment | null;
}

interface WrittenChange {
  documentRevision: number;
  /** What the lines it changed have as revision now. */
  revisions: Record<string, number>;
}

/** Writes a change of a document that the caller has locked, with the reversible revision that tells of it. */
export async function writeChange(tx: Tx, input: ChangeInput): Promise<WrittenChange> {
  const { ownerId, documentId, change, kind } = input;
  const inserted: DocumentSegment[] = [];
  const removed: string[] = [];
  const moved: DocumentSegment[] = [];
  const rewritten: DocumentSegment[] = [];
  const revisions: Record<string, number> = {};
  for (const row of change.segments) {
    const next = applySegmentChange(input.findSegment(row.id), row);
    if (!next) removed.push(row.id);
    else if (row.before === null) inserted.push(next);
    else if (Object.keys(row.after ?? {}).every((field) => field === "position" || field === "speakerId"))
      moved.push(next);
    else rewritten.push(next);
    if (next) revisions[row.id] = next.revision;
  }

  // Whom lines name has to be there before them, and who goes goes after them.
  await writeSpeakers(tx, documentId, change);
  if (removed.length > 0) {
    await tx.transcriptSegment.deleteMany({ where: { documentId, id: { in: removed } } });
  }
  await insertSegments(tx, documentId, inserted);
  await moveSegments(tx, documentId, moved);
  await rewriteSegments(tx, documentId, rewritten);
  const leaving = change.speakers.filter(({ after }) => after === null).map(({ id }) => id);
  if (leaving.length > 0)
    await tx.transcriptSpeaker.deleteMany({ where: { documentId, id: { in: leaving } } });
  await writeComments(tx, ownerId, documentId, change);

  const document = await tx.transcriptDocument.update({
    where: { id: documentId },
    data: { revision: { increment: 1 }, updatedAt: new Date() },
    select: { revision: true },
  });
  const { before, after } = await runInTurns(serializeChange(change, revisions));
  const only = change.segments.length === 1 ? change.segments[0] : undefined;
  const [was, becomes] = [await sendLongText(tx, before), await sendLongText(tx, after)];
  await tx.$executeRaw(Prisma.sql`
    insert into transcript_revisions (document_id, segment_id, revision, owner_id, kind, command_id, before, after)
    values (${documentId}::uuid, ${only?.id ?? null}::uuid, ${document.revision}, ${ownerId}, ${kind},
      ${input.commandId ?? crypto.randomUUID()}::uuid, ${was}::jsonb, ${becomes}::jsonb)`);
  await notifyEdit(tx, { ownerId, documentId, revision: document.revision });
  return { documentRevision: document.revision, revisions };
}

/** Rows that are written at once: more of them keep others of this process waiting. */
const rowsAtOnce = 500;

async function insertSegments(tx: Tx, documentId: string, rows: DocumentSegment[]): Promise<void> {
  for (let start = 0; start < rows.length; start += rowsAtOnce) {
    await tx.transcriptSegment.createMany({
      data: rows.slice(start, start + rowsAtOnce).map(({ words, ...row }) => ({
        ...row,
        documentId,
        words: (words ?? []) as unknown as Prisma.InputJsonArray,
      })),
    });
  }
}

async function moveSegments(tx: Tx, documentId: string, rows: DocumentSegment[]): Promise<void> {
  if (rows.length === 0) return;
  const values = JSON.stringify(rows.map(({ id, position, speakerId }) => ({ id, position, speakerId })));
  await tx.$executeRaw(Prisma.sql`
    update transcript_segments line set position = value.position, speaker_id = value."speakerId", updated_at = now()
    from jsonb_to_recordset(${values}::jsonb) as value (id uuid, position float8, "speakerId" uuid)
    where line.id = value.id and line.document_id = ${documentId}::uuid`);
}

async function rewriteSegments(tx: Tx, documentId: string, rows: DocumentSegment[]): Promise<void> {
  for (let start = 0; start < rows.length; start += rowsAtOnce) {
    const values = JSON.stringify(rows.slice(start, start + rowsAtOnce));
    await tx.$executeRaw(Prisma.sql`
      update transcript_segments line
      set position = value.position, start_ms = value."startMs", end_ms = value."endMs", speaker_id = value."speakerId",
        text = value.text, words = value.words, revision = value.revision, updated_at = now()
      from jsonb_to_recordset(${values}::jsonb) as value (id uuid, position float8, "startMs" int, "endMs" int,
        "speakerId" uuid, text text, words jsonb, revision int)
      where line.id = value.id and line.document_id = ${documentId}::uuid`);
  }
}

async function writeSpeakers(tx: Tx, documentId: string, { speakers }: DocumentChange): Promise<void> {
  // Who comes back by an undo may have been a person whose voice was deleted since.
  const profileIds = speakers.flatMap(({ after }) => after?.profileId ?? []);
  const where = { id: { in: profileIds } };
  const profiles =
    profileIds.length > 0 ? await tx.speakerProfile.findMany({ where, select: { id: true } }) : [];
  const known = new Set(profiles.map(({ id }) => id));
  const withProfile = <Patch extends SpeakerPatch>(patch: Patch): Patch =>
    patch.profileId == null || known.has(patch.profileId) ? patch : { ...patch, profileId: null };
  for (const { id, before, after } of speakers) {
    if (after === null) continue;
    if (before === null) {
      const { label, profileId } = withProfile(after as Speaker);
      await tx.transcriptSpeaker.create({ data: { id, documentId, label, profileId } });
    } else {
      await tx.transcriptSpeaker.updateMany({ where: { id, documentId }, data: withProfile(after) });
    }
  }
}

async function writeComments(
  tx: Tx,
  ownerId: number,
  documentId: string,
  { comments }: DocumentChange,
): Promise<void> {
  for (const { id, before, after } of comments) {
    if (after === null) await tx.transcriptComment.deleteMany({ where: { id, documentId } });
    else if (before === null)
      await tx.transcriptComment.create({ data: { ...(after as Comment), ownerId, documentId } });
    else await tx.transcriptComment.updateMany({ where: { id, documentId }, data: after });
  }
}
