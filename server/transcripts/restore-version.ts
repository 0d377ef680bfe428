import { randomUUID } from "node:crypto";
import { deriveDifference } from "@/core/transcript/derive-difference";
import { isEmptyChange } from "@/core/transcript/document-change";
import type { PlainDocument } from "@/core/transcript/plain-document";
import { getPrisma, type PrismaClient } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { lockDocument } from "./apply-edits";
import type { VersionRef } from "./version-schema";
import { getVersionText } from "./version-text";
import { writeChange } from "./write-change";

/** Gives the present state of a document a name.
 * @throws TraxError NOT_FOUND */
export async function createVersion(
  ownerId: number,
  { documentId, name }: { documentId: string; name: string },
  prisma: PrismaClient = getPrisma(),
): Promise<{ versionId: string }> {
  return prisma.$transaction(async (tx) => {
    const { revision } = await lockDocument(tx, ownerId, documentId);
    const row = await tx.transcriptVersion.create({
      data: { documentId, ownerId, revision, name: name.replaceAll("\u0000", "") },
      select: { id: true },
    });
    return { versionId: row.id };
  });
}

/** Takes the name away; the text stays in the history.
 * @throws TraxError NOT_FOUND */
export async function removeVersion(
  ownerId: number,
  { documentId, versionId }: { documentId: string; versionId: string },
  prisma: PrismaClient = getPrisma(),
): Promise<{ versionId: string }> {
  const { count } = await prisma.transcriptVersion.deleteMany({
    where: { id: versionId, documentId, document: { ownerId } },
  });
  if (count === 0) throw new TraxError("NOT_FOUND", { what: "version" });
  return { versionId };
}

/** Makes a document's lines those of an earlier text of it, as one change that can be taken back like any other.
 * Sending it again changes nothing twice.
 * @throws TraxError NOT_FOUND */
export async function restoreVersion(
  ownerId: number,
  { documentId, ref, commandId }: { documentId: string; ref: VersionRef; commandId: string },
  prisma: PrismaClient = getPrisma(),
): Promise<{ documentRevision: number; isChanged: boolean }> {
  return prisma.$transaction(async (tx) => {
    const { revision } = await lockDocument(tx, ownerId, documentId);
    const known = await tx.transcriptRevision.findFirst({ where: { documentId, commandId } });
    if (known) return { documentRevision: revision, isChanged: true };
    const present = await getVersionText(documentId, { kind: "now" }, tx);
    const wanted = toLines(await getVersionText(documentId, ref, tx), ref);
    const change = deriveDifference(present, wanted);
    if (isEmptyChange(change)) return { documentRevision: revision, isChanged: false };
    const byId = new Map(present.segments.map((row) => [row.id, row]));
    const { documentRevision } = await writeChange(tx, {
      ownerId,
      documentId,
      commandId,
      kind: "version.restore",
      change,
      findSegment: (id) => byId.get(id) ?? null,
    });
    return { documentRevision, isChanged: true };
  });
}

/** Lines of a machine's text are none of the document's yet. */
function toLines(text: PlainDocument, ref: VersionRef): PlainDocument {
  if (ref.kind !== "machine" && ref.kind !== "enhanced") return text;
  const prefix = randomUUID().slice(0, 8);
  let made = 0;
  return {
    ...text,
    segments: text.segments.map((line, index) => ({
      ...line,
      id: randomUUID(),
      position: index + 1,
      words: (line.words ?? []).map((word) => ({ ...word, id: `${prefix}-${made++}` })),
    })),
  };
}
