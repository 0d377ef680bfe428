import { serializeEmbedding } from "@/core/diarization/embedding-text";
import { type Db, Prisma, type Tx } from "@/server/platform/db";
import { diarizationContent } from "@/server/transcripts/result-schema";
import { changeSamples, readSamples } from "./kept-samples";
import { learnProfile } from "./learn-profile";
import { changeContent, listStoredVoices } from "./stored-voices";

/** A voice of a person, as an older model heard it, with the stretches in which it speaks alone. */
export interface OutdatedVoice {
  profileId: number;
  /** Null: it is a sample that was uploaded. */
  resultId: string | null;
  speaker: string;
  mediaFileId: string;
  formatInfo: unknown;
  /** The longest first, a minute at most. */
  stretches: { startMs: number; endMs: number }[];
}

/** Embeddings of two models have nothing to do with one another, so voices are heard anew when the model changes: of so
 * many people at once, and of each in so many transcripts. */
const most = { profiles: 10, transcripts: 5 };
const stretchesMs = 60_000;

/** Voices that people were learned from by another model than this one. */
export async function listOutdatedVoices(ownerId: number, model: string, db: Db): Promise<OutdatedVoice[]> {
  const profiles = await db.$queryRaw<{ id: number }[]>(Prisma.sql`
    select id from speaker_profiles
    where user_id = ${ownerId} and embedding is not null and characteristics->>'model' is distinct from ${model}
    order by id limit ${most.profiles}`);
  const outdated: OutdatedVoice[] = [];
  for (const { id: profileId } of profiles) {
    outdated.push(...(await listOutdatedSamples(profileId, model, db)));
    const voices = (await listStoredVoices(ownerId, db, { profileId })).filter(
      (voice) => voice.isConfirmed && voice.model !== model,
    );
    for (const { documentId, resultId, speaker } of voices.slice(0, most.transcripts)) {
      const document = await db.transcriptDocument.findUnique({
        where: { id: documentId },
        select: {
          mediaFile: { select: { id: true, formatInfo: true } },
          currentResult: { select: { diarizationContent: true } },
        },
      });
      const content = diarizationContent.safeParse(document?.currentResult?.diarizationContent).data;
      if (!document?.mediaFile || !content) continue;
      const { id: mediaFileId, formatInfo } = document.mediaFile;
      const stretches = listStretches(content.turns?.filter((turn) => turn.speaker === speaker) ?? []);
      outdated.push({ profileId, resultId, speaker, mediaFileId, formatInfo, stretches });
    }
  }
  return outdated;
}

async function listOutdatedSamples(profileId: number, model: string, db: Db): Promise<OutdatedVoice[]> {
  const row = await db.speakerProfile.findUnique({
    where: { id: profileId },
    select: { characteristics: true },
  });
  const samples = readSamples(row?.characteristics).filter((sample) => sample.model !== model);
  const media = await db.mediaFile.findMany({
    where: { id: { in: samples.map(({ mediaFileId }) => mediaFileId) } },
    select: { id: true, formatInfo: true },
  });
  return samples.slice(0, most.transcripts).flatMap(({ mediaFileId, stretches }) => {
    const formatInfo = media.find(({ id }) => id === mediaFileId)?.formatInfo;
    return formatInfo ? [{ profileId, resultId: null, speaker: "", mediaFileId, formatInfo, stretches }] : [];
  });
}

function listStretches(turns: readonly { start: number; end: number; overlaps?: boolean | undefined }[]) {
  const alone = turns
    .filter(({ overlaps }) => !overlaps)
    .map(({ start, end }) => ({ startMs: Math.round(start * 1000), endMs: Math.round(end * 1000) }))
    .sort((a, b) => b.endMs - b.startMs - (a.endMs - a.startMs));
  let left = stretchesMs;
  return alone.flatMap(({ startMs, endMs }) => {
    const ms = Math.min(left, endMs - startMs);
    left -= ms;
    return ms > 0 ? [{ startMs, endMs: startMs + ms }] : [];
  });
}

/** Puts voices that were heard anew in the place of the older ones, and learns their people anew. */
export async function replaceVoices(
  tx: Tx,
  ownerId: number,
  model: string,
  voices: readonly { voice: OutdatedVoice; embedding: Float32Array }[],
): Promise<void> {
  for (const { voice, embedding } of voices) {
    if (voice.resultId === null) {
      await replaceSample(tx, ownerId, voice, { embedding: serializeEmbedding(embedding), model });
      continue;
    }
    await changeContent(tx, voice.resultId, (content) => ({
      ...content,
      voices: content.voices?.map((each) =>
        // It may have been deleted, or become somebody else's, while it was heard.
        each.speaker === voice.speaker && each.profileId === voice.profileId && each.embedding
          ? { ...each, embedding: serializeEmbedding(embedding), model }
          : each,
      ),
    }));
  }
  for (const profileId of new Set(voices.map(({ voice }) => voice.profileId))) {
    const isThere = await tx.speakerProfile.count({ where: { id: profileId, userId: ownerId } });
    if (isThere > 0) await learnProfile(tx, ownerId, profileId, model);
  }
}

/** The person may have been deleted while the sample was heard. */
async function replaceSample(
  tx: Tx,
  ownerId: number,
  { profileId, mediaFileId }: OutdatedVoice,
  heard: { embedding: string; model: string },
): Promise<void> {
  await tx.$queryRaw(Prisma.sql`select 1 from users where id = ${ownerId} for update`);
  const isThere = await tx.speakerProfile.count({ where: { id: profileId, userId: ownerId } });
  if (isThere === 0) return;
  await changeSamples(tx, profileId, (samples) =>
    samples.map((sample) => (sample.mediaFileId === mediaFileId ? { ...sample, ...heard } : sample)),
  );
}
