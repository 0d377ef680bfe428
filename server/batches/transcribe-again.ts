import { randomUUID } from "node:crypto";
import { isEnded, workStatuses } from "@/core/status/transitions";
import { dispatch } from "@/server/jobs/dispatch";
import { announceBatch } from "@/server/jobs/notify";
import { taskData } from "@/server/jobs/work-schema";
import { parseFormatInfo } from "@/server/media/schema";
import { getPrisma, Prisma, type PrismaClient, type Tx } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { storedJson } from "@/server/platform/stored-json";
import type { BatchSettings, TranscribeAgainOutput } from "./schema";
import { resolveLimits, resolveSettings } from "./service";

/** Has a recording heard anew for the transcript it has: a batch of its own with one source. What is already known of
 * the recording is not found out twice; the text stays as it is until the new one is there.
 * @throws TraxError NOT_FOUND, WORK_UNDER_WAY, LANGUAGE_UNKNOWN */
export async function transcribeAgain(
  ownerId: number,
  input: { documentId: string; settings: BatchSettings },
  prisma: PrismaClient = getPrisma(),
): Promise<TranscribeAgainOutput> {
  const { engine, language } = resolveSettings(input.settings);
  const settings = { engine, language: language ?? undefined };
  const limits = resolveLimits({});
  const batchId = randomUUID();
  await prisma.$transaction(async (tx) => {
    const { title, media } = await lockDocument(tx, ownerId, input.documentId);
    await tx.batchJob.create({
      data: {
        id: batchId,
        ownerId,
        name: title.slice(0, 200) || "Recording",
        totalFiles: 1,
        workerCount: limits.workerCount,
        memoryLimitMb: limits.memoryLimitMb,
        cpuLimitPercent: limits.cpuLimitPercent,
        settings,
      },
    });
    const source = {
      batchJobId: batchId,
      sourceIndex: 0,
      mediaFileId: media.id,
      documentId: input.documentId,
      maxRetries: limits.maxRetries,
      priority: 0,
    };
    const announcedBytes = Number(media.fileSize);
    const isRead = parseFormatInfo(media.formatInfo) !== null;
    await tx.batchItem.createMany({
      data: [
        ...(isRead
          ? []
          : [{ ...source, taskType: "preprocess", taskData: storedJson(taskData, { announcedBytes }) }]),
        {
          ...source,
          taskType: "transcribe",
          taskData: storedJson(taskData, { ...settings, announcedBytes }),
        },
      ],
    });
    await dispatch(tx, batchId);
    await announceBatch(tx, ownerId, batchId);
  });
  return { batchId, sourceIndex: 0 };
}

/** The document, where nothing is at work on it: two who ask at once take turns. */
async function lockDocument(tx: Tx, ownerId: number, documentId: string) {
  await tx.$queryRaw(Prisma.sql`
    select 1 from transcript_documents where id = ${documentId}::uuid and owner_id = ${ownerId} for update`);
  const document = await tx.transcriptDocument.findFirst({
    where: { id: documentId, ownerId, deletedAt: null },
    select: { title: true, mediaFile: true },
  });
  if (!document) throw new TraxError("NOT_FOUND", { what: "transcript" });
  const { title, mediaFile: media } = document;
  if (media?.downloadStatus !== "completed") throw new TraxError("NOT_FOUND", { what: "recording" });
  const live = await tx.batchItem.count({
    where: { documentId, status: { in: workStatuses.filter((status) => !isEnded(status)) } },
  });
  if (live > 0) throw new TraxError("WORK_UNDER_WAY");
  return { title, media };
}
