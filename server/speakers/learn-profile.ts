import { compareVoices, type KnownVoice, poolVoices } from "@/core/diarization/compare-voices";
import { parseEmbedding, serializeEmbedding } from "@/core/diarization/embedding-text";
import { Prisma, type Tx } from "@/server/platform/db";
import { storedJson } from "@/server/platform/stored-json";
import { readSamples } from "./kept-samples";
import { voiceCharacteristics } from "./schema";
import { listStoredVoices, type StoredVoice } from "./stored-voices";

type LearnedVoice = KnownVoice & Pick<StoredVoice, "model" | "pitchHz">;

/** A sample less like the others than this is somebody else's, or was cut badly. */
const outlierBelow = 0.1;

/** Pure. Samples that agree with what most of the sound is of. */
export function leaveOutliers<Voice extends KnownVoice>(voices: readonly Voice[]): Voice[] {
  if (voices.length < 3) {
    const [a, b] = [...voices].sort((one, other) => other.seconds - one.seconds);
    return a && b && compareVoices(a.embedding, b.embedding) < outlierBelow ? [a] : [...voices];
  }
  // The sample that the others agree with most is surely right.
  const support = voices.map((voice) =>
    voices.reduce((sum, other) => sum + other.seconds * compareVoices(voice.embedding, other.embedding), 0),
  );
  const centre = voices[support.indexOf(Math.max(...support))] as Voice;
  return voices.filter((voice) => compareVoices(voice.embedding, centre.embedding) >= outlierBelow);
}

/** Learns a person's voice of all that is confirmed to be it, each sample counting by its length, outliers kept out. With
 * nothing confirmed there is no voice. Samples of one model alone are put together.
 * @param preferred the model that counts where there are samples of several; else that of the newest transcript */
export async function learnProfile(
  tx: Tx,
  ownerId: number,
  profileId: number,
  preferred?: string,
): Promise<void> {
  const row = await tx.speakerProfile.findUniqueOrThrow({
    where: { id: profileId },
    select: { characteristics: true },
  });
  const heard = (await listStoredVoices(ownerId, tx, { profileId })).filter(({ isConfirmed }) => isConfirmed);
  const confirmed = [...heard, ...listSampleVoices(row.characteristics)];
  const model = confirmed.find((voice) => voice.model === preferred)?.model ?? confirmed[0]?.model;
  const samples = leaveOutliers(confirmed.filter((voice) => voice.model === model));
  const pooled = poolVoices(samples);
  const kept = voiceCharacteristics.safeParse(row.characteristics ?? {}).data ?? {};
  const spoken = await readSpeech(tx, profileId);
  await tx.speakerProfile.update({
    where: { id: profileId },
    data: {
      embedding: pooled && serializeEmbedding(pooled.embedding),
      sampleCount: samples.length,
      characteristics: storedJson(voiceCharacteristics, {
        ...kept,
        pitch: meanPitch(samples) ?? undefined,
        wordsPerMinute: spoken.wordsPerMinute ?? undefined,
        languages: spoken.languages,
        model,
        seconds: pooled?.seconds ?? 0,
      }),
    },
  });
}

/** Samples that were uploaded count as confirmed. */
function listSampleVoices(characteristics: unknown): LearnedVoice[] {
  return readSamples(characteristics).flatMap(({ embedding: text, model, seconds, pitchHz }) => {
    const embedding = parseEmbedding(text);
    return embedding ? [{ embedding, model, seconds, pitchHz }] : [];
  });
}

function meanPitch(samples: readonly LearnedVoice[]): number | null {
  const voiced = samples.filter(({ pitchHz }) => pitchHz !== null);
  const seconds = voiced.reduce((sum, sample) => sum + sample.seconds, 0);
  if (seconds === 0) return null;
  return voiced.reduce((sum, sample) => sum + (sample.pitchHz ?? 0) * sample.seconds, 0) / seconds;
}

/** How fast a person talks, and in which languages, in all transcripts that have them. */
async function readSpeech(
  tx: Tx,
  profileId: number,
): Promise<{ wordsPerMinute: number | null; languages: string[] }> {
  const [row] = await tx.$queryRaw<{ words: number; ms: number; languages: string[] | null }[]>(Prisma.sql`
    select coalesce(sum(case jsonb_typeof(line.words) when 'array' then jsonb_array_length(line.words) end), 0)::float8
        as words,
      coalesce(sum(line.end_ms - line.start_ms), 0)::float8 as ms,
      array_agg(distinct left(result.processing_metadata->>'language', 35))
        filter (where result.processing_metadata->>'language' is not null) as languages
    from transcript_speakers speaker
    join transcript_segments line on line.speaker_id = speaker.id
    join transcript_documents document on document.id = speaker.document_id and document.deleted_at is null
    left join transcription_results result on result.id = document.current_result_id
    where speaker.profile_id = ${profileId}`);
  const { words = 0, ms = 0, languages } = row ?? {};
  return { wordsPerMinute: ms > 0 ? words / (ms / 60_000) : null, languages: languages ?? [] };
}
