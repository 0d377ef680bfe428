import { dispatch, dispatchLooseJobs } from "@/server/jobs/dispatch";
import { cancelHearing, listHearings, retryHearing } from "@/server/jobs/hearing";
import { announceBatch } from "@/server/jobs/notify";
import { getPrisma, Prisma, type PrismaClient, type Tx } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { readMetadata } from "./read-metadata";
import { createPasses } from "./request-passes";

/** Has the recording of a transcript heard once more, beside what was heard of it first, which is not done again. Where
 * that is under way nothing is asked for; where it failed it is tried again.
 * @throws TraxError NOT_FOUND, WORK_UNDER_WAY */
export async function hearAgain(
  ownerId: number,
  input: { documentId: string; secondEngine?: string | undefined },
  prisma: PrismaClient = getPrisma(),
): Promise<void> {
  const { documentId } = input;
  await prisma.$transaction(async (tx) => {
    const { result, mediaFileId } = await lockResult(tx, ownerId, documentId);
    const hearing = (await listHearings([documentId], tx)).get(documentId);
    if (hearing?.state === "failed") {
      await retryHearing(tx, ownerId, documentId);
      return;
    }
    if (hearing) return;
    if (result.mergedContent !== null) throw new TraxError("HEARD_TWICE");
    const item = await tx.batchItem.findFirst({
      where: { transcriptId: result.id, batchJob: { deletedAt: null } },
      select: { batchJobId: true, sourceIndex: true },
    });
    const { engine, language } = readMetadata(result.processingMetadata);
    await createPasses(tx, {
      transcriptId: result.id,
      mediaFileId,
      documentId,
      batchId: item?.batchJobId ?? null,
      sourceIndex: item?.sourceIndex ?? 0,
      engine,
      secondEngine: input.secondEngine ?? null,
      language,
      exportsWanted: [],
    });
    if (!item?.batchJobId) {
      await dispatchLooseJobs(tx);
      return;
    }
    await dispatch(tx, item.batchJobId);
    await announceBatch(tx, ownerId, item.batchJobId);
  });
}

/** Ends a further hearing that is under way, or puts one aside that failed; the text stays as it is. Returns how many jobs
 * that was.
 * @throws TraxError NOT_FOUND */
export async function cancelHearingOf(
  ownerId: number,
  documentId: string,
  prisma: PrismaClient = getPrisma(),
): Promise<number> {
  return prisma.$transaction(async (tx) => {
    const document = await tx.transcriptDocument.findFirst({
      where: { id: documentId, ownerId },
      select: { id: true },
    });
    if (!document) throw new TraxError("NOT_FOUND", { what: "transcript" });
    return cancelHearing(tx, ownerId, documentId);
  });
}

async function lockResult(tx: Tx, ownerId: number, documentId: string) {
  await tx.$queryRaw(Prisma.sql`
    select 1 from transcript_documents where id = ${documentId}::uuid and owner_id = ${ownerId} for update`);
  const document = await tx.transcriptDocument.findFirst({
    where: { id: documentId, ownerId, deletedAt: null },
    select: {
      mediaFile: { select: { id: true, downloadStatus: true, formatInfo: true } },
      currentResult: { select: { id: true, mergedContent: true, processingMetadata: true } },
    },
  });
  if (!document?.currentResult) throw new TraxError("NOT_FOUND", { what: "transcript" });
  const { mediaFile, currentResult } = document;
  if (mediaFile?.downloadStatus !== "completed" || mediaFile.formatInfo === null) {
    throw new TraxError("NOT_FOUND", { what: "recording" });
  }
  const live = await tx.batchItem.count({
    where: { documentId, status: { in: ["pending", "running", "retrying"] } },
  });
  if (live > 0) throw new TraxError("WORK_UNDER_WAY");
  return { result: currentResult, mediaFileId: mediaFile.id };
}
