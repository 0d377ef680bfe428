import { expect, it } from "vitest";
import { serializeEmbedding } from "@/core/diarization/embedding-text";
import { storedJson } from "@/server/platform/stored-json";
import { buildDocument, buildUser } from "@/server/testing/factories";
import { listColumnsWith } from "@/server/testing/list-columns-with";
import { setUpDatabase } from "@/server/testing/set-up-database";
import { applyEdits } from "@/server/transcripts/apply-edits";
import { getDocument } from "@/server/transcripts/data";
import { diarizationContent, processingMetadata } from "@/server/transcripts/result-schema";
import { mergeProfiles, removeProfile, renameProfile, setRecognition } from "./change-profiles";
import { listTurns } from "./data";
import { listProfiles } from "./list-profiles";
import { listSimilar } from "./list-similar";
import { recogniseVoices } from "./recognise-voices";
import { answerSuggestion, nameUnknown, rememberVoice } from "./remember-voice";

const work = setUpDatabase();
const model = "test-voices-1";

/** A voice of one person, a little different each time. */
function speak(person: number, take = 0, drift = 0.15): Float32Array {
  const embedding = new Float32Array(16);
  embedding[person % 16] = 1;
  embedding[(person + 1 + (take % 14)) % 16] = drift;
  const length = Math.hypot(...embedding);
  return embedding.map((value) => value / length);
}

interface Spoken {
  embedding: Float32Array;
  seconds?: number;
  overlaps?: boolean;
  confidence?: number;
  suggestion?: { profileId: number; confidence: number };
}

/** A transcript of one line a voice, whose speakers were found. */
async function hear(
  ownerId: number,
  voices: Spoken[],
  metadata: Record<string, unknown> = { language: "en" },
) {
  const { prisma } = work.database;
  const { documentId, segmentIds } = await buildDocument(prisma, {
    ownerId,
    lines: voices.map((_, at) => `This is what voice ${at} says.`),
  });
  const speakerIds: string[] = [];
  for (const [at, segmentId] of segmentIds.entries()) {
    const label = `Speaker ${at + 1}`;
    const { id } = await prisma.transcriptSpeaker.create({ data: { documentId, label } });
    await prisma.transcriptSegment.update({ where: { id: segmentId }, data: { speakerId: id } });
    speakerIds.push(id);
  }
  const content = {
    model,
    turns: voices.map(({ overlaps = false, confidence = 0.9 }, at) => ({
      ...{ speaker: `Speaker ${at + 1}`, start: at * 3, end: at * 3 + 2.9, overlaps, confidence },
    })),
    voices: voices.map(({ embedding, seconds = 20, suggestion = null }, at) => ({
      ...{ speaker: `Speaker ${at + 1}`, speakerId: speakerIds[at], seconds, pitchHz: 120, suggestion },
      embedding: serializeEmbedding(embedding),
    })),
  };
  const result = await prisma.transcriptionResult.create({
    data: {
      diarizationContent: storedJson(diarizationContent, content),
      processingMetadata: storedJson(processingMetadata, metadata),
    },
  });
  await prisma.transcriptDocument.update({
    where: { id: documentId },
    data: { currentResultId: result.id },
  });
  return { documentId, segmentIds, speakerIds, resultId: result.id };
}

const namesOf = async (ownerId: number, documentId: string) =>
  (await getDocument(ownerId, documentId, work.database.prisma)).speakers.map(({ label }) => label).sort();

