import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { claim, finish } from "@/server/jobs/lifecycle";
import { listProfiles } from "@/server/speakers/list-profiles";
import { rememberVoice } from "@/server/speakers/remember-voice";
import { findSpeakers } from "@/server/speakers/service";
import { buildBatch, markDispatched, moveItems } from "@/server/testing/factories";
import { setUpWorkDatabase, testWorker } from "@/server/testing/set-up-work-database";
import { createTestHome } from "@/server/testing/test-home";
import { getDocument } from "@/server/transcripts/data";
import { createActiveRuns } from "../active-runs";
import { createEnginePool, type EnginePool } from "../engines/engine-pool";
import type { EngineProvider } from "../engines/engine-provider";
import { createMoonshineEngine } from "../engines/moonshine/moonshine-engine";
import { createEmbeddedSpeakers } from "../engines/speakers/embedded-speakers";
import { createAdmission } from "../resources/admission";
import { createResourceMeter } from "../resources/resource-meter";
import { runWork } from "../run-work";
import { jobWork } from "../work-kind";
import type { AssembledResult } from "./assemble-result";
import { diarize } from "./diarize";
import { writeSound } from "./fixtures/silent-sound";
import { writeTranscription } from "./write-transcription";

/** Real voices, which the repository has none of: a folder of clips named by their speaker (`READER-anything.flac`), five
 * or more of one of them, is told by TRAX_TEST_VOICES; strangers may be in another folder, TRAX_TEST_STRANGERS. */
const voicesDir = process.env.TRAX_TEST_VOICES ?? "";
const strangersDir = process.env.TRAX_TEST_STRANGERS ?? "";
const OWNER = 1;
const work = setUpWorkDatabase();
let testHome: Awaited<ReturnType<typeof createTestHome>>;
let pool: EnginePool;
beforeAll(async () => {
  testHome = await createTestHome();
  pool = createEnginePool({
    slots: 2,
    modelsDir: fileURLToPath(new URL("../../node_modules/.cache/trax-models", import.meta.url)),
    childEntry: {
      path: fileURLToPath(new URL("../engines/engine-child.ts", import.meta.url)),
      execArgv: ["--import", pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href],
    },
  });
});
afterAll(async () => {
  await pool.close();
  await testHome.close();
});

async function listClips(dir: string): Promise<Map<string, string[]>> {
  const clips = new Map<string, string[]>();
  for (const name of (await readdir(dir)).sort()) {
    const reader = name.split("-")[0] as string;
    clips.set(reader, [...(clips.get(reader) ?? []), path.join(dir, name)]);
  }
  return clips;
}

const run = promisify(execFile);

async function readSound(file: string): Promise<Buffer> {
  const args = ["-v", "error", "-nostdin", "-i", file, "-ac", "1", "-ar", "16000", "-f", "s16le", "-"];
  const { stdout } = await run("ffmpeg", args, { encoding: "buffer", maxBuffer: 64 * 1024 ** 2 });
  return stdout;
}

/** A recording whose text is there, through the step that tells voices apart, with what comes with Trax. */
async function hear(file: string): Promise<string> {
  const { prisma } = work.database;
  const { items } = await buildBatch(prisma, { ownerId: OWNER });
  const source = items[0] as (typeof items)[number];
  const sound = await readSound(file);
  await writeSound(prisma, testHome.home, source.mediaFileId, sound);
  await moveItems(prisma, { id: source.preprocess }, { status: "completed" });
  await markDispatched(prisma, source.transcribe);
  const claimed = await claim(prisma, source.transcribe, testWorker);
  if (!claimed) throw new Error("not claimed");
  const endMs = sound.length / 32;
  const words = [{ text: "words", startMs: 0, endMs, confidence: 0.9 }];
  const segments = [{ startMs: 0, endMs, text: "words", words }];
  const assembled = {
    ...{ engine: "openai", model: "gpt", language: "en", words, segments, text: "words" },
    ...{ chunks: [], warnings: [], meanLogprob: null, accuracy: null, cost: null },
    durationSeconds: endMs / 1000,
    quality: { accuracy: null, signals: { meanLogprob: null }, codes: [], warnings: [] },
  } as unknown as AssembledResult;
  await finish(prisma, claimed, {}, (tx) => writeTranscription(tx, claimed, assembled, 1), true);
  const { documentId } = source;
  await findSpeakers(OWNER, { documentId, count: null }, prisma);
  const job = await prisma.v2ProcessingJob.findFirstOrThrow({
    where: { documentId, jobType: "diarization" },
    orderBy: { id: "desc" },
  });
  await prisma.v2ProcessingJob.update({ where: { id: job.id }, data: { dispatchedAt: new Date() } });
  const meter = createResourceMeter({ sampleMs: 100 });
  const speech = createMoonshineEngine(pool, "base");
  const engines = {
    slots: 2,
    speakers: createEmbeddedSpeakers(pool),
    get: () => speech,
  } as unknown as EngineProvider;
  const options = {
    ...{ prisma, workerId: testWorker, cores: 1, meter, admission: createAdmission(meter.measureTreeMb) },
    ...{ activeRuns: createActiveRuns(), engines },
  };
  await runWork(options, jobWork, job.id, diarize);
  return documentId;
}

it.skipIf(!existsSync(voicesDir))(
  "A person who speaks in five recordings is one, named once for all of them",
  { timeout: 300_000 },
  async () => {
    const { prisma } = work.database;
    const readers = [...(await listClips(voicesDir)).values()].filter((clips) => clips.length >= 5);
    const [own, ...others] = readers as [string[], ...string[][]];
    const documents: string[] = [];
    for (const clip of own.slice(0, 5)) documents.push(await hear(clip));
    const strangers: string[] = [];
    for (const clips of others) strangers.push(await hear(clips[0] as string));

    const [first] = (await getDocument(OWNER, documents[0] as string, prisma)).speakers;
    const member = { documentId: documents[0] as string, speakerId: first?.id ?? "" };
    const { profileId } = await rememberVoice(OWNER, { ...member, name: "Anna" }, prisma);
    const late = own[5] ? await hear(own[5]) : null;

    for (const documentId of [...documents, ...(late ? [late] : [])]) {
      const { speakers } = await getDocument(OWNER, documentId, prisma);
      expect(speakers.map((speaker) => [speaker.label, speaker.profileId])).toEqual([["Anna", profileId]]);
    }
    for (const documentId of strangers) {
      const { speakers } = await getDocument(OWNER, documentId, prisma);
      expect(speakers.map((speaker) => [speaker.label, speaker.profileId])).toEqual([["Speaker 1", null]]);
    }
    const { profiles, unknown } = await listProfiles(OWNER, prisma);
    expect(profiles).toHaveLength(1);
    expect(unknown).toHaveLength(strangers.length);
  },
);

it.skipIf(!existsSync(strangersDir))(
  "Ten strangers in ten recordings stay ten",
  { timeout: 300_000 },
  async () => {
    const before = (await listProfiles(OWNER, work.database.prisma)).unknown.length;
    const clips = [...(await listClips(strangersDir)).values()].map(([clip]) => clip as string).slice(0, 10);
    for (const clip of clips) await hear(clip);
    const { unknown } = await listProfiles(OWNER, work.database.prisma);
    expect(unknown).toHaveLength(before + 10);
    expect(unknown.every(({ members }) => members.length === 1)).toBe(true);
  },
);
