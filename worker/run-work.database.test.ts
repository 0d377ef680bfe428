import { execFileSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { mkdir, readdir, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { prepareQueue } from "@/server/jobs/queue";
import { registerWorker } from "@/server/jobs/workers";
import { closeDatabase, createDatabase, type Database, Prisma } from "@/server/platform/db";
import { forgetProcessWide } from "@/server/platform/process-wide";
import { storageKeys } from "@/server/platform/storage";
import { buildBatch, markDispatched, moveItems } from "@/server/testing/factories";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";
import { createTestHome } from "@/server/testing/test-home";
import { type ActiveRuns, createActiveRuns } from "./active-runs";
import { createEnginePool, type EnginePool } from "./engines/engine-pool";
import { createEngineProvider } from "./engines/engine-provider";
import { type FakeChild, writeFakeChild } from "./engines/fixtures/write-fake-child";
import { createModelStore } from "./models/model-store";
import { createAdmission } from "./resources/admission";
import { listProcessTree } from "./resources/process-usage";
import { createResourceMeter } from "./resources/resource-meter";
import { type RunWorkOptions, runWork } from "./run-work";
import type { Step } from "./step";
import { preprocess } from "./steps/preprocess";
import { createSoundMaster } from "./steps/sound-master";
import { transcribe } from "./steps/transcribe";
import { itemWork } from "./work-kind";

const workerId = "00000000-0000-4000-8000-000000000001";
const SLOTS = 2;

let testDatabase: TestDatabase;
let database: Database;
let testHome: Awaited<ReturnType<typeof createTestHome>>;
let pool: EnginePool | null = null;
let activeRuns: ActiveRuns;
let childrenBefore: number[];

beforeAll(async () => {
  testHome = await createTestHome();
  testDatabase = await createTestDatabase();
  database = createDatabase(testDatabase.connectionString);
  await prepareQueue(database.pool);
  const worker = { id: workerId, host: "test", pid: 1, version: "0", engines: [], slots: SLOTS };
  await registerWorker(database.prisma, worker);
});
afterAll(async () => {
  await closeDatabase(database);
  await testDatabase.close();
  await testHome.close();
  forgetProcessWide("media-tools");
});
beforeEach(() => {
  activeRuns = createActiveRuns();
  childrenBefore = listProcessTree(process.pid);
});
afterEach(async () => {
  await pool?.close();
  pool = null;
  for (const name of ["TRAX_FFMPEG", "TRAX_FFPROBE"]) delete process.env[name];
  useSettings();
});

/** Settings and tools are found anew. */
function useSettings(changes: Record<string, string> = {}): void {
  Object.assign(process.env, changes);
  for (const name of ["settings", "media-tools"]) forgetProcessWide(name);
}

async function writeProgram(name: string, script: string): Promise<string> {
  const file = path.join(testHome.home, name);
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** Real ffmpeg that reads as fast as a person listens. */
const slowFfmpeg = () =>
  writeProgram("slow-ffmpeg", `case "$1" in -nostdin) exec ffmpeg -re "$@";; *) exec ffmpeg "$@";; esac`);

const pathOf = (key: string) => path.join(testHome.home, "media", key);

async function buildRecording(options: { seconds: number; padToBytes?: number; memoryLimitMb?: number }) {
  const { batchId, items } = await buildBatch(database.prisma);
  const source = items[0] as (typeof items)[number];
  const original = pathOf(storageKeys.original(source.mediaFileId));
  await mkdir(path.dirname(original), { recursive: true });
  const sine = `sine=frequency=300:duration=${options.seconds}:sample_rate=16000`;
  execFileSync("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", sine, "-f", "wav", original]);
  if (options.padToBytes) await truncate(original, options.padToBytes);
  const { memoryLimitMb = 2048 } = options;
  await database.prisma.batchJob.update({ where: { id: batchId }, data: { memoryLimitMb } });
  return source;
}

/** A recording whose preprocessing is done: silence of so many seconds. */
async function buildMaster(seconds: number, memoryLimitMb = 2048) {
  const { batchId, items } = await buildBatch(database.prisma);
  const source = items[0] as (typeof items)[number];
  const masterKey = `${storageKeys.derivedOf(source.mediaFileId)}/claim/master.wav`;
  await mkdir(path.dirname(pathOf(masterKey)), { recursive: true });
  const master = await createSoundMaster(pathOf(masterKey));
  await master.write(Buffer.alloc(seconds * 32_000));
  await master.close();
  await moveItems(database.prisma, { id: source.preprocess }, { status: "completed" });
  await database.prisma.batchJob.update({ where: { id: batchId }, data: { memoryLimitMb } });
  const formatInfo = {
    container: "wav",
    durationMs: seconds * 1_000,
    bitRate: null,
    audio: { codec: "pcm_s16le", sampleRate: 16_000, channels: 1, index: 0 },
    video: null,
    levels: { rmsDbfs: -20, peakDbfs: -3, clippedFraction: 0 },
    cutOff: false,
    derived: { masterKey, peaksKey: "none" },
    playable: true,
  };
  await database.prisma.mediaFile.update({ where: { id: source.mediaFileId }, data: { formatInfo } });
  return source;
}

async function run(itemId: string, step: Step, fake: FakeChild = {}): Promise<void> {
  const childEntry = await writeFakeChild(testHome.home, fake);
  pool ??= createEnginePool({ slots: SLOTS, modelsDir: testHome.home, childEntry });
  const meter = createResourceMeter({ sampleMs: 100 });
  const options: RunWorkOptions = {
    prisma: database.prisma,
    workerId,
    cores: SLOTS,
    engines: createEngineProvider(pool, SLOTS, createModelStore(testHome.home)),
    activeRuns,
    meter,
    admission: createAdmission(meter.measureTreeMb),
  };
  await markDispatched(database.prisma, itemId);
  await runWork(options, itemWork, itemId, step);
}

const itemOf = (id: string) => database.prisma.batchItem.findUniqueOrThrow({ where: { id } });

/** As the web process does it; the worker hears of it and looks. */
async function cancel(itemId: string): Promise<void> {
  await database.prisma.$executeRaw(Prisma.sql`
    update batch_items set status = 'cancelled', claim_token = null where id = ${itemId}::uuid`);
  activeRuns.verify(itemId);
}

const listChildren = () => listProcessTree(process.pid).filter((pid) => !childrenBefore.includes(pid));

async function untilRunning(itemId: string, more: () => boolean | Promise<boolean> = () => true) {
  await expect
    .poll(async () => (await itemOf(itemId)).status === "running" && (await more()), { timeout: 10_000 })
    .toBe(true);
}

/** Cancels in the middle; returns how long the run went on. */
async function cancelRunning(itemId: string, running: Promise<void>): Promise<number> {
  const cancelledAt = performance.now();
  await cancel(itemId);
  await running;
  return performance.now() - cancelledAt;
}

const listDerived = (mediaFileId: string) =>
  readdir(pathOf(storageKeys.derivedOf(mediaFileId))).catch(() => [] as string[]);

describe("a cancelled item", () => {
  test("stops its ffmpeg and its hashing within two seconds, and leaves no process and no file", async () => {
    useSettings({ TRAX_FFMPEG: await slowFfmpeg() });
    const source = await buildRecording({ seconds: 60, padToBytes: 8 * 1024 ** 3 });
    const running = run(source.preprocess, preprocess);
    await untilRunning(source.preprocess, () => listChildren().length > 0);
    await delay(300);
    expect(await listDerived(source.mediaFileId)).toHaveLength(1);
    expect(await cancelRunning(source.preprocess, running)).toBeLessThan(2_000);
    expect(listChildren()).toEqual([]);
    expect(await listDerived(source.mediaFileId)).toEqual([]);
    expect((await itemOf(source.preprocess)).status).toBe("cancelled");
  });

  test("stops its ffprobe as well", async () => {
    useSettings({ TRAX_FFPROBE: await writeProgram("slow-ffprobe", `[ "$1" = -version ] || exec sleep 30`) });
    const source = await buildRecording({ seconds: 1 });
    const running = run(source.preprocess, preprocess);
    await untilRunning(source.preprocess, () => listChildren().length > 0);
    expect(await cancelRunning(source.preprocess, running)).toBeLessThan(2_000);
    expect(listChildren()).toEqual([]);
    expect(await listDerived(source.mediaFileId)).toEqual([]);
  });

  test.each([
    ["while speech is looked for", { detectMs: 20_000 }, false],
    ["in the middle of a chunk", { transcribeMs: 20_000 }, true],
  ])("stops its engine %s", async (_, fake, isPlanned) => {
    const source = await buildMaster(100);
    const running = run(source.transcribe, transcribe, fake);
    const where = { batchItemId: source.transcribe };
    await untilRunning(source.transcribe, async () =>
      isPlanned
        ? (await database.prisma.transcriptionChunk.count({ where })) > 0
        : listChildren().length === SLOTS,
    );
    await delay(300);
    expect(await cancelRunning(source.transcribe, running)).toBeLessThan(2_000);
    expect(listChildren()).toEqual([]);
  });
});

describe("a worker that stops", () => {
  const listChunks = (itemId: string) =>
    database.prisma.transcriptionChunk.findMany({ where: { batchItemId: itemId } });
  const countSaved = async (itemId: string) =>
    (await listChunks(itemId)).filter(({ decodedAt }) => decodedAt !== null).length;

  test("saves the chunks in hand, begins no more, and gives the item back without an attempt", async () => {
    const source = await buildMaster(300);
    const running = run(source.transcribe, transcribe, { transcribeMs: 400 });
    await untilRunning(source.transcribe, async () => (await countSaved(source.transcribe)) >= SLOTS);
    await delay(100);
    const before = await countSaved(source.transcribe);
    activeRuns.stopAll("drain");
    await running;
    const chunks = await listChunks(source.transcribe);
    const saved = await countSaved(source.transcribe);
    // What each slot had in hand, and nothing more; between the count and the stop each may have saved one.
    expect(saved).toBeGreaterThan(before);
    expect(saved).toBeLessThanOrEqual(before + 2 * SLOTS);
    expect(saved).toBeLessThan(chunks.length);
    expect(await itemOf(source.transcribe)).toMatchObject({
      status: "pending",
      claimToken: null,
      retryCount: 0,
    });

    activeRuns = createActiveRuns();
    await run(source.transcribe, transcribe);
    expect(await itemOf(source.transcribe)).toMatchObject({
      status: "completed",
      resultData: {
        chunks: chunks.length,
        decodedChunks: chunks.length - saved,
        peakMemoryMb: expect.any(Number),
      },
    });
  });

  test("aborts what does not come to a checkpoint in time, and gives it back too", async () => {
    activeRuns = createActiveRuns(300);
    const source = await buildMaster(100);
    const running = run(source.transcribe, transcribe, { transcribeMs: 20_000 });
    await untilRunning(source.transcribe, async () => (await listChunks(source.transcribe)).length > 0);
    await delay(300);
    const askedAt = performance.now();
    activeRuns.stopAll("drain");
    await running;
    expect(performance.now() - askedAt).toBeLessThan(2_000);
    expect(listChildren()).toEqual([]);
    expect(await itemOf(source.transcribe)).toMatchObject({ status: "pending", retryCount: 0 });
  });

  test("aborts a step without checkpoints at once", async () => {
    useSettings({ TRAX_FFMPEG: await slowFfmpeg() });
    const source = await buildRecording({ seconds: 60 });
    const running = run(source.preprocess, preprocess);
    await untilRunning(source.preprocess, () => listChildren().length > 0);
    activeRuns.stopAll("drain");
    const askedAt = performance.now();
    await running;
    expect(performance.now() - askedAt).toBeLessThan(2_000);
    expect(listChildren()).toEqual([]);
    expect(await itemOf(source.preprocess)).toMatchObject({ status: "pending", retryCount: 0 });
  });
});

describe("the memory limit of a batch", () => {
  const failed = (limitMb: number) => ({
    status: "failed",
    errorCode: "MEMORY_LIMIT",
    errorMessage: expect.stringContaining(`${limitMb} MB`),
    retryCount: 0,
    resultData: { peakMemoryMb: expect.any(Number), cpuSeconds: expect.any(Number) },
  });

  test("ends an ffmpeg that exceeds it", async () => {
    useSettings({ TRAX_FFMPEG: await slowFfmpeg() });
    const source = await buildRecording({ seconds: 60, memoryLimitMb: 3 });
    await run(source.preprocess, preprocess);
    expect(await itemOf(source.preprocess)).toMatchObject(failed(3));
    expect(listChildren()).toEqual([]);
    expect(await listDerived(source.mediaFileId)).toEqual([]);
  });

  test("ends an engine that exceeds it; the next item of another batch is done", async () => {
    const source = await buildMaster(20, 200);
    await run(source.transcribe, transcribe, { allocateMb: 250, transcribeMs: 500 });
    const item = await itemOf(source.transcribe);
    expect(item).toMatchObject(failed(200));
    expect((item.resultData as { peakMemoryMb: number }).peakMemoryMb).toBeGreaterThan(200);
    await pool?.close();
    pool = null;
    const other = await buildMaster(10);
    await run(other.transcribe, transcribe, { allocateMb: 50 });
    expect((await itemOf(other.transcribe)).status).toBe("completed");
  });
});

test("what a run used stands in its result", async () => {
  const source = await buildRecording({ seconds: 120 });
  await run(source.preprocess, preprocess);
  const item = await itemOf(source.preprocess);
  expect(item.status).toBe("completed");
  const { peakMemoryMb, cpuSeconds } = item.resultData as { peakMemoryMb: number; cpuSeconds: number };
  expect(peakMemoryMb).toBeGreaterThan(10);
  expect(peakMemoryMb).toBeLessThan(200);
  expect(cpuSeconds).toBeGreaterThan(0);
});