it("makes one person of somebody who speaks in five transcripts, named once, and learns from all of them", async () => {
  const { prisma } = work.database;
  const owner = await buildUser(prisma);
  const heard = [];
  for (let take = 0; take < 5; take++) {
    const metadata = { language: take === 4 ? "de" : "en" };
    heard.push(
      await hear(owner, [{ embedding: speak(0, take) }, { embedding: speak(take + 1, take) }], metadata),
    );
  }
  const before = await listProfiles(owner, prisma);
  expect(before.profiles).toEqual([]);
  expect(before.unknown.map(({ members }) => members.length)).toEqual([5, 1, 1, 1, 1, 1]);

  const [first] = heard;
  const { profileId } = await rememberVoice(
    owner,
    { documentId: first?.documentId ?? "", speakerId: first?.speakerIds[0] ?? "", name: "Anna" },
    prisma,
  );
  const { profiles, unknown } = await listProfiles(owner, prisma);
  expect(profiles).toMatchObject([
    {
      id: profileId,
      name: "Anna",
      sampleCount: 5,
      learnedSeconds: 100,
      hasVoice: true,
      isOutdated: false,
      twins: [],
    },
  ]);
  expect(profiles[0]?.characteristics).toMatchObject({ pitchHz: 120, languages: ["de", "en"] });
  expect(profiles[0]?.characteristics.wordsPerMinute).toBeCloseTo(6 / (2.9 / 60), 1);
  expect(profiles[0]?.documents).toHaveLength(5);
  expect(profiles[0]?.samples).toHaveLength(3);
  expect(unknown).toHaveLength(5);
  for (const { documentId } of heard) expect(await namesOf(owner, documentId)).toEqual(["Anna", "Speaker 2"]);

  // A sixth recording: known without a doubt, doubtful, and a stranger.
  const people = await prisma.$transaction((tx) =>
    recogniseVoices(tx, {
      ...{ ownerId: owner, batchId: null, model },
      voices: [speak(0, 9), speak(9)].map((embedding) => ({ embedding, seconds: 9 })),
    }),
  );
  expect(people).toMatchObject([{ profileId, name: "Anna", isSure: true }, null]);
  const other = await buildUser(prisma);
  const voices = [{ embedding: speak(0), seconds: 9 }];
  const ask = { batchId: null, model, voices };
  expect(await prisma.$transaction((tx) => recogniseVoices(tx, { ...ask, ownerId: other }))).toEqual([null]);
  // Another model's embeddings have nothing to do with these.
  const newer = { ...ask, ownerId: owner, model: "test-voices-2" };
  expect(await prisma.$transaction((tx) => recogniseVoices(tx, newer))).toEqual([null]);
});

it("keeps ten strangers ten", async () => {
  const { prisma } = work.database;
  const owner = await buildUser(prisma);
  for (let person = 0; person < 10; person++) await hear(owner, [{ embedding: speak(person, person) }]);
  const { unknown } = await listProfiles(owner, prisma);
  expect(unknown).toHaveLength(10);
});

it("deletes a voice from everywhere, and an undo that would bring the person back brings the name alone", async () => {
  const { prisma } = work.database;
  const owner = await buildUser(prisma);
  // Numbers that no other test has in this database.
  const [ben, later] = [speak(0, 0, 0.171), speak(0, 2, 0.171)];
  const one = await hear(owner, [{ embedding: ben }, { embedding: speak(1) }]);
  const two = await hear(owner, [{ embedding: later }]);
  const name = "Ben";
  const { profileId } = await rememberVoice(owner, { ...memberOf(one, 0), name }, prisma);
  const stranger = await buildUser(prisma);
  const refused = { code: "NOT_FOUND" };
  await expect(removeProfile(stranger, { profileId }, prisma)).rejects.toMatchObject(refused);
  await expect(renameProfile(stranger, { profileId, name: "X" }, prisma)).rejects.toMatchObject(refused);
  await expect(rememberVoice(stranger, { ...memberOf(one, 0), name }, prisma)).rejects.toMatchObject(refused);
  const answer = { documentId: one.documentId, voice: 1, isRight: true };
  await expect(answerSuggestion(stranger, answer, prisma)).rejects.toMatchObject(refused);

  // The speaker is put away by hand, and the voice is deleted after that.
  const remove = { type: "speaker.remove" as const, speakerId: one.speakerIds[0] ?? "" };
  const removal = crypto.randomUUID();
  await applyEdits(
    owner,
    { documentId: one.documentId, commands: [{ commandId: removal, bases: {}, command: remove }] },
    prisma,
  );
  const { embedding: learned } = await prisma.speakerProfile.findUniqueOrThrow({ where: { id: profileId } });
  const texts = [serializeEmbedding(ben), serializeEmbedding(later), learned ?? "none"];
  expect(await listColumnsWith(prisma, texts)).toEqual([
    "speaker_profiles.embedding",
    "transcription_results.diarization_content",
  ]);
  await removeProfile(owner, { profileId }, prisma);
  expect(await listColumnsWith(prisma, texts)).toEqual([]);
  expect(await prisma.speakerProfile.count({ where: { id: profileId } })).toBe(0);
  const contentOf = async (id: string) =>
    (await prisma.transcriptionResult.findUniqueOrThrow({ where: { id } })).diarizationContent;
  const gone = { embedding: null, profileId: null };
  expect(await contentOf(one.resultId)).toMatchObject({ voices: [gone, { embedding: expect.any(String) }] });
  expect(await contentOf(two.resultId)).toMatchObject({ voices: [gone], turns: [{ profileId: null }] });
  expect(await namesOf(owner, two.documentId)).toEqual(["Ben"]);
  const undo = { type: "change.undo" as const, commandId: removal };
  const { outcomes } = await applyEdits(
    owner,
    { documentId: one.documentId, commands: [{ commandId: crypto.randomUUID(), bases: {}, command: undo }] },
    prisma,
  );
  expect(outcomes).toMatchObject([{ outcome: "applied" }]);
  const { speakers } = await getDocument(owner, one.documentId, prisma);
  expect(speakers.find(({ label }) => label === "Ben")).toMatchObject({ profileId: null });
});

