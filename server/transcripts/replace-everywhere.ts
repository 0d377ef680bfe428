import { createHash } from "node:crypto";
import { replaceHits } from "@/core/transcript/find-matches";
import { getPrisma, Prisma, type PrismaClient } from "@/server/platform/db";
import { isTraxError, TraxError } from "@/server/platform/errors";
import { applyEdits } from "./apply-edits";
import { toFindQuery } from "./preview-replacement";
import type { ReplaceInput, ReplacementView, ReplaceOutput } from "./replace-schema";

/** So many lines are one revision: where somebody changes one of them later, an undo passes over no more than these. */
const linesARevision = 20;
const listed = 20;

/** Replaces what was chosen of a preview, as edits of each transcript. What somebody changed since the preview stays.
 * @throws TraxError NOT_FOUND of a replacement that is another owner's */
export async function replaceEverywhere(
  ownerId: number,
  input: ReplaceInput,
  prisma: PrismaClient = getPrisma(),
): Promise<ReplaceOutput> {
  await createReplacement(ownerId, input, prisma);
  const texts = await deriveTexts(ownerId, input, prisma);
  let changed = 0;
  for (const [documentId, lines] of groupByDocument(texts)) {
    for (let start = 0; start < lines.length; start += linesARevision) {
      const chunk = lines.slice(start, start + linesARevision);
      const commandId = deriveId(input.replacementId, documentId, chunk[0]?.segmentId ?? "");
      if (await replaceLines(ownerId, { ...input, documentId, commandId }, chunk, prisma)) {
        changed += chunk.length;
        continue;
      }
      // One of them was changed meanwhile: the others are not to wait for it.
      for (const line of chunk) {
        const alone = deriveId(input.replacementId, documentId, line.segmentId, "alone");
        const place = { ...input, documentId, commandId: alone };
        if (await replaceLines(ownerId, place, [line], prisma)) changed += 1;
      }
    }
  }
  return { changed, passedOver: input.lines.length - changed };
}

async function createReplacement(ownerId: number, input: ReplaceInput, prisma: PrismaClient): Promise<void> {
  const { replacementId: id, text, replacement } = input;
  await prisma.libraryReplacement.createMany({
    data: [{ id, ownerId, text, replacement: replacement.replaceAll("\0", "") }],
    skipDuplicates: true,
  });
  if ((await prisma.libraryReplacement.count({ where: { id, ownerId } })) === 0) {
    throw new TraxError("NOT_FOUND", { what: "replacement" });
  }
}

interface NewText {
  documentId: string;
  segmentId: string;
  revision: number;
  text: string;
}

/** The chosen lines as they are to be, of what they are now: the revision says whether that is what the preview had. */
async function deriveTexts(ownerId: number, input: ReplaceInput, prisma: PrismaClient): Promise<NewText[]> {
  const rows = await prisma.$queryRaw<{ id: string; text: string }[]>(Prisma.sql`
    select line.id, line.text from transcript_segments line
    where line.owner_id = ${ownerId} and line.id = any(${input.lines.map(({ segmentId }) => segmentId)}::uuid[])`);
  const byId = new Map(rows.map(({ id, text }) => [id, text]));
  const query = toFindQuery(input);
  const replacement = input.replacement.replaceAll("\0", "");
  return input.lines.flatMap(({ documentId, segmentId, revision, leftOut }) => {
    const before = byId.get(segmentId);
    if (before === undefined) return [];
    const text = replaceHits(before, query, replacement, new Set(leftOut));
    return [{ documentId, segmentId, revision, text }];
  });
}

function groupByDocument(texts: readonly NewText[]): Map<string, NewText[]> {
  const groups = new Map<string, NewText[]>();
  for (const line of texts) groups.set(line.documentId, [...(groups.get(line.documentId) ?? []), line]);
  return groups;
}

/** All of them or, where one was changed meanwhile, none. Returns whether they were. */
async function replaceLines(
  ownerId: number,
  { replacementId, documentId, commandId }: { replacementId: string; documentId: string; commandId: string },
  lines: readonly NewText[],
  prisma: PrismaClient,
): Promise<boolean> {
  const edit = { replacementId, commandId };
  // Written first: an edit without it could not be taken back, while one that was not made is nothing to take back.
  const known = await prisma.$executeRaw(Prisma.sql`
    insert into library_replacement_edits (replacement_id, command_id, document_id, line_count)
    select ${replacementId}::uuid, ${commandId}::uuid, id, ${lines.length} from transcript_documents
    where id = ${documentId}::uuid and owner_id = ${ownerId} on conflict do nothing`);
  const outcome = await applyOne(
    ownerId,
    documentId,
    {
      commandId,
      bases: Object.fromEntries(lines.map(({ segmentId, revision }) => [segmentId, revision])),
      command: {
        type: "segment.texts",
        texts: lines.map(({ segmentId, text }) => ({ segmentId, text })),
      },
    },
    prisma,
  );
  if (outcome) return true;
  if (known > 0) await prisma.libraryReplacementEdit.deleteMany({ where: edit });
  return false;
}

/** Whether it was carried out. */
async function applyOne(
  ownerId: number,
  documentId: string,
  edit: Parameters<typeof applyEdits>[1]["commands"][number],
  prisma: PrismaClient,
): Promise<boolean> {
  try {
    const { outcomes } = await applyEdits(ownerId, { documentId, commands: [edit] }, prisma);
    return outcomes[0]?.outcome === "applied";
  } catch (error) {
    // Deleted, or in the trash.
    if (isTraxError(error) && error.code === "NOT_FOUND") return false;
    throw error;
  }
}

/** The same for the same, so that what is sent again is known. */
function deriveId(...parts: string[]): string {
  const hex = createHash("sha256").update(parts.join("\0")).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Takes a whole replacement back. Lines that were changed again since stay as they are; asked once more, it tries these
 * again.
 * @throws TraxError NOT_FOUND */
export async function undoReplacement(
  ownerId: number,
  replacementId: string,
  prisma: PrismaClient = getPrisma(),
): Promise<{ undone: number; kept: number }> {
  const replacement = await prisma.libraryReplacement.findFirst({
    where: { id: replacementId, ownerId },
    include: { edits: { orderBy: { commandId: "asc" } } },
  });
  if (!replacement) throw new TraxError("NOT_FOUND", { what: "replacement" });
  let [undone, kept] = [0, 0];
  for (const { commandId, documentId, lineCount } of replacement.edits) {
    const undo = { type: "change.undo" as const, commandId };
    const edit = { commandId: deriveId("undo", replacementId, commandId), bases: {}, command: undo };
    if (await applyOne(ownerId, documentId, edit, prisma)) undone += lineCount;
    else kept += lineCount;
  }
  if (kept === 0) {
    await prisma.libraryReplacement.updateMany({
      where: { id: replacementId, undoneAt: null },
      data: { undoneAt: new Date() },
    });
  }
  return { undone, kept };
}

/** The last ones, newest first. */
export async function listReplacements(
  ownerId: number,
  prisma: PrismaClient = getPrisma(),
): Promise<ReplacementView[]> {
  return prisma.$queryRaw<ReplacementView[]>(Prisma.sql`
    select replacement.id, replacement.text, replacement.replacement, replacement.created_at as "createdAt",
      replacement.undone_at as "undoneAt", sum(edit.line_count)::int as "lineCount",
      count(distinct edit.document_id)::int as "documentCount"
    from library_replacements replacement
    join library_replacement_edits edit on edit.replacement_id = replacement.id
    where replacement.owner_id = ${ownerId} group by replacement.id
    order by replacement.created_at desc, replacement.id desc limit ${listed}`);
}
