import { randomUUID } from "node:crypto";
import { text as readText } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { EditCommand } from "@/core/transcript/edit-command";
import { listSources } from "@/server/batches/list-sources";
import { getExport } from "@/server/exports/data";
import { createExport } from "@/server/exports/service";
import { listRunningJobs, recoverJob } from "@/server/jobs/recover-job";
import { TraxError } from "@/server/platform/errors";
import { getStorage } from "@/server/platform/storage";
import { listTurns } from "@/server/speakers/data";
import { rememberVoice } from "@/server/speakers/remember-voice";
import { cancelFindSpeakers, findSpeakers } from "@/server/speakers/service";
import { buildUser } from "@/server/testing/factories";
import { setUpWorkDatabase } from "@/server/testing/set-up-work-database";
import { createTestHome } from "@/server/testing/test-home";
import { applyEdits } from "@/server/transcripts/apply-edits";
import { getDocument, listAllSegments } from "@/server/transcripts/data";
import { listHistory } from "@/server/transcripts/list-versions";
import type { SpeakerEngine } from "../engines/speakers/speaker-engine";
import { createPitchSpeakers } from "./fixtures/pitch-speakers";
import { hearRecording, runDiarization } from "./test-data/heard-recording";

const OWNER = 1;
const work = setUpWorkDatabase();
let testHome: Awaited<ReturnType<typeof createTestHome>>;
beforeAll(async () => {
  testHome = await createTestHome();
});
afterAll(() => testHome.close());

const said =
  "I left the house at six as always. You never told me that you were out. I told you twice on the phone.";

const hear = (taskData: Parameters<typeof hearRecording>[2]["taskData"]) =>
  hearRecording(work.database.prisma, testHome.home, { ownerId: OWNER, said, taskData });

const listJobs = (documentId: string, jobType = "diarization") =>
  work.database.prisma.v2ProcessingJob.findMany({ where: { documentId, jobType }, orderBy: { id: "asc" } });

const runJob = (jobId: number, speakers?: SpeakerEngine) =>
  runDiarization(work.database.prisma, jobId, speakers);

async function findAll(documentId: string, count: { exactly: number } | null = null) {
  await findSpeakers(OWNER, { documentId, count }, work.database.prisma);
  const job = (await listJobs(documentId)).at(-1);
  await runJob(job?.id ?? 0);
}

async function tell(documentId: string): Promise<string[]> {
  const { prisma } = work.database;
  const { speakers } = await getDocument(OWNER, documentId, prisma);
  const labels = new Map(speakers.map(({ id, label }) => [id, label]));
  const lines = await listAllSegments(OWNER, documentId, prisma);
  return lines.map(({ speakerId, text }) => `${labels.get(speakerId ?? "") ?? "-"}: ${text}`);
}

async function edit(documentId: string, command: EditCommand, bases: Record<string, number> = {}) {
  const commands = [{ commandId: randomUUID(), bases, command }];
  const { outcomes } = await applyEdits(OWNER, { documentId, commands }, work.database.prisma);
  expect(outcomes).toMatchObject([{ outcome: "applied" }]);
}

const threeTurns = [
  "Speaker 1: I left the house at six as always.",
  "Speaker 2: You never told me that you were out.",
  "Speaker 1: I told you twice on the phone.",
];

