import { mkdir, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Claim } from "@/server/jobs/lifecycle";
import { createProcessingJob } from "@/server/jobs/processing-jobs";
import { taskData } from "@/server/jobs/work-schema";
import { type FormatInfo, formatInfo as formatInfoSchema, parseFormatInfo } from "@/server/media/schema";
import { getSettings } from "@/server/platform/env";
import { TraxError } from "@/server/platform/errors";
import { derivedNames, storageKeys } from "@/server/platform/storage";
import { hashFile } from "@/server/platform/storage/incoming";
import { requireFreeSpace } from "@/server/platform/storage/require-free-space";
import { storedJson } from "@/server/platform/stored-json";
import { runTogether } from "../bounds";
import { removeStaleClaims } from "../remove-stale-claims";
import type { Step, StepContext } from "../step";
import { type ProbedMedia, probeMedia } from "../tools/ffprobe";
import { isPlayable } from "../tools/is-playable";
import { makeMaster, type SoundLimit } from "./make-master";
import { MASTER_SAMPLE_RATE } from "./sound-master";

const BYTES_A_SECOND = MASTER_SAMPLE_RATE * 2;
/** A recording of just the limit is longer by its encoder's padding, or because whoever recorded it stopped late. */
const GRACE_SECONDS = 60;
/** Speech is coded with more than this by all that we read; silence may take less. */
const LEAST_BITS_A_SECOND = 600;

/** Probes a recording and makes what every later step and the player stand on: the 16 kHz mono master, the
 * waveform, the levels, the checksum. */
export const preprocess: Step = async (context, run) => {
  const startedMs = performance.now();
  const { prisma, storage, signal } = context;
  const mediaFileId = run.mediaFileId;
  const media = mediaFileId ? await prisma.mediaFile.findUnique({ where: { id: mediaFileId } }) : null;
  if (!media || !mediaFileId) throw new TraxError("NOT_FOUND", { what: "recording" });

  const prefix = storageKeys.claim(mediaFileId, run.claimToken);
  const staged = await storage.stage(prefix);
  let original: Awaited<ReturnType<typeof storage.fetchLocal>> | null = null;
  try {
    original = await storage.fetchLocal(media.filePath);
    const { path: source } = original;
    const probed = await probeIn(staged.path, source, run, context);
    await requireFreeSpace(boundSeconds(probed, (await stat(source)).size) * BYTES_A_SECOND);
    const [sound, sha256] = await runTogether(signal, (joint) => [
      makeMaster({ ...context, signal: joint }, source, probed, staged.path, limitOfSettings()),
      // Mostly it was taken while the bytes came in.
      media.sha256 === null ? hashFile(source, joint) : Promise.resolve(media.sha256),
    ]);
    const { samples, peaks, samplesPerPeak, waveform, ...levels } = sound.facts;
    await writeFile(
      path.join(staged.path, derivedNames.peaks),
      JSON.stringify({ sampleRate: MASTER_SAMPLE_RATE, samplesPerPeak, peaks }),
    );
    await writeFile(path.join(staged.path, derivedNames.waveform), waveform);
    await staged.commit();

    const durationMs = Math.round(samples / (MASTER_SAMPLE_RATE / 1000));
    const formatInfo: FormatInfo = {
      container: probed.container,
      durationMs,
      samples,
      demuxer: probed.demuxer,
      bitRate: probed.bitRate,
      audio: probed.audio,
      audioTracks: probed.audioTracks,
      audioTrack: probed.audioTrack,
      video: probed.video,
      levels,
      cutOff: isCutOff(probed, durationMs, sound.damaged),
      derived: {
        masterKey: `${prefix}/${derivedNames.master}`,
        peaksKey: `${prefix}/${derivedNames.peaks}`,
        waveformKey: `${prefix}/${derivedNames.waveform}`,
      },
      // Browsers play the first track and let nobody choose.
      playable: isPlayable(probed) && probed.audioTrack === 1,
    };
    const preprocessingTimeSeconds = (performance.now() - startedMs) / 1000;
    return {
      resultData: { durationMs, samples, preprocessingTimeSeconds },
      async write(tx) {
        await tx.mediaFile.update({
          where: { id: mediaFileId },
          data: {
            durationSeconds: durationMs / 1000,
            formatInfo: storedJson(formatInfoSchema, formatInfo),
            sha256,
          },
        });
        const metadata = {
          originalFormat: probed.container.split(",")[0]?.slice(0, 20) ?? "unknown",
          originalSampleRate: probed.audio.sampleRate,
          originalChannels: probed.audio.channels,
          processedFormat: "wav",
          processedSampleRate: MASTER_SAMPLE_RATE,
          processedChannels: 1,
          preprocessingTimeSeconds,
        };
        await tx.audioProcessingMetadata.upsert({
          where: { mediaFileId },
          create: { mediaFileId, ...metadata },
          update: metadata,
        });
        if (formatInfo.playable) return;
        const { documentId, batchId, sourceIndex } = run;
        await createProcessingJob(tx, { jobType: "proxy", mediaFileId, documentId, batchId, sourceIndex });
      },
      onFinished: () => removeStaleClaims(context, mediaFileId),
      onLost: () => discardUnlessCurrent(context, mediaFileId, prefix),
    };
  } catch (error) {
    await staged.discard();
    throw error;
  } finally {
    await original?.release();
  }
};

async function probeIn(
  folder: string,
  source: string,
  run: Claim,
  context: StepContext,
): Promise<ProbedMedia> {
  const jobFolder = path.join(folder, "job");
  await mkdir(jobFolder, { mode: 0o700 });
  const wanted = taskData.safeParse(run.taskData ?? {}).data?.audioTrack ?? null;
  try {
    return await probeMedia(source, { ...context, jobFolder, audioTrack: wanted });
  } finally {
    await rm(jobFolder, { recursive: true, force: true });
  }
}

function limitOfSettings(): SoundLimit {
  const limit = getSettings().TRAX_MAX_AUDIO_HOURS;
  return {
    seconds: limit * 3600 + GRACE_SECONDS,
    tooLong: () => new TraxError("MEDIA_TOO_LONG", { limit }),
  };
}

/** How long the sound can be at most, for the room that is asked for: a tiny file may declare days. */
function boundSeconds({ declaredSeconds }: ProbedMedia, sizeBytes: number): number {
  const mostSeconds = getSettings().TRAX_MAX_AUDIO_HOURS * 3600 + GRACE_SECONDS;
  return Math.min(declaredSeconds ?? 0, mostSeconds, (sizeBytes * 8) / LEAST_BITS_A_SECOND);
}

/** Containers whose declared length is counted, not guessed from the bit rate. */
const exactContainers = ["mov", "mp4", "flac", "matroska", "webm"];

function isCutOff(
  { container, declaredSeconds }: ProbedMedia,
  durationMs: number,
  damaged: boolean,
): boolean {
  const isExact = container.split(",").some((name) => exactContainers.includes(name));
  return (isExact || damaged) && declaredSeconds !== null && durationMs < declaredSeconds * 1000 - 2_000;
}

/** A commit whose answer got lost looks like a stale claim; what the media row names stays. */
async function discardUnlessCurrent(
  { prisma, storage }: StepContext,
  mediaFileId: string,
  prefix: string,
): Promise<void> {
  const media = await prisma.mediaFile.findUnique({
    where: { id: mediaFileId },
    select: { formatInfo: true },
  });
  const masterKey = parseFormatInfo(media?.formatInfo)?.derived.masterKey ?? "";
  if (!masterKey.startsWith(`${prefix}/`)) await storage.removePrefix(prefix);
}
