import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { listSpeakerEngines } from "@/server/speakers/data";
import { findSpeakers } from "@/server/speakers/service";
import { buildUser } from "@/server/testing/factories";
import { setUpWorkDatabase } from "@/server/testing/set-up-work-database";
import { createTestHome } from "@/server/testing/test-home";
import { getDocument, listAllSegments } from "@/server/transcripts/data";
import { SAMPLE_RATE, type ServerTurn } from "../engines/engine";
import { readServerTurns } from "./server-turns";
import { hearRecording, runDiarization } from "./test-data/heard-recording";
import type { StoredChunk } from "./transcription-chunks";

const OWNER = 1;
const work = setUpWorkDatabase();
let testHome: Awaited<ReturnType<typeof createTestHome>>;
beforeAll(async () => {
  testHome = await createTestHome();
});
afterAll(() => testHome.close());

const said =
  "I left the house at six as always. You never told me that you were out. I told you twice on the phone.";

const chunkOf = (index: number, from: number, to: number, turns: ServerTurn[]): StoredChunk => ({
  index,
  range: { start: from * SAMPLE_RATE, end: to * SAMPLE_RATE },
  context: null,
  result: {
    ...{ words: [], text: "", avgLogprob: null, noSpeechLogprob: null, stopped: "end", tokens: [] },
    turns,
  },
});
/** The server numbers the speakers of each chunk anew: the first of the second chunk is the second of the first. */
const chunks = [
  chunkOf(0, 0, 6, [
    { speaker: "A", startMs: 0, endMs: 4_000 },
    { speaker: "B", startMs: 4_000, endMs: 6_000 },
  ]),
  chunkOf(1, 6, 12, [
    { speaker: "A", startMs: 6_000, endMs: 8_000 },
    { speaker: "B", startMs: 8_000, endMs: 12_000 },
  ]),
];

async function hear(taskData: Parameters<typeof hearRecording>[2]["taskData"], heardChunks = chunks) {
  const { prisma } = work.database;
  const source = await hearRecording(prisma, testHome.home, {
    ...{ ownerId: OWNER, said, taskData, chunks: heardChunks },
  });
  return source.documentId;
}

const listJobs = (documentId: string) =>
  work.database.prisma.v2ProcessingJob.findMany({
    where: { documentId, jobType: "diarization" },
    orderBy: { id: "asc" },
  });

async function tell(documentId: string): Promise<string[]> {
  const { prisma } = work.database;
  const { speakers } = await getDocument(OWNER, documentId, prisma);
  const labels = new Map(speakers.map(({ id, label }) => [id, label]));
  const lines = await listAllSegments(OWNER, documentId, prisma);
  return lines.map(({ speakerId, text }) => `${labels.get(speakerId ?? "") ?? "-"}: ${text}`);
}

const resultOf = (documentId: string) =>
  work.database.prisma.transcriptDocument
    .findUniqueOrThrow({ where: { id: documentId }, include: { currentResult: true } })
    .then(({ currentResult }) => currentResult);

it("Speakers that came with the text are taken over, and those of one chunk known again in the next by their voices", async () => {
  const documentId = await hear({});
  const [job] = await listJobs(documentId);
  await runDiarization(work.database.prisma, job?.id ?? 0);
  expect(await tell(documentId)).toEqual([
    "Speaker 1: I left the house at six as always.",
    "Speaker 2: You never told me that you were out.",
    "Speaker 1: I told you twice on the phone.",
  ]);
  const result = await resultOf(documentId);
  expect(result).toMatchObject({
    speakerCount: 2,
    diarizationContent: {
      model: "pitch-1",
      turns: [
        { speaker: "Speaker 1", start: 0, end: 4 },
        { speaker: "Speaker 2", start: 4, end: 8 },
        { speaker: "Speaker 1", start: 8, end: 12 },
      ],
    },
    processingMetadata: { speakers: { engine: "speech-server", model: "pitch-1" } },
  });
  const finished = await listJobs(documentId);
  expect(finished[0]).toMatchObject({ status: "completed", resultData: { engine: "speech-server" } });
});

it("They are offered first where there are any, to their owner alone, and another way can be chosen", async () => {
  const { prisma } = work.database;
  const documentId = await hear({});
  const [first] = await listJobs(documentId);
  await runDiarization(prisma, first?.id ?? 0);
  const offered = await listSpeakerEngines(OWNER, documentId, prisma);
  expect(offered.map(({ id, fetchBytes }) => [id, fetchBytes !== null])).toEqual([
    ["speech-server", false],
    ["trax-voices", false],
    ["pyannote-titanet", true],
    ["pyannote-eres2net", true],
  ]);
  const stranger = await buildUser(prisma);
  await expect(listSpeakerEngines(stranger, documentId, prisma)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await findSpeakers(OWNER, { documentId, engine: "trax-voices" }, prisma);
  const job = (await listJobs(documentId)).at(-1);
  expect(job?.parameters).toMatchObject({ speakerEngine: "trax-voices" });
  await runDiarization(prisma, job?.id ?? 0);
  expect(await resultOf(documentId)).toMatchObject({
    processingMetadata: { speakers: { engine: "trax-voices" } },
  });
});

it("A chosen engine is kept from the submission on", async () => {
  const documentId = await hear({ findSpeakers: true, speakerEngine: "pyannote-titanet" });
  const [job] = await listJobs(documentId);
  expect(job?.parameters).toMatchObject({ speakerEngine: "pyannote-titanet" });
});

it("Where the server told none, asking for them is refused with a sentence, and an unknown way too", async () => {
  const { prisma } = work.database;
  const documentId = await hear({}, []);
  expect(await listJobs(documentId)).toEqual([]);
  expect((await listSpeakerEngines(OWNER, documentId, prisma))[0]?.id).toBe("trax-voices");
  await findSpeakers(OWNER, { documentId, engine: "speech-server" }, prisma);
  const [job] = await listJobs(documentId);
  await runDiarization(prisma, job?.id ?? 0);
  expect((await listJobs(documentId))[0]).toMatchObject({ status: "failed", errorCode: "SPEAKERS_NOT_TOLD" });

  await findSpeakers(OWNER, { documentId, engine: "trax-voices" }, prisma);
  const again = (await listJobs(documentId)).at(-1);
  await prisma.v2ProcessingJob.update({
    where: { id: again?.id ?? 0 },
    data: { parameters: { speakerEngine: `none-${randomUUID()}` } },
  });
  await runDiarization(prisma, again?.id ?? 0);
  expect((await listJobs(documentId)).at(-1)).toMatchObject({
    ...{ status: "failed", errorCode: "SPEAKER_ENGINE_UNKNOWN" },
  });
});

it("The speakers of a stretch that was heard anew are no speakers of the whole", () => {
  expect(readServerTurns({ segments: [{ id: 0, start: 0, end: 6, text: "" }] })).toBeNull();
  expect(readServerTurns(null)).toBeNull();
  expect(readServerTurns({ segments: "none" })).toBeNull();
  const turns = [{ speaker: "A", start: 0, end: 900 }];
  expect(readServerTurns({ segments: [{ id: 0, start: 6, end: 12, text: "", turns }] })).toEqual([
    [{ speaker: 0, startMs: 6_000, endMs: 12_000, overlaps: false }],
  ]);
});
