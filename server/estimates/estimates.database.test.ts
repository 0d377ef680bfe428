import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { closeDatabase, createDatabase, type Database, Prisma } from "@/server/platform/db";
import { type BuiltBatch, buildBatch, buildUser, moveItems } from "@/server/testing/factories";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";
import { createTestHome } from "@/server/testing/test-home";
import { getQueuePace, listBatchPaces, listPace } from "./data";

const OWNER = 1;
let testDatabase: TestDatabase;
let database: Database;
let home: Awaited<ReturnType<typeof createTestHome>>;
let stranger: number;

beforeAll(async () => {
  home = await createTestHome();
  testDatabase = await createTestDatabase();
  database = createDatabase(testDatabase.connectionString);
  stranger = await buildUser(database.prisma);
});
afterAll(async () => {
  await closeDatabase(database);
  await testDatabase.close();
  await home.close();
});
beforeEach(async () => {
  await database.prisma.batchJob.deleteMany();
  await database.prisma.worker.deleteMany();
  const worker = { id: randomUUID(), host: "here", pid: 1, version: "1", slots: 2 };
  await database.prisma.worker.create({ data: worker });
});

const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);

/** Recordings of 100 s that took 10 s each, and as long ago. */
async function buildHistory(ownerId = OWNER, sources = 3): Promise<void> {
  const built = await buildBatch(database.prisma, { ownerId, sources });
  await setLength(built, 100);
  await database.prisma.batchJob.update({ where: { id: built.batchId }, data: { status: "completed" } });
  for (const [index, item] of built.items.entries()) {
    const startedAt = ago(1_000 + index * 20);
    const completedAt = new Date(startedAt.getTime() + 10_000);
    await moveItems(
      database.prisma,
      { id: { in: [item.preprocess, item.transcribe] } },
      { status: "completed", startedAt, completedAt },
    );
  }
}

async function setLength(batch: BuiltBatch, durationSeconds: number | null): Promise<void> {
  const ids = batch.items.map((item) => item.mediaFileId);
  await database.prisma.mediaFile.updateMany({ where: { id: { in: ids } }, data: { durationSeconds } });
}

/** The first source is half transcribed at 10 seconds of audio a second. */
async function startFirst(batch: BuiltBatch): Promise<void> {
  const item = batch.items[0] as BuiltBatch["items"][number];
  const { prisma } = database;
  await prisma.batchJob.update({ where: { id: batch.batchId }, data: { status: "running" } });
  await moveItems(prisma, { id: item.preprocess }, { status: "completed" });
  await prisma.batchItem.update({
    where: { id: item.transcribe },
    data: { status: "running", startedAt: ago(21), progress: 0.5 },
  });
  await prisma.transcriptionChunk.createMany({
    data: Array.from({ length: 20 }, (_, index) => ({
      batchItemId: item.transcribe,
      index,
      startSample: BigInt(index * 20 * 16_000),
      endSample: BigInt((index + 1) * 20 * 16_000),
      ...(index < 10 ? { decodedAt: ago(18 - index * 2), result: {} } : {}),
    })),
  });
}

const batchPace = async (batchId: string, ownerId = OWNER) =>
  (await listBatchPaces(ownerId, [batchId], database.prisma)).get(batchId) ?? null;

