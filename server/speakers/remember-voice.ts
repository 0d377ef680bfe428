import {
  groupVoices,
  judgeSample,
  shortestSampleSeconds,
  type UnusableVoice,
} from "@/core/diarization/compare-voices";
import { getPrisma, type PrismaClient, type Tx } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { nameSpeaker } from "@/server/transcripts/data";
import { diarizationContent, processingMetadata } from "@/server/transcripts/result-schema";
import { learnProfile } from "./learn-profile";
import { findOrCreateProfile, requireRecognition } from "./require-recognition";
import { changeContent, giveVoice, listStoredVoices, type StoredVoice } from "./stored-voices";

interface Member {
  documentId: string;
  speakerId: string;
}

/** Keeps the voice of a speaker of a transcript under a name. All that is surely the same unknown voice in other
 * transcripts gets the name with it. A name that is there already learns from it.
 * @throws TraxError NOT_FOUND, VOICE_UNKNOWN, VOICE_UNUSABLE, VOICES_OFF */
export function rememberVoice(
  ownerId: number,
  { name, ...member }: Member & { name: string },
  prisma: PrismaClient = getPrisma(),
): Promise<{ profileId: number }> {
  return nameUnknown(ownerId, { members: [member], name }, prisma);
}

/** The same for somebody who was told to be one in several transcripts: all of them get the name.
 * @throws as `rememberVoice` */
export async function nameUnknown(
  ownerId: number,
  { members, name }: { members: Member[]; name: string },
  prisma: PrismaClient = getPrisma(),
): Promise<{ profileId: number }> {
  return prisma.$transaction(
    async (tx) => {
      await requireRecognition(tx, ownerId);
      const stored = await listStoredVoices(ownerId, tx);
      const voices = [];
      for (const member of members) voices.push(await requireVoice(tx, ownerId, stored, member));
      const longest = [...voices].sort((a, b) => b.seconds - a.seconds)[0] as StoredVoice;
      await requireUsable(tx, longest);
      const alike = listUnknown(stored, longest.model).find((group) => group.includes(longest)) ?? [];
      const profileId = await findOrCreateProfile(tx, ownerId, name);
      await giveVoices(tx, ownerId, [...new Set([...voices, ...alike])], { profileId, name });
      return { profileId };
    },
    { timeout: 60_000 },
  );
}

/** Says whether a voice of a transcript is the person who was suggested; whoever says yes teaches the voice of it.
 * @throws TraxError NOT_FOUND, VOICES_OFF */
export async function answerSuggestion(
  ownerId: number,
  { documentId, voice: number, isRight }: { documentId: string; voice: number; isRight: boolean },
  prisma: PrismaClient = getPrisma(),
): Promise<void> {
  await prisma.$transaction(
    async (tx) => {
      await requireRecognition(tx, ownerId, { isNeeded: isRight });
      const document = await tx.transcriptDocument.findFirst({
        where: { id: documentId, ownerId },
        select: { currentResult: { select: { id: true, diarizationContent: true } } },
      });
      const result = document?.currentResult;
      const content = diarizationContent.safeParse(result?.diarizationContent).data;
      const voice = content?.voices?.[number - 1];
      if (!result || !voice?.suggestion) throw new TraxError("NOT_FOUND", { what: "suggestion" });
      const { profileId } = voice.suggestion;
      if (!isRight) {
        await changeContent(tx, result.id, (now) =>
          giveVoice(now, voice.speaker, null, { isConfirmed: false }),
        );
        return;
      }
      const profile = await tx.speakerProfile.findFirst({ where: { id: profileId, userId: ownerId } });
      const stored = (await listStoredVoices(ownerId, tx)).find(
        (each) => each.documentId === documentId && each.speaker === voice.speaker,
      );
      if (!profile || !stored) throw new TraxError("NOT_FOUND", { what: "suggestion" });
      await giveVoices(tx, ownerId, [stored], { profileId, name: profile.name });
    },
    { timeout: 60_000 },
  );
}

const machineLabel = /^Speaker \d+$/;

/** Voices that nobody has named, those together that are surely one person. */
export function listUnknown(voices: readonly StoredVoice[], model: string): StoredVoice[][] {
  const nameless = voices.filter(
    (voice) =>
      voice.model === model &&
      voice.profileId === null &&
      voice.label !== null &&
      machineLabel.test(voice.label),
  );
  return groupVoices(nameless);
}

async function requireVoice(
  tx: Tx,
  ownerId: number,
  stored: readonly StoredVoice[],
  { documentId, speakerId }: Member,
): Promise<StoredVoice> {
  const speaker = await tx.transcriptSpeaker.count({
    where: { id: speakerId, documentId, document: { ownerId } },
  });
  if (speaker === 0) throw new TraxError("NOT_FOUND", { what: "speaker" });
  const voice = stored.find((each) => each.documentId === documentId && each.speakerId === speakerId);
  if (!voice) throw new TraxError("VOICE_UNKNOWN");
  return voice;
}

const reasons: Record<UnusableVoice, string> = {
  "too short": "there is too little of it",
  "two voices": "somebody else speaks at the same time, or it is more than one person's",
  noisy: "the recording is too noisy",
};

async function requireUsable(tx: Tx, voice: StoredVoice): Promise<void> {
  const result = await tx.transcriptionResult.findUniqueOrThrow({
    where: { id: voice.resultId },
    select: { diarizationContent: true, processingMetadata: true },
  });
  const { turns = [], isUncertain = false } = diarizationContent.parse(result.diarizationContent);
  const own = turns.filter(({ speaker }) => speaker === voice.speaker);
  const lengthOf = (list: typeof own) => list.reduce((sum, { start, end }) => sum + end - start, 0);
  const whole = Math.max(0.001, lengthOf(own));
  const { qualitySignals } = processingMetadata.safeParse(result.processingMetadata ?? {}).data ?? {};
  const reason = judgeSample({
    seconds: voice.seconds,
    overlapShare: lengthOf(own.filter(({ overlaps }) => overlaps)) / whole,
    meanConfidence:
      own.reduce((sum, { start, end, confidence }) => sum + (end - start) * (confidence ?? 1), 0) / whole,
    isUncertain,
    snrDb: qualitySignals?.snrDb ?? null,
  });
  if (reason)
    throw new TraxError("VOICE_UNUSABLE", { reason: reasons[reason], seconds: shortestSampleSeconds });
}

/** Makes voices a person's, calls their speakers so, and learns. Who had one of them before forgets it. */
async function giveVoices(
  tx: Tx,
  ownerId: number,
  voices: readonly StoredVoice[],
  { profileId, name }: { profileId: number; name: string },
): Promise<void> {
  for (const { resultId, speaker, documentId, speakerId } of voices) {
    await changeContent(tx, resultId, (content) =>
      giveVoice(content, speaker, profileId, { isConfirmed: true }),
    );
    if (speakerId !== null) await nameSpeaker(tx, ownerId, { documentId, speakerId, label: name, profileId });
  }
  const before = voices.flatMap((voice) => voice.profileId ?? []);
  for (const id of new Set([...before, profileId])) await learnProfile(tx, ownerId, id);
}