function memberOf({ documentId, speakerIds }: { documentId: string; speakerIds: string[] }, at: number) {
  return { documentId, speakerId: speakerIds[at] ?? "" };
}

it("refuses a sample that nobody could be known by, with the reason", async () => {
  const { prisma } = work.database;
  const owner = await buildUser(prisma);
  const bad = await hear(owner, [
    { embedding: speak(0), seconds: 3 },
    { embedding: speak(1), overlaps: true },
    { embedding: speak(2), confidence: 0.3 },
    { embedding: speak(3) },
  ]);
  const remember = (at: number) => rememberVoice(owner, { ...memberOf(bad, at), name: "Cleo" }, prisma);
  await expect(remember(0)).rejects.toThrow(/too little of it/);
  await expect(remember(1)).rejects.toThrow(/speaks at the same time/);
  await expect(remember(2)).rejects.toThrow(/more than one person/);
  const noisy = await hear(owner, [{ embedding: speak(0) }], { qualitySignals: { snrDb: 1 } });
  await expect(rememberVoice(owner, { ...memberOf(noisy, 0), name: "Cleo" }, prisma)).rejects.toThrow(
    /too noisy/,
  );
  const { id } = await prisma.transcriptSpeaker.create({
    data: { documentId: bad.documentId, label: "By hand" },
  });
  const byHand = { documentId: bad.documentId, speakerId: id, name: "Cleo" };
  await expect(rememberVoice(owner, byHand, prisma)).rejects.toMatchObject({ code: "VOICE_UNKNOWN" });
  await setRecognition(owner, { isRecognising: false }, prisma);
  await expect(remember(3)).rejects.toMatchObject({ code: "VOICES_OFF" });
  expect((await listProfiles(owner, prisma)).isRecognising).toBe(false);
  const voices = [{ embedding: speak(3), seconds: 9 }];
  const off = await prisma.$transaction((tx) =>
    recogniseVoices(tx, { ownerId: owner, batchId: null, model, voices }),
  );
  expect(off).toBeNull();
  expect((await listProfiles(owner, prisma)).profiles).toEqual([]);
});

