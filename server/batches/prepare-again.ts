import { randomUUID } from "node:crypto";
import { dispatch } from "@/server/jobs/dispatch";
import { isQueueThere } from "@/server/jobs/is-queue-there";
import { announceBatch } from "@/server/jobs/notify";
import { taskData } from "@/server/jobs/work-schema";
import { Prisma, type PrismaClient } from "@/server/platform/db";
import { storedJson } from "@/server/platform/stored-json";
import { resolveLimits } from "./service";

/** Has what is derived from a recording (master, waveform) made anew: a batch of its own with the one step. Texts stay
 * as they are. Asks for nothing where that step of the recording is under way.
 * @returns why not, null where it is asked for */
export async function prepareAgain(mediaFileId: string, prisma: PrismaClient): Promise<string | null> {
  const limits = resolveLimits({});
  const isThere = await isQueueThere(prisma);
  return await prisma.$transaction(async (tx) => {
    await tx.$queryRaw(Prisma.sql`select 1 from media_files where id = ${mediaFileId}::uuid for update`);
    const media = await tx.mediaFile.findUnique({ where: { id: mediaFileId } });
    if (media?.downloadStatus !== "completed") return "The recording is not there.";
    const live = await tx.batchItem.count({
      where: {
        mediaFileId,
        taskType: "preprocess",
        status: { notIn: ["completed", "failed", "cancelled"] },
      },
    });
    if (live > 0) return null;
    const document = await tx.transcriptDocument.findFirst({ where: { mediaFileId }, select: { id: true } });
    const batchId = randomUUID();
    await tx.batchJob.create({
      data: {
        id: batchId,
        ownerId: media.ownerId,
        name: media.fileName.slice(0, 200) || "Recording",
        totalFiles: 1,
        workerCount: limits.workerCount,
        memoryLimitMb: limits.memoryLimitMb,
        cpuLimitPercent: limits.cpuLimitPercent,
      },
    });
    await tx.batchItem.create({
      data: {
        batchJobId: batchId,
        sourceIndex: 0,
        taskType: "preprocess",
        taskData: storedJson(taskData, { announcedBytes: Number(media.fileSize) }),
        mediaFileId,
        documentId: document?.id ?? null,
        maxRetries: limits.maxRetries,
      },
    });
    if (isThere) await dispatch(tx, batchId);
    await announceBatch(tx, media.ownerId, batchId);
    return null;
  });
}
