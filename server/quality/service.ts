import { getPrisma, Prisma, type PrismaClient, type Tx } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { getQuality } from "./data";
import { type MeasuredDocument, measureResults } from "./measure-results";
import type { QualityView } from "./schema";

/** Keeps what was really said, and measures every machine's text of the recording against it.
 * @throws TraxError NOT_FOUND */
export async function setReference(
  ownerId: number,
  input: { documentId: string; text: string },
  prisma: PrismaClient = getPrisma(),
): Promise<QualityView> {
  const text = input.text.replaceAll("\u0000", "");
  return change(ownerId, input.documentId, prisma, async (tx) => {
    const own = { text, changedAt: new Date() };
    await tx.transcriptReference.upsert({
      where: { documentId: input.documentId },
      create: { documentId: input.documentId, ownerId, ...own },
      update: own,
    });
  });
}

/** Takes it back. What was corrected by hand counts again, where it was.
 * @throws TraxError NOT_FOUND */
export async function removeReference(
  ownerId: number,
  documentId: string,
  prisma: PrismaClient = getPrisma(),
): Promise<QualityView> {
  return change(ownerId, documentId, prisma, async (tx) => {
    await tx.transcriptReference.updateMany({
      where: { documentId },
      data: { text: null, changedAt: new Date() },
    });
  });
}

/** Somebody has corrected all of the text: from now on it is what was really said, as it stands at this moment. Marked
 * again, it is measured again.
 * @throws TraxError NOT_FOUND */
export async function markCorrected(
  ownerId: number,
  documentId: string,
  prisma: PrismaClient = getPrisma(),
): Promise<QualityView> {
  return change(ownerId, documentId, prisma, async (tx, { revision }) => {
    const own = { correctedAt: new Date(), correctedRevision: revision, changedAt: new Date() };
    await tx.transcriptReference.upsert({
      where: { documentId },
      create: { documentId, ownerId, ...own },
      update: own,
    });
  });
}

/** @throws TraxError NOT_FOUND */
export async function unmarkCorrected(
  ownerId: number,
  documentId: string,
  prisma: PrismaClient = getPrisma(),
): Promise<QualityView> {
  return change(ownerId, documentId, prisma, async (tx) => {
    await tx.transcriptReference.updateMany({
      where: { documentId },
      data: { correctedAt: null, correctedRevision: null, changedAt: new Date() },
    });
  });
}

/** Measures anew: of a machine's text that came since.
 * @throws TraxError NOT_FOUND */
export async function measureAgain(
  ownerId: number,
  documentId: string,
  prisma: PrismaClient = getPrisma(),
): Promise<QualityView> {
  return change(ownerId, documentId, prisma, async () => {});
}

/** One change of what is known to have been said, and all that follows from it, in one transaction. Edits wait: what is
 * measured is the text that was marked. */
async function change(
  ownerId: number,
  documentId: string,
  prisma: PrismaClient,
  write: (tx: Tx, document: MeasuredDocument) => Promise<void>,
): Promise<QualityView> {
  await prisma.$transaction(
    async (tx) => {
      const [document] = await tx.$queryRaw<MeasuredDocument[]>(Prisma.sql`
        select id, revision, media_file_id as "mediaFileId", current_result_id as "currentResultId"
        from transcript_documents where id = ${documentId}::uuid and owner_id = ${ownerId} for update`);
      if (!document) throw new TraxError("NOT_FOUND", { what: "transcript" });
      await write(tx, document);
      await measureResults(tx, ownerId, document);
    },
    { timeout: 60_000 },
  );
  return getQuality(ownerId, documentId, prisma);
}
