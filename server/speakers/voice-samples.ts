import { randomUUID } from "node:crypto";
import { judgeSample, shortestSampleSeconds, type UnusableVoice } from "@/core/diarization/compare-voices";
import { serializeEmbedding } from "@/core/diarization/embedding-text";
import { dispatchLooseJobs } from "@/server/jobs/dispatch";
import { createProcessingJob } from "@/server/jobs/processing-jobs";
import { jobParameters } from "@/server/jobs/work-schema";
import { type Db, getPrisma, Prisma, type PrismaClient, type Tx } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { getStorage, storageKeys } from "@/server/platform/storage";
import { changeSamples, type KeptSample, readSamples, removeSampleFiles } from "./kept-samples";
import { learnProfile } from "./learn-profile";
import { findOrCreateProfile, requireRecognition } from "./require-recognition";
import { profileName } from "./schema";

/** Samples of a person's voice that were uploaded: recordings without a transcript, each heard once by a job. */

/** Of one person; more adds nothing to what a voice is known by. */
const mostSamples = 20;
/** Of one owner: those that wait to be heard, and those that were refused. */
const mostWaiting = 20;

/** Takes a file that came, and asks for it to be heard: the voice is then that person's.
 * @param file `path` is taken over by the store
 * @throws TraxError VOICES_OFF, VOICE_SAMPLES_FULL, REQUEST_INVALID */
export async function createVoiceSample(
  ownerId: number,
  { name: given, file }: { name: string; file: { path: string; sizeBytes: number; fileName: string } },
  prisma: PrismaClient = getPrisma(),
): Promise<{ mediaFileId: string }> {
  const parsed = profileName.safeParse(given);
  if (!parsed.success) {
    throw new TraxError("REQUEST_INVALID", { reason: parsed.error.issues[0]?.message ?? "the name" });
  }
  const name = parsed.data;
  const mediaFileId = randomUUID();
  const filePath = storageKeys.original(mediaFileId);
  await prisma.$transaction((tx) => requireRoomFor(tx, ownerId, name));
  await getStorage().adopt(file.path, filePath);
  try {
    await prisma.$transaction(async (tx) => {
      await requireRoomFor(tx, ownerId, name);
      await tx.mediaFile.create({
        data: {
          ...{ id: mediaFileId, ownerId, filePath, downloadStatus: "completed" },
          fileName: file.fileName.slice(0, 255),
          fileSize: BigInt(file.sizeBytes),
        },
      });
      await createProcessingJob(tx, {
        jobType: "sample",
        ...{ mediaFileId, documentId: null, batchId: null, sourceIndex: 0, parameters: { person: name } },
      });
      await dispatchLooseJobs(tx);
    });
  } catch (error) {
    await getStorage().removePrefix(storageKeys.source(mediaFileId));
    throw error;
  }
  return { mediaFileId };
}

async function requireRoomFor(tx: Tx, ownerId: number, name: string): Promise<void> {
  await requireRecognition(tx, ownerId);
  const profile = await tx.speakerProfile.findFirst({
    where: { userId: ownerId, name },
    select: { characteristics: true },
  });
  const kept = readSamples(profile?.characteristics).length;
  const waiting = (await listSampleJobs(ownerId, tx)).length;
  if (kept >= mostSamples || waiting >= mostWaiting) {
    throw new TraxError("VOICE_SAMPLES_FULL", { name, kept, waiting });
  }
}

export interface SampleJob {
  jobId: number;
  mediaFileId: string;
  name: string;
  fileName: string;
  state: "waiting" | "failed";
  error: string | null;
}

/** Samples that were not heard yet, or were refused, newest first. */
export async function listSampleJobs(ownerId: number, db: Db): Promise<SampleJob[]> {
  const rows = await db.$queryRaw<(Omit<SampleJob, "name"> & { parameters: unknown })[]>(Prisma.sql`
    select job.id as "jobId", media.id as "mediaFileId", media.file_name as "fileName", job.parameters,
      case job.status when 'failed' then 'failed' else 'waiting' end as state, job.error_message as error
    from v2_processing_jobs job join media_files media on media.id = job.media_file_id
    where job.job_type = 'sample' and media.owner_id = ${ownerId} and job.status <> 'completed'
    order by job.id desc limit ${2 * mostWaiting}`);
  return rows.map(({ parameters, ...row }) => ({
    ...row,
    name: jobParameters.safeParse(parameters ?? {}).data?.person ?? "",
  }));
}

/** Puts aside a sample that was refused, or is not wanted any more before it was heard; its file goes.
 * @throws TraxError NOT_FOUND */
export async function removeSampleJob(
  ownerId: number,
  { jobId }: { jobId: number },
  prisma: PrismaClient = getPrisma(),
): Promise<void> {
  const mediaFileId = await prisma.$transaction(async (tx) => {
    const [row] = await tx.$queryRaw<{ mediaFileId: string }[]>(Prisma.sql`
      select media.id as "mediaFileId"
      from v2_processing_jobs job join media_files media on media.id = job.media_file_id
      where job.id = ${jobId} and job.job_type = 'sample' and job.status <> 'completed'
        and media.owner_id = ${ownerId} for update of job`);
    if (!row) throw new TraxError("NOT_FOUND", { what: "sample" });
    // A worker that hears it finds its claim gone, and writes nothing.
    await tx.v2ProcessingJob.delete({ where: { id: jobId } });
    await tx.mediaFile.delete({ where: { id: row.mediaFileId } });
    return row.mediaFileId;
  });
  await removeSampleFiles([mediaFileId]);
}

/** @throws TraxError VOICE_UNUSABLE with the reason */
export function requireUsableSample(
  sample: Parameters<typeof judgeSample>[0] & { hasOthers: boolean },
): void {
  const reason = judgeSample(sample) ?? (sample.hasOthers ? "two voices" : null);
  if (reason)
    throw new TraxError("SAMPLE_UNUSABLE", { reason: reasons[reason], seconds: shortestSampleSeconds });
}

const reasons: Record<UnusableVoice, string> = {
  "too short": "there is too little speech in it",
  "two voices": "more than one person speaks in it",
  noisy: "it is too noisy",
};

/** A sample that was heard is the person's from now on.
 * @throws TraxError VOICES_OFF */
export async function keepVoiceSample(
  tx: Tx,
  ownerId: number,
  { name, ...sample }: Omit<KeptSample, "embedding"> & { name: string; embedding: Float32Array },
): Promise<void> {
  await requireRecognition(tx, ownerId);
  const profileId = await findOrCreateProfile(tx, ownerId, name);
  const kept = { ...sample, embedding: serializeEmbedding(sample.embedding) };
  await changeSamples(tx, profileId, (samples) => [
    ...samples.filter(({ mediaFileId }) => mediaFileId !== kept.mediaFileId),
    kept,
  ]);
  await learnProfile(tx, ownerId, profileId, sample.model);
}
