import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { getStorage, storageKeys } from "@/server/platform/storage";
import { mergeProfiles, removeProfile, setRecognition } from "@/server/speakers/change-profiles";
import { listProfiles } from "@/server/speakers/list-profiles";
import { listOutdatedVoices, replaceVoices } from "@/server/speakers/outdated-voices";
import { createVoiceSample, removeSampleJob } from "@/server/speakers/voice-samples";
import { buildUser } from "@/server/testing/factories";
import { setUpWorkDatabase, testWorker } from "@/server/testing/set-up-work-database";
import { createTestHome } from "@/server/testing/test-home";
import { createActiveRuns } from "../active-runs";
import { SAMPLE_RATE, type SpeechEngine } from "../engines/engine";
import type { EngineProvider } from "../engines/engine-provider";
import { serializeWav } from "../engines/openai/serialize-wav";
import { createAdmission } from "../resources/admission";
import { createResourceMeter } from "../resources/resource-meter";
import { runWork } from "../run-work";
import { jobWork } from "../work-kind";
import { createPitchSpeakers, humAt } from "./fixtures/pitch-speakers";
import { hearSample } from "./hear-sample";

const OWNER = 1;
const work = setUpWorkDatabase();
let testHome: Awaited<ReturnType<typeof createTestHome>>;
beforeAll(async () => {
  testHome = await createTestHome();
});
afterAll(() => testHome.close());

/** Voices by their pitch, with a second of silence around.
 * @param noise amplitude of what hisses all the time */
function soundOf(hums: [pitchHz: number, seconds: number][], noise = 0): Buffer {
  let state = 3;
  const hiss = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return noise * ((state / 2 ** 32) * 2 - 1);
  };
  const pause = Buffer.alloc(SAMPLE_RATE * 2);
  const pcm = Buffer.concat([pause, ...hums.map(([pitchHz, seconds]) => humAt(pitchHz, seconds)), pause]);
  const samples = Float32Array.from(
    { length: pcm.length / 2 },
    (_, at) => pcm.readInt16LE(at * 2) / 32_768 + hiss(),
  );
  return serializeWav(samples, 0);
}

async function send(name: string, sound: Buffer, ownerId = OWNER) {
  const file = path.join(testHome.home, `incoming-${randomUUID()}`);
  await writeFile(file, sound);
  const sent = { path: file, sizeBytes: sound.length, fileName: "sample.wav" };
  const { mediaFileId } = await createVoiceSample(ownerId, { name, file: sent }, work.database.prisma);
  const job = await work.database.prisma.v2ProcessingJob.findFirstOrThrow({ where: { mediaFileId } });
  return { mediaFileId, jobId: job.id };
}

async function hear(jobId: number, spokenSeconds: number, model?: string): Promise<void> {
  const { prisma } = work.database;
  const meter = createResourceMeter({ sampleMs: 100 });
  const region = { start: SAMPLE_RATE, end: (spokenSeconds + 1) * SAMPLE_RATE };
  const speech = { detectSpeech: async () => (spokenSeconds > 0 ? [region] : []) };
  const engines = {
    ...{ slots: 1, speakers: createPitchSpeakers(model === undefined ? {} : { model }) },
    get: () => speech as unknown as SpeechEngine,
  } as unknown as EngineProvider;
  await prisma.v2ProcessingJob.updateMany({ where: { id: jobId }, data: { dispatchedAt: new Date() } });
  const options = {
    ...{ prisma, workerId: testWorker, cores: 1, meter, admission: createAdmission(meter.measureTreeMb) },
    ...{ activeRuns: createActiveRuns(), engines },
  };
  await runWork(options, jobWork, jobId, hearSample);
}

async function add(name: string, pitchHz: number, model?: string) {
  const sent = await send(name, soundOf([[pitchHz, 8]]));
  await hear(sent.jobId, 8, model);
  return sent;
}

const list = (ownerId = OWNER) => listProfiles(ownerId, work.database.prisma);
const find = async (name: string) => (await list()).profiles.find((each) => each.name === name);

it("A sample makes a person with a voice, which can be listened to, and which a second one is learned into", async () => {
  const first = await send("Anna", soundOf([[100, 8]]));
  expect((await list()).sampleJobs).toMatchObject([
    { name: "Anna", fileName: "sample.wav", state: "waiting" },
  ]);
  await hear(first.jobId, 8);
  expect((await list()).sampleJobs).toEqual([]);
  expect(await find("Anna")).toMatchObject({
    ...{ hasVoice: true, sampleCount: 1, learnedSeconds: 8, talkMs: 0, documents: [], isOutdated: false },
    characteristics: { pitchHz: expect.closeTo(100, -1) },
    samples: [{ documentId: null, title: "sample.wav", mediaPath: `/media/${first.mediaFileId}/master` }],
  });
  await add("Anna", 98);
  expect(await find("Anna")).toMatchObject({ sampleCount: 2, learnedSeconds: 16 });
  expect((await list()).profiles.filter(({ name }) => name === "Anna")).toHaveLength(1);
});

