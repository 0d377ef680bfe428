import { cancelDiarization, createDiarization, listDiarizations } from "@/server/jobs/diarization";
import { dispatch, dispatchLooseJobs } from "@/server/jobs/dispatch";
import { announceBatch } from "@/server/jobs/notify";
import { createProcessingJob } from "@/server/jobs/processing-jobs";
import { jobParameters } from "@/server/jobs/work-schema";
import { getPrisma, Prisma, type PrismaClient, type Tx } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { type SpeakersFindInput, speakersFindInput } from "./schema";

/** Asks who says what in a transcript. Where that is under way nothing is asked for; where it was done or failed before
 * it is done anew, with this count.
 * @throws TraxError NOT_FOUND, WORK_UNDER_WAY */
export async function findSpeakers(
  ownerId: number,
  rawInput: SpeakersFindInput,
  prisma: PrismaClient = getPrisma(),
): Promise<void> {
  const { documentId, count, engine } = speakersFindInput.parse(rawInput);
  await prisma.$transaction(async (tx) => {
    const { resultId, mediaFileId } = await lockDocument(tx, ownerId, documentId);
    const state = (await listDiarizations([documentId], tx)).get(documentId)?.state;
    if (state !== undefined && state !== "failed") return;
    // One that failed is tried again: with its count, unless another is told, and with the downloads that wait for it.
    const failed = state === "failed" ? await cancelDiarization(tx, ownerId, documentId) : null;
    const last = jobParameters.safeParse(failed?.parameters ?? {}).data;
    const item = await tx.batchItem.findFirst({
      where: { documentId, transcriptId: resultId, batchJob: { deletedAt: null } },
      select: { batchJobId: true, sourceIndex: true },
    });
    const batchId = item?.batchJobId ?? null;
    await createDiarization(tx, {
      ...{ transcriptId: resultId, mediaFileId, documentId, batchId },
      count: count === undefined ? (last?.speakerCount ?? null) : count,
      engine: engine ?? last?.speakerEngine,
      sourceIndex: item?.sourceIndex ?? 0,
      exportsWanted: last?.exportsWanted ?? [],
    });
    if (!batchId) {
      await dispatchLooseJobs(tx);
      return;
    }
    await dispatch(tx, batchId);
    await announceBatch(tx, ownerId, batchId);
  });
}

/** Ends it while it is under way, or puts it aside where it failed; the text stays as it is, and downloads that waited
 * for the names are made without. Returns how many jobs that was.
 * @throws TraxError NOT_FOUND */
export async function cancelFindSpeakers(
  ownerId: number,
  documentId: string,
  prisma: PrismaClient = getPrisma(),
): Promise<number> {
  return prisma.$transaction(async (tx) => {
    const document = await tx.transcriptDocument.findFirst({
      where: { id: documentId, ownerId },
      select: { currentResultId: true, mediaFileId: true },
    });
    if (!document) throw new TraxError("NOT_FOUND", { what: "transcript" });
    const ended = await cancelDiarization(tx, ownerId, documentId);
    if (!ended) return 0;
    const { batchId, sourceIndex } = ended;
    const { mediaFileId, currentResultId: transcriptId } = document;
    const formats = jobParameters.safeParse(ended.parameters ?? {}).data?.exportsWanted ?? [];
    if (mediaFileId && transcriptId && formats.length > 0) {
      for (const format of formats) {
        const of = { mediaFileId, documentId, batchId, sourceIndex, transcriptId };
        await createProcessingJob(tx, { jobType: "export", ...of, parameters: { format } });
      }
      await (batchId ? dispatch(tx, batchId) : dispatchLooseJobs(tx));
    }
    if (batchId) await announceBatch(tx, ownerId, batchId);
    return 1;
  });
}

async function lockDocument(
  tx: Tx,
  ownerId: number,
  documentId: string,
): Promise<{ resultId: string; mediaFileId: string }> {
  await tx.$queryRaw(Prisma.sql`
    select 1 from transcript_documents where id = ${documentId}::uuid and owner_id = ${ownerId} for update`);
  const document = await tx.transcriptDocument.findFirst({
    where: { id: documentId, ownerId, deletedAt: null },
    select: {
      mediaFile: { select: { id: true, downloadStatus: true, formatInfo: true } },
      currentResultId: true,
    },
  });
  if (!document?.currentResultId) throw new TraxError("NOT_FOUND", { what: "transcript" });
  const { mediaFile, currentResultId } = document;
  if (mediaFile?.downloadStatus !== "completed" || mediaFile.formatInfo === null) {
    throw new TraxError("NOT_FOUND", { what: "recording" });
  }
  const live = await tx.batchItem.count({
    where: { documentId, status: { in: ["pending", "running", "retrying"] } },
  });
  if (live > 0) throw new TraxError("WORK_UNDER_WAY");
  return { resultId: currentResultId, mediaFileId: mediaFile.id };
}