it("finds the speakers with a submission, after a worker died over it, and downloads have their names", async () => {
  const { prisma } = work.database;
  const { documentId, batchId } = await hear({ findSpeakers: true, exportsWanted: ["txt"] });
  const [job, ...more] = await listJobs(documentId);
  if (!job) throw new Error("no job");
  expect(more).toEqual([]);
  expect(await listJobs(documentId, "export")).toEqual([]);
  const waiting = { stage: "processed", diarization: { state: "waiting" } };
  expect(await listSources(OWNER, { batchIds: [batchId] }, prisma)).toMatchObject([waiting]);

  // A worker hangs, is given up, and comes back when another has done its work.
  let go = () => {};
  const held = new Promise<void>((resolve) => (go = resolve));
  let hasBegun = false;
  const slow = createPitchSpeakers({
    beforeEnd: () => {
      hasBegun = true;
      return held;
    },
  });
  const cut = runJob(job.id, slow);
  while (!hasBegun) await delay(10);
  // Its heart may beat between the look and the verdict.
  const giveUp = async () => {
    const [running] = await listRunningJobs(prisma, []);
    return running ? prisma.$transaction((tx) => recoverJob(tx, running)) : false;
  };
  await expect.poll(giveUp, { timeout: 10_000 }).toBe(true);
  expect((await getDocument(OWNER, documentId, prisma)).diarization).toMatchObject({ state: "retrying" });
  await runJob(job.id);
  go();
  await cut;

  expect(await tell(documentId)).toEqual(threeTurns);
  const detail = await getDocument(OWNER, documentId, prisma);
  expect(detail).toMatchObject({ diarization: null, result: { pipelineVersion: "v4", speakerCount: 2 } });
  const { entries } = await listHistory(OWNER, { documentId, limit: 10 }, prisma);
  expect(entries).toMatchObject([{ kind: "machine.speakers" }]);
  const result = await prisma.transcriptionResult.findUniqueOrThrow({
    where: { id: detail.result?.id ?? "" },
  });
  expect(result.textContent).toBe(said);
  expect(result.diarizationContent).toMatchObject({
    model: "pitch-1",
    turns: [
      { speaker: "Speaker 1", start: 0, end: 4, confidence: 0.9 },
      { speaker: "Speaker 2", start: 4, end: 8 },
      { speaker: "Speaker 1", start: 8, end: 12 },
    ],
    voices: [{ embedding: expect.any(String), pitchHz: expect.closeTo(100, -1) }, { seconds: 4 }],
  });
  const told = await listTurns(OWNER, documentId, prisma);
  expect(told.voices.map(({ speakerId }) => speakerId).sort()).toEqual(
    detail.speakers.map(({ id }) => id).sort(),
  );
  expect(await listJobs(documentId, "export")).toMatchObject([{ parameters: { format: "txt" } }]);
  const { id } = await createExport(OWNER, { documentId, format: "vtt", source: "edited" }, prisma);
  const { key } = await getExport(OWNER, id, prisma);
  expect(await readText(await getStorage().openRead(key))).toContain("<v Speaker 2>You never told me");
});

it("keeps what a person named, wrote and assigned when the speakers are found anew, and can be taken back", async () => {
  const { prisma } = work.database;
  const { documentId } = await hear({});
  expect(await listJobs(documentId)).toEqual([]);
  await findAll(documentId);
  expect(await tell(documentId)).toEqual(threeTurns);
  const { speakers } = await getDocument(OWNER, documentId, prisma);
  const [one, two] = ["Speaker 1", "Speaker 2"].map((label) => speakers.find((row) => row.label === label));
  const [first, second, third] = await listAllSegments(OWNER, documentId, prisma);
  if (!one || !two || !first || !second || !third) throw new Error("not there");
  await edit(documentId, { type: "speaker.rename", speakerId: two.id, label: "Anna" });
  await edit(documentId, { type: "segment.speaker", segmentIds: [third.id], speakerId: two.id });
  const text = "You never said that you were out.";
  await edit(
    documentId,
    { type: "segment.text", segmentId: second.id, text },
    { [second.id]: second.revision },
  );
  const mine = [
    "Speaker 1: I left the house at six as always.",
    `Anna: ${text}`,
    "Anna: I told you twice on the phone.",
  ];
  expect(await tell(documentId)).toEqual(mine);
  await findAll(documentId);
  expect(await tell(documentId)).toEqual(mine);

  // One voice for all: only what the machine had given goes.
  await findAll(documentId, { exactly: 1 });
  expect(await tell(documentId)).toEqual(
    ["Anna", "Anna", "Anna"].map((name, at) => mine[at]?.replace(/^[^:]+/, name)),
  );
  const last = await prisma.transcriptRevision.findFirstOrThrow({
    where: { documentId, kind: "machine.speakers" },
    orderBy: { revision: "desc" },
  });
  await edit(documentId, { type: "change.undo", commandId: last.commandId ?? "" });
  expect(await tell(documentId)).toEqual(mine);
});