it.each<[string, [number, number][], string, noise?: number]>([
  ["too short", [[100, 3]], "too little speech"],
  [
    "of two people",
    [
      [100, 6],
      [210, 6],
    ],
    "more than one person",
  ],
  ["silent", [], "too little speech"],
  ["noisy", [[100, 9]], "too noisy", 0.2],
])("A sample that is %s is refused with the reason, and makes nobody", async (what, hums, reason, noise) => {
  const { prisma } = work.database;
  const { jobId, mediaFileId } = await send(`Nobody ${what}`, soundOf(hums, noise));
  await hear(
    jobId,
    hums.reduce((sum, [, seconds]) => sum + seconds, 0),
  );
  const [job] = (await list()).sampleJobs;
  expect(job).toMatchObject({ jobId, state: "failed", error: expect.stringContaining(reason) });
  expect(await find(`Nobody ${what}`)).toBeUndefined();
  const stranger = await buildUser(prisma);
  await expect(removeSampleJob(stranger, { jobId }, prisma)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await removeSampleJob(OWNER, { jobId }, prisma);
  expect((await list()).sampleJobs).toEqual([]);
  expect(await getStorage().findSize(storageKeys.original(mediaFileId))).toBeNull();
});

it("What is no sound, and what is longer than five minutes, is refused", async () => {
  const { prisma } = work.database;
  const text = await send("Text", Buffer.from("this is no sound at all"));
  await hear(text.jobId, 0);
  const long = await send("Long", soundOf([[100, 302]]));
  await hear(long.jobId, 302);
  const jobs = (await list()).sampleJobs;
  expect(jobs).toMatchObject([
    { name: "Long", state: "failed", error: expect.stringContaining("5 minutes at most") },
    { name: "Text", state: "failed" },
  ]);
  for (const { jobId } of jobs) await removeSampleJob(OWNER, { jobId }, prisma);
});

it("Nobody is added while voices are not recognised, also where that changed while a sample waited", async () => {
  const { prisma } = work.database;
  const { jobId } = await send("Late", soundOf([[100, 8]]));
  await setRecognition(OWNER, { isRecognising: false }, prisma);
  try {
    await expect(send("Never", soundOf([[100, 8]]))).rejects.toMatchObject({ code: "VOICES_OFF" });
    await hear(jobId, 8);
    expect(await find("Late")).toBeUndefined();
    expect((await list()).sampleJobs).toMatchObject([{ name: "Late", state: "failed" }]);
  } finally {
    await setRecognition(OWNER, { isRecognising: true }, prisma);
    await removeSampleJob(OWNER, { jobId }, prisma);
  }
});

it("People and samples are their owner's alone, and a name has no more samples than it may", async () => {
  const { prisma } = work.database;
  const stranger = await buildUser(prisma);
  await send("Theirs", soundOf([[100, 8]]), stranger);
  expect((await list()).sampleJobs).toEqual([]);
  expect(await list(stranger)).toMatchObject({ profiles: [], sampleJobs: [{ name: "Theirs" }] });
  for (let count = 1; count < 20; count++) await send(`Theirs ${count}`, soundOf([[100, 1]]), stranger);
  await expect(send("Theirs too", soundOf([[100, 1]]), stranger)).rejects.toMatchObject({
    code: "VOICE_SAMPLES_FULL",
  });
  await expect(send(" ", soundOf([[100, 8]]))).rejects.toMatchObject({ code: "REQUEST_INVALID" });
});

it("Who goes into another person takes the samples along, and a deleted person's are deleted everywhere", async () => {
  const { prisma } = work.database;
  const berta = await add("Berta", 150);
  const other = await add("Berta M.", 151);
  const [into, from] = [await find("Berta"), await find("Berta M.")];
  await mergeProfiles(OWNER, { fromId: from?.id ?? 0, intoId: into?.id ?? 0 }, prisma);
  expect(await find("Berta")).toMatchObject({ sampleCount: 2, samples: [{}, {}] });
  await removeProfile(OWNER, { profileId: into?.id ?? 0 }, prisma);
  expect(await find("Berta")).toBeUndefined();
  const ids = [berta.mediaFileId, other.mediaFileId];
  expect(await prisma.mediaFile.count({ where: { id: { in: ids } } })).toBe(0);
  for (const id of ids) {
    expect(await getStorage().findSize(storageKeys.original(id))).toBeNull();
    for await (const file of getStorage().listFiles(storageKeys.derivedOf(id))) throw new Error(file.key);
  }
});

it("A sample that an older model heard is heard anew, and the person known by the newer one", async () => {
  const { prisma } = work.database;
  const { mediaFileId } = await add("Carl", 200, "pitch-0");
  const carl = await find("Carl");
  const outdated = await listOutdatedVoices(OWNER, "pitch-1", prisma);
  const voice = outdated.find(({ profileId }) => profileId === carl?.id);
  expect(voice).toMatchObject({ mediaFileId, resultId: null, stretches: [{ startMs: 1_000, endMs: 9_000 }] });
  if (!voice) throw new Error("not outdated");
  const embedding = new Float32Array(8).fill(Math.sqrt(1 / 8));
  await prisma.$transaction((tx) => replaceVoices(tx, OWNER, "pitch-1", [{ voice, embedding }]));
  const row = await prisma.speakerProfile.findUniqueOrThrow({ where: { id: carl?.id ?? 0 } });
  expect(row.characteristics).toMatchObject({ model: "pitch-1", samples: [{ model: "pitch-1" }] });
});
