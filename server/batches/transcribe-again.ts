import { randomUUID } from "node:crypto";
import { isEnded, workStatuses } from "@/core/status/transitions";
import { dispatch } from "@/server/jobs/dispatch";
import { announceBatch } from "@/server/jobs/notify";
import { taskData } from "@/server/jobs/work-schema";
import { type FormatInfo, parseFormatInfo } from "@/server/media/schema";
import { getPrisma, Prisma, type PrismaClient, type Tx } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { storedJson } from "@/server/platform/stored-json";
import { requireMachineText } from "@/server/transcripts/data";
import { keepSettings } from "./keep-settings";
import {
  availablePipelines,
  type BatchSettings,
  batchSettings,
  shortestStretchMs,
  type TranscribeAgainInput,
  type TranscribeAgainOutput,
} from "./schema";
import { resolveLimits, resolveSettings, storeSettings } from "./service";
import { listTextSteps } from "./text-steps";

/** Stretches that were heard between two hearings of all. */
const mostLooked = 100;

/** Has a recording heard anew for the transcript it has: a batch of its own with one source. What is already known of
 * the recording is not found out twice; the text stays as it is until the new one is there. With a range, only that is
 * heard, once, and joined with the rest of the machine's text.
 * @throws TraxError NOT_FOUND, WORK_UNDER_WAY, LANGUAGE_UNKNOWN, STRETCH_OUTSIDE, STRETCH_HEARD_ONCE */
export async function transcribeAgain(
  ownerId: number,
  input: TranscribeAgainInput,
  prisma: PrismaClient = getPrisma(),
): Promise<TranscribeAgainOutput> {
  resolveSettings(input.settings);
  requireOneHearing(input);
  const limits = resolveLimits({});
  const batchId = randomUUID();
  await prisma.$transaction(async (tx) => {
    const { title, media } = await lockDocument(tx, ownerId, input.documentId);
    const range = input.range ? await placeRange(tx, input.documentId, media, input.range) : undefined;
    const resolved = resolveSettings(await addWishes(tx, input));
    const settings = storeSettings(resolved);
    await tx.batchJob.create({
      data: {
        id: batchId,
        ownerId,
        name: title.slice(0, 200) || "Recording",
        totalFiles: 1,
        workerCount: limits.workerCount,
        memoryLimitMb: limits.memoryLimitMb,
        cpuLimitPercent: limits.cpuLimitPercent,
        settings: await keepSettings(tx, ownerId, settings, await findOwnTerms(tx, input)),
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
    const isRead = isReadAs(parseFormatInfo(media.formatInfo), resolved.audioTrack);
    await tx.batchItem.createMany({
      data: [
        ...(isRead
          ? []
          : [
              {
                ...source,
                taskType: "preprocess",
                taskData: storedJson(taskData, { audioTrack: settings.audioTrack, announcedBytes }),
              },
            ]),
        ...listTextSteps(settings).map(({ taskType, data }) => ({
          ...source,
          taskType,
          taskData: storedJson(
            taskData,
            taskType === "transcribe" ? { ...data, range, announcedBytes } : { ...data, announcedBytes },
          ),
        })),
      ],
    });
    await dispatch(tx, batchId);
    await announceBatch(tx, ownerId, batchId);
  });
  return { batchId, sourceIndex: 0 };
}

/** @throws TraxError STRETCH_HEARD_ONCE */
function requireOneHearing({ range, settings }: TranscribeAgainInput): void {
  if (!range) return;
  const { pipelineVersion, secondEngine, audioTrack } = settings;
  if (secondEngine !== undefined) throw new TraxError("STRETCH_HEARD_ONCE", { setting: "the second engine" });
  if (audioTrack !== undefined) throw new TraxError("STRETCH_HEARD_ONCE", { setting: "the sound track" });
  if (settings.findSpeakers) throw new TraxError("STRETCH_HEARD_ONCE", { setting: "finding speakers" });
  if (pipelineVersion !== undefined && pipelineVersion !== "v1")
    throw new TraxError("STRETCH_HEARD_ONCE", { setting: `the pipeline ${pipelineVersion}` });
}

/** The range as far as the recording goes; there has to be a machine's text that it is joined with.
 * @throws TraxError NOT_FOUND, STRETCH_OUTSIDE */
async function placeRange(
  tx: Tx,
  documentId: string,
  media: { formatInfo: unknown; durationSeconds: number | null },
  { startMs, endMs }: { startMs: number; endMs: number },
): Promise<{ startMs: number; endMs: number }> {
  await requireMachineText(tx, documentId);
  const seconds = media.durationSeconds ?? 0;
  const durationMs = parseFormatInfo(media.formatInfo)?.durationMs ?? seconds * 1_000;
  // One that was not read yet may be of any length: whoever hears it looks then.
  const range = { startMs, endMs: durationMs > 0 ? Math.min(endMs, Math.round(durationMs)) : endMs };
  if (range.endMs - range.startMs < shortestStretchMs)
    throw new TraxError("STRETCH_OUTSIDE", { seconds: String(durationMs / 1_000) });
  return range;
}

/** What was said of the recording the last time stands, where nothing is said anew. */
async function addWishes(
  tx: Tx,
  { documentId, settings, range }: TranscribeAgainInput,
): Promise<BatchSettings> {
  const items = await tx.batchItem.findMany({
    where: { documentId, taskType: "transcribe" },
    orderBy: { createdAt: "desc" },
    select: { taskData: true },
    take: mostLooked,
  });
  // How a stretch was heard says nothing of how the recording is to be.
  const last = items.find((item) => !taskData.safeParse(item.taskData ?? {}).data?.range) ?? items[0];
  const kept = batchSettings
    .pick({
      domain: true,
      speakersExpected: true,
      pipelineVersion: true,
      findSpeakers: true,
      speakerEngine: true,
      enhance: true,
      exportsWanted: true,
    })
    .catch({})
    .parse(last?.taskData ?? {});
  // One that this version does not carry out would keep the recording from being heard again.
  const isAvailable = kept.pipelineVersion && availablePipelines.includes(kept.pipelineVersion);
  if (!isAvailable) delete kept.pipelineVersion;
  if (range) {
    // One that was made better is made better again, with what is in it now.
    if (kept.pipelineVersion === "v2") kept.enhance ??= { engine: "rules" };
    kept.pipelineVersion = "v1";
    delete kept.findSpeakers;
    delete kept.speakerEngine;
  }
  const said = Object.entries(settings).filter(([, value]) => value !== undefined);
  return { ...kept, ...Object.fromEntries(said) };
}

/** The terms that this or the last submission of the recording named. */
async function findOwnTerms(
  tx: Tx,
  { documentId, settings }: TranscribeAgainInput,
): Promise<Pick<BatchSettings, "vocabulary">> {
  if (settings.vocabulary) return settings;
  const last = await tx.batchItem.findFirst({
    where: { documentId, taskType: "transcribe" },
    orderBy: { createdAt: "desc" },
    select: { batchJob: { select: { settings: true } } },
  });
  return batchSettings
    .pick({ vocabulary: true })
    .catch({})
    .parse(last?.batchJob?.settings ?? {});
}

/** Whether what is derived from the recording is of the wanted sound track. Those of before knew of one. */
export function isReadAs(format: FormatInfo | null, audioTrack: number | null): boolean {
  if (!format) return false;
  return audioTrack === null || audioTrack === (format.audioTrack ?? 1);
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