it("is cancelled, put aside when it failed, and refused to strangers", async () => {
  const { prisma } = work.database;
  const { documentId, batchId } = await hear({ findSpeakers: true, exportsWanted: ["txt"] });
  const stranger = await buildUser(prisma);
  const refused = { code: "NOT_FOUND" };
  await expect(findSpeakers(stranger, { documentId, count: null }, prisma)).rejects.toMatchObject(refused);
  await expect(cancelFindSpeakers(stranger, documentId, prisma)).rejects.toMatchObject(refused);
  await expect(listTurns(stranger, documentId, prisma)).rejects.toMatchObject(refused);
  await findSpeakers(OWNER, { documentId, count: { most: 3 } }, prisma);
  const [job, ...more] = await listJobs(documentId);
  expect(more).toEqual([]);

  let ended: unknown = null;
  const waits = createPitchSpeakers({
    beforeEnd: (signal) =>
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
        void cancelFindSpeakers(OWNER, documentId, prisma).then((moved) => (ended = moved));
      }),
  });
  await runJob(job?.id ?? 0, waits);
  expect(ended).toBe(1);
  expect(await listJobs(documentId)).toMatchObject([{ status: "cancelled" }]);
  // The download is made of the text as it is.
  expect(await listJobs(documentId, "export")).toHaveLength(1);
  expect((await getDocument(OWNER, documentId, prisma)).diarization).toBeNull();
  expect(await tell(documentId)).toEqual(threeTurns.map((line) => line.replace(/^[^:]+/, "-")));

  await findSpeakers(OWNER, { documentId, count: { exactly: 2 } }, prisma);
  const failing = {
    ...createPitchSpeakers(),
    diarize: () => Promise.reject(new TraxError("MEDIA_NO_AUDIO")),
  };
  await runJob((await listJobs(documentId)).at(-1)?.id ?? 0, failing);
  expect(await listSources(OWNER, { batchIds: [batchId] }, prisma)).toMatchObject([
    { stage: "processed", diarization: { state: "failed", error: { code: "MEDIA_NO_AUDIO" } } },
  ]);
  expect(await cancelFindSpeakers(OWNER, documentId, prisma)).toBe(1);
  expect((await getDocument(OWNER, documentId, prisma)).diarization).toBeNull();
  await findAll(documentId, { exactly: 2 });
  expect(await tell(documentId)).toEqual(threeTurns);
});

it("knows a voice that was remembered, and keeps none of a batch that does not want that", async () => {
  const { prisma } = work.database;
  const first = await hear({});
  await findAll(first.documentId);
  const { speakers } = await getDocument(OWNER, first.documentId, prisma);
  const high = speakers.find(({ label }) => label === "Speaker 2");
  // Four seconds are too little to be known by: as if there were more of it.
  await prisma.$executeRaw`update transcription_results
    set diarization_content = jsonb_set(diarization_content, '{voices,1,seconds}', '8')
    where diarization_content is not null`;
  const named = { documentId: first.documentId, speakerId: high?.id ?? "", name: "Anna" };
  const { profileId } = await rememberVoice(OWNER, named, prisma);

  const second = await hear({});
  await findAll(second.documentId);
  expect(await tell(second.documentId)).toEqual(threeTurns.map((line) => line.replace("Speaker 2", "Anna")));
  const detail = await getDocument(OWNER, second.documentId, prisma);
  expect(detail.speakers.find(({ label }) => label === "Anna")).toMatchObject({ profileId });
  const contentOf = async (id: string | undefined) =>
    (await prisma.transcriptionResult.findUniqueOrThrow({ where: { id: id ?? "" } })).diarizationContent;
  expect(await contentOf(detail.result?.id)).toMatchObject({
    turns: [{ profileId: null }, { profileId }, { profileId: null }],
    voices: [{ profileId: null }, { profileId, embedding: expect.any(String) }],
  });

  // By a newer model the voice is heard anew before it is compared.
  const newer = createPitchSpeakers({ model: "pitch-2" });
  const again = await hear({});
  await findSpeakers(OWNER, { documentId: again.documentId }, prisma);
  await runJob((await listJobs(again.documentId)).at(-1)?.id ?? 0, newer);
  expect(await tell(again.documentId)).toEqual(threeTurns.map((line) => line.replace("Speaker 2", "Anna")));
  const anna = await prisma.speakerProfile.findUniqueOrThrow({ where: { id: profileId } });
  expect(anna).toMatchObject({
    characteristics: { model: "pitch-2", pitch: expect.any(Number) },
  });
  const firstResult = (await getDocument(OWNER, first.documentId, prisma)).result?.id;
  expect(await contentOf(firstResult)).toMatchObject({
    model: "pitch-1",
    voices: [{}, { model: "pitch-2" }],
  });

  const third = await hear({});
  await prisma.batchJob.update({
    where: { id: third.batchId },
    data: { settings: { recogniseVoices: false } },
  });
  await findAll(third.documentId);
  expect(await tell(third.documentId)).toEqual(threeTurns);
  expect(await contentOf((await getDocument(OWNER, third.documentId, prisma)).result?.id)).toMatchObject({
    voices: [{ embedding: null }, { embedding: null }],
  });
});
