import { mkdir, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { pickSampleVoice } from "@/core/diarization/pick-sample-voice";
import { deriveSnr } from "@/core/quality/sound-window";
import type { JobClaim } from "@/server/jobs/processing-jobs";
import { jobParameters } from "@/server/jobs/work-schema";
import { type FormatInfo, formatInfo as formatInfoSchema } from "@/server/media/schema";
import { TraxError } from "@/server/platform/errors";
import { derivedNames, storageKeys } from "@/server/platform/storage";
import { requireFreeSpace } from "@/server/platform/storage/require-free-space";
import { storedJson } from "@/server/platform/stored-json";
import { keepVoiceSample, requireUsableSample } from "@/server/speakers/voice-samples";
import { removeStaleClaims } from "../remove-stale-claims";
import type { Step, StepContext } from "../step";
import { probeMedia } from "../tools/ffprobe";
import { isPlayable } from "../tools/is-playable";
import { makeMaster, type SoundLimit } from "./make-master";
import { measureSound } from "./measure-sound";
import { MASTER_SAMPLE_RATE } from "./sound-master";
import { deriveSpeechMap, listSpeech } from "./speech-map";

const mostMinutes = 5;
/** An encoder's padding, and whoever stopped late. */
const graceSeconds = 2;
const limit: SoundLimit = {
  seconds: mostMinutes * 60 + graceSeconds,
  tooLong: () => new TraxError("SAMPLE_TOO_LONG", { minutes: mostMinutes }),
};
/** Where the person speaks, the longest first: more is not listened to, nor heard anew. */
const stretchesKept = 20;

/** Hears a sample of a voice that was uploaded: it is kept as that of the person who was named, or refused with the
 * reason. */
export const hearSample: Step<JobClaim> = async (context, run) => {
  const { prisma, storage, engines, signal, account } = context;
  const { mediaFileId, ownerId } = run;
  const media = mediaFileId ? await prisma.mediaFile.findUnique({ where: { id: mediaFileId } }) : null;
  const { person: name } = jobParameters.parse(run.parameters ?? {});
  if (!media || !mediaFileId || name === undefined) throw new TraxError("NOT_FOUND", { what: "sample" });
  const prefix = storageKeys.claim(mediaFileId, run.claimToken);
  const staged = await storage.stage(prefix);
  const discard = () => storage.removePrefix(prefix);
  try {
    const formatInfo = await makeSound(context, media.filePath, staged.path, prefix);
    const wavPath = path.join(staged.path, derivedNames.master);
    const regions = await engines.get("moonshine-base").detectSpeech(wavPath, {
      ...{ signal, account },
      onProgress: (done) => context.setProgress(0.3 * done),
    });
    const map = deriveSpeechMap(regions, formatInfo.samples ?? 0);
    const snrDb = deriveSnr(await measureSound(wavPath, map, signal));
    const told = await engines.speakers.diarize(
      wavPath,
      { regions: listSpeech(map), words: [], count: null },
      { ...{ signal, account }, onProgress: (done) => context.setProgress(0.3 + 0.7 * done) },
    );
    const picked = pickSampleVoice(told.turns);
    const voice = told.voices.find(({ speaker }) => speaker === picked?.speaker);
    const turns = picked?.turns ?? [];
    const lengthMs = turns.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
    const sure = turns.reduce((sum, turn) => sum + (turn.endMs - turn.startMs) * turn.confidence, 0);
    requireUsableSample({
      seconds: voice?.seconds ?? 0,
      overlapShare: 0,
      meanConfidence: lengthMs > 0 ? sure / lengthMs : 0,
      isUncertain: told.isUncertain,
      snrDb,
      hasOthers: picked?.hasOthers ?? false,
    });
    if (!voice) throw new TraxError("NOT_FOUND", { what: "voice" });
    await staged.commit();
    const stretches = [...turns]
      .sort((a, b) => b.endMs - b.startMs - (a.endMs - a.startMs))
      .slice(0, stretchesKept)
      .map(({ startMs, endMs }) => ({ startMs, endMs }));
    return {
      resultData: { seconds: voice.seconds, snrDb, model: told.model },
      async write(tx) {
        await tx.mediaFile.update({
          where: { id: mediaFileId },
          data: {
            durationSeconds: formatInfo.durationMs / 1000,
            formatInfo: storedJson(formatInfoSchema, formatInfo),
          },
        });
        const { embedding, seconds, pitchHz } = voice;
        await keepVoiceSample(tx, ownerId, {
          ...{ name, mediaFileId, fileName: media.fileName, model: told.model },
          ...{ embedding, seconds, pitchHz, stretches },
        });
      },
      onFinished: () => removeStaleClaims(context, mediaFileId),
      onLost: discard,
    };
  } catch (error) {
    await staged.discard();
    throw error;
  }
};

async function makeSound(
  context: StepContext,
  filePath: string,
  folder: string,
  prefix: string,
): Promise<FormatInfo> {
  const original = await context.storage.fetchLocal(filePath);
  try {
    const jobFolder = path.join(folder, "job");
    await mkdir(jobFolder, { mode: 0o700 });
    const probed = await probeMedia(original.path, { ...context, jobFolder, audioTrack: null }).finally(() =>
      rm(jobFolder, { recursive: true, force: true }),
    );
    if ((probed.declaredSeconds ?? 0) > limit.seconds) throw limit.tooLong();
    await requireFreeSpace(
      Math.min((await stat(original.path)).size * 100, limit.seconds * MASTER_SAMPLE_RATE * 2),
    );
    const { facts } = await makeMaster(context, original.path, probed, folder, limit);
    const { samples, peaks, samplesPerPeak, waveform, ...levels } = facts;
    const shown = { sampleRate: MASTER_SAMPLE_RATE, samplesPerPeak, peaks };
    await writeFile(path.join(folder, derivedNames.peaks), JSON.stringify(shown));
    await writeFile(path.join(folder, derivedNames.waveform), waveform);
    const { container, demuxer, bitRate, audio, audioTracks, audioTrack, video } = probed;
    return {
      ...{ container, demuxer, bitRate, audio, audioTracks, audioTrack, video, levels, samples },
      durationMs: Math.round(samples / (MASTER_SAMPLE_RATE / 1000)),
      cutOff: false,
      derived: {
        masterKey: `${prefix}/${derivedNames.master}`,
        peaksKey: `${prefix}/${derivedNames.peaks}`,
        waveformKey: `${prefix}/${derivedNames.waveform}`,
      },
      playable: isPlayable(probed),
    };
  } finally {
    await original.release();
  }
}