it("suggests twins, merges them, renames in transcripts, and keeps an outlier out of a voice", async () => {
  const { prisma } = work.database;
  const owner = await buildUser(prisma);
  const one = await hear(owner, [{ embedding: speak(0, 0), seconds: 60 }]);
  const { profileId: anna } = await rememberVoice(owner, { ...memberOf(one, 0), name: "Anna" }, prisma);
  const two = await hear(owner, [{ embedding: speak(0, 3), seconds: 30 }]);
  const { profileId: twin } = await rememberVoice(owner, { ...memberOf(two, 0), name: "A. Smith" }, prisma);
  expect((await listProfiles(owner, prisma)).profiles).toMatchObject([
    { name: "A. Smith", twins: [{ id: anna, name: "Anna" }] },
    { name: "Anna", twins: [{ id: twin }] },
  ]);
  await expect(renameProfile(owner, { profileId: twin, name: "Anna" }, prisma)).rejects.toMatchObject({
    code: "PROFILE_NAME_TAKEN",
  });
  await mergeProfiles(owner, { fromId: twin, intoId: anna }, prisma);
  expect((await listProfiles(owner, prisma)).profiles).toMatchObject([
    { id: anna, name: "Anna", sampleCount: 2, learnedSeconds: 90, twins: [] },
  ]);
  expect(await namesOf(owner, two.documentId)).toEqual(["Anna"]);
  await renameProfile(owner, { profileId: anna, name: "Anna Smith" }, prisma);
  expect(await namesOf(owner, one.documentId)).toEqual(["Anna Smith"]);

  // Somebody else's voice under that name: the transcript says so, the voice does not learn it.
  const wrong = await hear(owner, [{ embedding: speak(8), seconds: 20 }]);
  await rememberVoice(owner, { ...memberOf(wrong, 0), name: "Anna Smith" }, prisma);
  expect((await listProfiles(owner, prisma)).profiles).toMatchObject([
    { sampleCount: 2, learnedSeconds: 90 },
  ]);
  expect(await namesOf(owner, wrong.documentId)).toEqual(["Anna Smith"]);
});

it("asks about a voice that may be somebody, and learns from a yes", async () => {
  const { prisma } = work.database;
  const owner = await buildUser(prisma);
  const known = await hear(owner, [{ embedding: speak(0) }]);
  const { profileId } = await rememberVoice(owner, { ...memberOf(known, 0), name: "Dora" }, prisma);
  const suggestion = { profileId, confidence: 0.7 };
  const asked = await hear(owner, [
    { embedding: speak(0, 4, 0.5), suggestion },
    { embedding: speak(3), suggestion },
  ]);
  const { documentId } = asked;
  expect((await listTurns(owner, documentId, prisma)).voices).toMatchObject([
    { voice: 1, suggestion: { name: "Dora", confidence: 0.7 } },
    { voice: 2, suggestion: { name: "Dora" } },
  ]);
  await answerSuggestion(owner, { documentId, voice: 2, isRight: false }, prisma);
  await answerSuggestion(owner, { documentId, voice: 1, isRight: true }, prisma);
  expect((await listTurns(owner, documentId, prisma)).voices.map((voice) => voice.suggestion)).toEqual([
    null,
    null,
  ]);
  expect(await namesOf(owner, documentId)).toEqual(["Dora", "Speaker 2"]);
  expect((await listProfiles(owner, prisma)).profiles).toMatchObject([{ sampleCount: 2 }]);
});

it("lists the lines of one voice, but those that a person gave to somebody", async () => {
  const { prisma } = work.database;
  const owner = await buildUser(prisma);
  const { documentId, segmentIds, speakerIds } = await hear(owner, [
    { embedding: speak(0) },
    { embedding: speak(1) },
  ]);
  const [, second] = speakerIds as [string, string];
  const add = async (position: number, startMs: number, speakerId: string) =>
    (
      await prisma.transcriptSegment.create({
        data: {
          documentId,
          position,
          startMs,
          endMs: startMs + 900,
          text: "And so on.",
          words: [],
          speakerId,
        },
      })
    ).id;
  await prisma.transcriptSegment.update({
    where: { id: segmentIds[0] ?? "" },
    data: { endMs: 900, words: [] },
  });
  const more = await add(1.2, 1_000, speakerIds[0] ?? "");
  await add(1.5, 2_000, second);
  const ask = { documentId, segmentId: segmentIds[0] ?? "" };
  await expect(listSimilar(await buildUser(prisma), ask, prisma)).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  expect(await listSimilar(owner, ask, prisma)).toEqual([segmentIds[0], more]);
  await expect(
    nameUnknown(owner, { members: [{ documentId, speakerId: crypto.randomUUID() }], name: "E" }, prisma),
  ).rejects.toMatchObject({ code: "NOT_FOUND" });
});