describe("the time left", () => {
  test("is not known before anything was measured, and is once something was", async () => {
    const batch = await buildBatch(database.prisma);
    await setLength(batch, 100);
    expect(await batchPace(batch.batchId)).toBeNull();
    await buildHistory();
    const pace = await batchPace(batch.batchId);
    expect(pace?.lowSeconds).toBeLessThan(20);
    expect(pace?.highSeconds).toBeGreaterThan(10);
    expect(pace?.speed).toBeNull();
  });

  test("of a running source is told from its own chunks, with its speed", async () => {
    const batch = await buildBatch(database.prisma);
    await setLength(batch, 400);
    await startFirst(batch);
    const [source] = await listPace(OWNER, [{ batchId: batch.batchId, sourceIndex: 0 }], database.prisma);
    expect(source?.pace?.lowSeconds).toBeLessThan(20);
    expect(source?.pace?.lowSeconds).toBeGreaterThan(5);
    expect(source?.pace?.highSeconds).toBeGreaterThan(20);
    expect(source?.pace?.highSeconds).toBeLessThan(50);
    expect(source?.pace?.speed).toBeCloseTo(200 / 21, 0);
  });

  test("of a source that waits is longer than of what is before it, and the batch ends with the last", async () => {
    await buildHistory();
    const batch = await buildBatch(database.prisma, { sources: 5 });
    await setLength(batch, 400);
    await startFirst(batch);
    const keys = [0, 1, 2, 3, 4].map((sourceIndex) => ({ batchId: batch.batchId, sourceIndex }));
    const sources = await listPace(OWNER, keys, database.prisma);
    const whole = await batchPace(batch.batchId);
    const highs = sources.map(({ pace }) => pace?.highSeconds ?? Number.NaN);
    expect(highs).toEqual([...highs].sort((a, b) => a - b));
    expect(whole?.highSeconds).toBeGreaterThan(highs[2] ?? Number.NaN);
    expect((await getQueuePace(OWNER, database.prisma))?.highSeconds).toBeGreaterThanOrEqual(
      whole?.highSeconds ?? 0,
    );
  });

  test("of a recording that was not opened is told from its bytes, in a wider range", async () => {
    await buildHistory();
    const known = await buildBatch(database.prisma);
    await setLength(known, 100);
    const width = async (batchId: string) => {
      const pace = await batchPace(batchId);
      return (pace?.highSeconds ?? Number.NaN) / (pace?.lowSeconds ?? Number.NaN);
    };
    const narrow = await width(known.batchId);
    await setLength(known, null);
    expect(await width(known.batchId)).toBeGreaterThan(narrow);
  });

  test("of a stretch that is heard anew counts the stretch, whatever a stretch says of itself", async () => {
    await buildHistory();
    const { prisma } = database;
    const batch = await buildBatch(prisma);
    await setLength(batch, 4_000);
    const [item] = batch.items;
    await moveItems(prisma, { id: item?.preprocess ?? "" }, { status: "completed" });
    const timeOf = async (range: Prisma.InputJsonValue | null) => {
      const taskData = range === null ? {} : { range };
      await prisma.batchItem.update({ where: { id: item?.transcribe ?? "" }, data: { taskData } });
      return (await batchPace(batch.batchId))?.highSeconds ?? Number.NaN;
    };
    const whole = await timeOf(null);
    expect(await timeOf({ startMs: 10_000, endMs: 50_000 })).toBeLessThan(whole / 20);
    // Beyond the end, backwards, or no numbers at all.
    expect(await timeOf({ startMs: 0, endMs: 9e12 })).toBeCloseTo(whole, 5);
    expect(await timeOf({ startMs: 50_000, endMs: 10_000 })).toBeLessThan(whole / 20);
    expect(await timeOf({ startMs: "10", endMs: null })).toBeCloseTo(whole, 5);
  });

  test("waits for a retry that is due later", async () => {
    await buildHistory();
    const batch = await buildBatch(database.prisma);
    await setLength(batch, 100);
    await moveItems(
      database.prisma,
      { id: batch.items[0]?.transcribe ?? "" },
      { status: "retrying", runAt: new Date(Date.now() + 600_000) },
    );
    const [source] = await listPace(OWNER, [{ batchId: batch.batchId, sourceIndex: 0 }], database.prisma);
    expect(source?.pace?.lowSeconds).toBeGreaterThan(590);
  });

  test("is none for what does not move: paused, still uploading, or without a worker", async () => {
    await buildHistory();
    const paused = await buildBatch(database.prisma);
    await setLength(paused, 100);
    const uploading = await buildBatch(database.prisma, { downloadStatus: "downloading" });
    await setLength(uploading, 100);
    await database.prisma.batchJob.update({ where: { id: paused.batchId }, data: { pausedAt: new Date() } });
    const ids = [paused.batchId, uploading.batchId];
    expect([...(await listBatchPaces(OWNER, ids, database.prisma)).values()]).toEqual([null, null]);
    await database.prisma.batchJob.update({ where: { id: paused.batchId }, data: { pausedAt: null } });
    expect(await batchPace(paused.batchId)).not.toBeNull();
    await database.prisma.worker.updateMany({ data: { heartbeatAt: ago(3_600) } });
    expect(await batchPace(paused.batchId)).toBeNull();
  });

  test("is the owner's alone, though everybody's work tells how fast the machine is", async () => {
    await buildHistory(stranger);
    const batch = await buildBatch(database.prisma);
    await setLength(batch, 100);
    const key = { batchId: batch.batchId, sourceIndex: 0 };
    expect(await batchPace(batch.batchId)).not.toBeNull();
    expect(await batchPace(batch.batchId, stranger)).toBeNull();
    expect(await listPace(stranger, [key], database.prisma)).toEqual([{ ...key, pace: null }]);
    expect(await getQueuePace(stranger, database.prisma)).toBeNull();
  });

  test("of a batch of ten thousand sources is one aggregate, and quick", async () => {
    await buildHistory();
    const { batchId } = await buildBatch(database.prisma);
    await database.prisma.$executeRaw(Prisma.sql`
      with media as (
        insert into media_files (owner_id, file_path, file_name, file_size, duration_seconds, download_status)
        select 1, 'sources/' || n, n::text, 1000, 100, 'completed' from generate_series(1, 10000) n
        returning id, file_name::int as n
      )
      insert into batch_items (batch_job_id, source_index, task_type, task_data, media_file_id)
      select ${batchId}::uuid, n, step, '{}', id from media, unnest(array['preprocess', 'transcribe']) step`);
    const startedMs = performance.now();
    const pace = await batchPace(batchId);
    expect(performance.now() - startedMs).toBeLessThan(3_000);
    expect(pace?.lowSeconds).toBeGreaterThan(30_000);
    expect(pace?.highSeconds).toBeLessThan(300_000);
  });
});
