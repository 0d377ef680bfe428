import { getPrisma, Prisma, type PrismaClient, type Tx } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { nameSpeaker } from "@/server/transcripts/data";
import type { DiarizationContent } from "@/server/transcripts/result-schema";
import { changeSamples, readSamples, removeSampleFiles } from "./kept-samples";
import { learnProfile } from "./learn-profile";
import { changeContent } from "./stored-voices";

/** Long enough for somebody who is heard in thousands of transcripts. */
const patience = { timeout: 120_000 };

/** Calls a person by another name, here and in the transcripts that have the old one.
 * @throws TraxError NOT_FOUND, PROFILE_NAME_TAKEN */
export async function renameProfile(
  ownerId: number,
  { profileId, name }: { profileId: number; name: string },
  prisma: PrismaClient = getPrisma(),
): Promise<void> {
  await prisma.$transaction(async (tx) => {
    await lockOwner(tx, ownerId);
    const profile = await requireProfile(tx, ownerId, profileId);
    if (profile.name === name) return;
    const taken = await tx.speakerProfile.count({ where: { userId: ownerId, name } });
    if (taken > 0) throw new TraxError("PROFILE_NAME_TAKEN", { name });
    await tx.speakerProfile.update({ where: { id: profileId }, data: { name } });
    await renameSpeakers(tx, ownerId, profile, { profileId, name });
  }, patience);
}

/** Makes two people one: the first goes into the second, with its voice and wherever it was heard.
 * @throws TraxError NOT_FOUND */
export async function mergeProfiles(
  ownerId: number,
  { fromId, intoId }: { fromId: number; intoId: number },
  prisma: PrismaClient = getPrisma(),
): Promise<void> {
  if (fromId === intoId) return;
  await prisma.$transaction(async (tx) => {
    await lockOwner(tx, ownerId);
    const from = await requireProfile(tx, ownerId, fromId);
    const into = await requireProfile(tx, ownerId, intoId);
    for (const id of await listResultsOf(tx, fromId)) {
      await changeContent(tx, id, (content) => replaceProfile(content, fromId, { profileId: intoId }));
    }
    await renameSpeakers(tx, ownerId, from, { profileId: intoId, name: into.name });
    await tx.transcriptSpeaker.updateMany({ where: { profileId: fromId }, data: { profileId: intoId } });
    await changeSamples(tx, intoId, (samples) => [...samples, ...readSamples(from.characteristics)]);
    await tx.speakerProfile.delete({ where: { id: fromId } });
    await learnProfile(tx, ownerId, intoId);
  }, patience);
}

/** Deletes a person's voice from everywhere: the profile with the samples that were uploaded, and the embedding in every result that it was heard in. Names
 * in transcripts stay, as text.
 * @throws TraxError NOT_FOUND */
export async function removeProfile(
  ownerId: number,
  { profileId }: { profileId: number },
  prisma: PrismaClient = getPrisma(),
): Promise<void> {
  const mediaFileIds = await prisma.$transaction(async (tx) => {
    await lockOwner(tx, ownerId);
    const { characteristics } = await requireProfile(tx, ownerId, profileId);
    for (const id of await listResultsOf(tx, profileId)) {
      await changeContent(tx, id, (content) => replaceProfile(content, profileId, null));
    }
    // Those who bear the name go on without the link to the person.
    await tx.speakerProfile.delete({ where: { id: profileId } });
    const samples = readSamples(characteristics).map(({ mediaFileId }) => mediaFileId);
    await tx.mediaFile.deleteMany({ where: { id: { in: samples }, ownerId } });
    return samples;
  }, patience);
  await removeSampleFiles(mediaFileIds);
}

/** Turns recognising voices on or off, for what is transcribed from now on. What is kept stays until it is deleted. */
export async function setRecognition(
  ownerId: number,
  { isRecognising }: { isRecognising: boolean },
  prisma: PrismaClient = getPrisma(),
): Promise<void> {
  await prisma.user.update({ where: { id: ownerId }, data: { recognisesVoices: isRecognising } });
}

/** Pure. A profile's place is another's; null: nobody's, and then its voice goes too. */
export function replaceProfile(
  content: DiarizationContent,
  profileId: number,
  by: { profileId: number } | null,
): DiarizationContent {
  const next = by?.profileId ?? null;
  return {
    ...content,
    turns: content.turns?.map((turn) => (turn.profileId === profileId ? { ...turn, profileId: next } : turn)),
    voices: content.voices?.map((voice) => {
      const isSuggested = voice.suggestion?.profileId === profileId;
      const suggestion =
        isSuggested && voice.suggestion
          ? by && { ...voice.suggestion, profileId: by.profileId }
          : voice.suggestion;
      if (voice.profileId !== profileId) return { ...voice, suggestion };
      return by
        ? { ...voice, suggestion, profileId: by.profileId }
        : { ...voice, suggestion, profileId: null, isConfirmed: false, embedding: null };
    }),
  };
}

async function lockOwner(tx: Tx, ownerId: number): Promise<void> {
  await tx.$queryRaw(Prisma.sql`select 1 from users where id = ${ownerId} for update`);
}

async function requireProfile(
  tx: Tx,
  ownerId: number,
  id: number,
): Promise<{ id: number; name: string; characteristics: unknown }> {
  const profile = await tx.speakerProfile.findFirst({
    where: { id, userId: ownerId },
    select: { id: true, name: true, characteristics: true },
  });
  if (!profile) throw new TraxError("NOT_FOUND", { what: "person" });
  return profile;
}

/** Every result that names the profile, whether it is shown or an older one, in the trash or not. */
async function listResultsOf(tx: Tx, profileId: number): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    select id from transcription_results
    where diarization_content @> ${JSON.stringify({ voices: [{ profileId }] })}::jsonb
      or diarization_content @> ${JSON.stringify({ turns: [{ profileId }] })}::jsonb
      or diarization_content @> ${JSON.stringify({ voices: [{ suggestion: { profileId } }] })}::jsonb`);
  return rows.map(({ id }) => id);
}

/** In transcripts that call the person by the name that it had; another one was given there on purpose. */
async function renameSpeakers(
  tx: Tx,
  ownerId: number,
  from: { id: number; name: string },
  to: { profileId: number; name: string },
): Promise<void> {
  const speakers = await tx.transcriptSpeaker.findMany({
    where: { profileId: from.id, label: from.name, document: { ownerId } },
    select: { id: true, documentId: true },
    orderBy: { documentId: "asc" },
  });
  for (const { id: speakerId, documentId } of speakers) {
    await nameSpeaker(tx, ownerId, { documentId, speakerId, label: to.name, profileId: to.profileId });
  }
}
