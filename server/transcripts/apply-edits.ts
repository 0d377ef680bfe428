import { deriveChange } from "@/core/transcript/derive-change";
import { type DocumentChange, isEmptyChange } from "@/core/transcript/document-change";
import { type EditCommand, EditRefused, listBaseIds } from "@/core/transcript/edit-command";
import { getPrisma, Prisma, type PrismaClient, type Tx } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { toSegment } from "./data";
import { DocumentRows, WholeDocumentNeeded } from "./document-rows";
import type { EditApplyInput, EditApplyOutput, EditOutcome } from "./edit-schema";
import type { SegmentView } from "./schema";
import { writeChange } from "./write-change";

type Edit = EditApplyInput["commands"][number];

/** Carries out commands in turn, each whole or not at all; what one of them could not do stops no other. Sending the same
 * again answers the same and changes nothing twice.
 * @throws TraxError NOT_FOUND */
export async function applyEdits(
  ownerId: number,
  input: EditApplyInput,
  prisma: PrismaClient = getPrisma(),
): Promise<EditApplyOutput> {
  return prisma.$transaction(async (tx) => {
    let { revision: documentRevision } = await lockDocument(tx, ownerId, input.documentId);
    const outcomes: EditOutcome[] = [];
    for (const edit of input.commands) {
      const outcome = await applyEdit(tx, ownerId, input.documentId, edit);
      if (outcome.outcome === "applied") {
        documentRevision = Math.max(documentRevision, outcome.documentRevision ?? 0);
      }
      outcomes.push(outcome);
    }
    return { outcomes, documentRevision };
  });
}

/** Edits of one document take turns.
 * @throws TraxError NOT_FOUND, also of one in the trash */
export async function lockDocument(
  tx: Tx,
  ownerId: number,
  documentId: string,
): Promise<{ revision: number }> {
  const [row] = await tx.$queryRaw<{ revision: number }[]>(Prisma.sql`
    select revision from transcript_documents
    where id = ${documentId}::uuid and owner_id = ${ownerId} and deleted_at is null for update`);
  if (!row) throw new TraxError("NOT_FOUND", { what: "transcript" });
  return row;
}

async function applyEdit(tx: Tx, ownerId: number, documentId: string, edit: Edit): Promise<EditOutcome> {
  const { commandId, command } = edit;
  const known = await findApplied(tx, documentId, commandId);
  if (known) return known;
  try {
    const stale = await findStale(tx, documentId, edit);
    const derived = await derive(tx, documentId, commandId, command).catch((error: unknown) => {
      // A line that went or changed meanwhile is told as such, with what stands there now.
      if (stale && error instanceof EditRefused) return null;
      throw error;
    });
    if (derived && isEmptyChange(derived.change)) {
      return { commandId, outcome: "applied", documentRevision: null, revisions: derived.revisions };
    }
    if (derived && (await isTakenElsewhere(tx, documentId, derived.change))) {
      throw new EditRefused("impossible", "This id is in use elsewhere.");
    }
    if (!derived || stale) return { commandId, outcome: "stale", segments: stale ?? {} };
    const written = await writeChange(tx, {
      ownerId,
      documentId,
      commandId,
      kind: command.type,
      change: derived.change,
      findSegment: derived.rows.findSegment,
    });
    if (command.type === "change.undo") await markUndone(tx, documentId, command.commandId, commandId);
    return { commandId, outcome: "applied", ...written };
  } catch (error) {
    if (!(error instanceof EditRefused)) throw error;
    return { commandId, outcome: "refused", reason: error.reason, sentence: error.message };
  }
}

async function derive(
  tx: Tx,
  documentId: string,
  commandId: string,
  command: EditCommand,
): Promise<{ change: DocumentChange; rows: DocumentRows; revisions: Record<string, number> }> {
  const deriveOver = (rows: DocumentRows) => {
    let made = 0;
    const change = deriveChange(rows, command, () => `${commandId.slice(0, 13)}-${made++}`);
    const revisions = Object.fromEntries(
      listBaseIds(command).flatMap((id) => {
        const row = rows.findSegment(id);
        return row ? [[id, row.revision]] : [];
      }),
    );
    return { change, rows, revisions };
  };
  const rows = await DocumentRows.read(tx, documentId, command);
  try {
    return deriveOver(rows);
  } catch (error) {
    if (!(error instanceof WholeDocumentNeeded)) throw error;
    return deriveOver(await DocumentRows.read(tx, documentId, command, { whole: true }));
  }
}

/** Whether a row that a change makes would have the id of another document's. */
async function isTakenElsewhere(tx: Tx, documentId: string, change: DocumentChange): Promise<boolean> {
  const idsOf = (rows: { id: string; before: unknown }[]) =>
    rows.flatMap(({ id, before }) => (before === null ? [id] : []));
  const [row] = await tx.$queryRaw<{ taken: boolean }[]>(Prisma.sql`
    select exists (select 1 from transcript_segments
        where id = any(${idsOf(change.segments)}::uuid[]) and document_id <> ${documentId}::uuid)
      or exists (select 1 from transcript_speakers
        where id = any(${idsOf(change.speakers)}::uuid[]) and document_id <> ${documentId}::uuid)
      or exists (select 1 from transcript_comments
        where id = any(${idsOf(change.comments)}::uuid[]) and document_id <> ${documentId}::uuid) as taken`);
  return row?.taken ?? false;
}

/** The lines that a command rests on, when one of them is not what it was made on. */
async function findStale(
  tx: Tx,
  documentId: string,
  { bases, command }: Edit,
): Promise<Record<string, SegmentView | null> | null> {
  const wanted = Object.entries(bases);
  if (wanted.length === 0) return null;
  const baseIds = listBaseIds(command);
  const ids = [...new Set([...wanted.map(([id]) => id), ...baseIds])].filter((id) => uuid.test(id));
  const found = await tx.transcriptSegment.findMany({
    where: { documentId, id: { in: ids } },
    select: { id: true, revision: true },
  });
  const revisions = new Map(found.map((row) => [row.id, row.revision]));
  if (wanted.every(([id, revision]) => revisions.get(id) === revision)) return null;
  const rows = await tx.transcriptSegment.findMany({ where: { documentId, id: { in: ids } } });
  const byId = new Map(rows.map((row) => [row.id, toSegment(row)]));
  return Object.fromEntries(ids.map((id) => [id, byId.get(id) ?? null]));
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

async function findApplied(tx: Tx, documentId: string, commandId: string): Promise<EditOutcome | null> {
  const row = await tx.transcriptRevision.findFirst({
    where: { documentId, commandId },
    select: { revision: true, after: true },
  });
  if (!row) return null;
  const { revisions = {} } = (row.after ?? {}) as { revisions?: Record<string, number> };
  return { commandId, outcome: "applied", documentRevision: row.revision, revisions };
}

async function markUndone(tx: Tx, documentId: string, undoneId: string, byId: string): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    update transcript_revisions undone set undone_by = undoing.id
    from transcript_revisions undoing
    where undone.document_id = ${documentId}::uuid and undone.command_id = ${undoneId}::uuid
      and undoing.document_id = undone.document_id and undoing.command_id = ${byId}::uuid`);
}
