import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { prepareQueue } from "@/server/jobs/queue";
import { closeDatabase, createDatabase, type Database, Prisma } from "@/server/platform/db";
import { getQueue } from "@/server/queue/data";
import { pauseQueue, resumeQueue } from "@/server/queue/service";
import { buildLargeBatch } from "@/server/testing/build-large-batch";
import { type BuiltBatch, buildBatch, buildUser, moveItems } from "@/server/testing/factories";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";
import { createTestHome } from "@/server/testing/test-home";
import { getBatch, listBatches, listSourceKeys, listSourcePage } from "./data";
import type { SourceListInput } from "./schema";
import { getSourceLog } from "./source-log";

let testDatabase: TestDatabase;
let database: Database;
let home: Awaited<ReturnType<typeof createTestHome>>;
let owner: number;

beforeAll(async () => {
  home = await createTestHome();
  testDatabase = await createTestDatabase();
  database = createDatabase(testDatabase.connectionString);
  await prepareQueue(database.pool);
});
afterAll(async () => {
  await closeDatabase(database);
  await testDatabase.close();
  await home.close();
});
beforeEach(async () => {
  owner = await buildUser(database.prisma);
});

const page = (input: SourceListInput, ownerId = owner) => listSourcePage(ownerId, input, database.prisma);
const indexesOf = (found: Awaited<ReturnType<typeof page>>) =>
  found.sources.map(({ sourceIndex }) => sourceIndex);
const setItem = (id: string | undefined, data: Prisma.BatchItemUncheckedUpdateManyInput) =>
  data.status
    ? moveItems(database.prisma, { id }, data)
    : database.prisma.batchItem.update({ where: { id }, data });

/** One source in each state: uploading, running, waiting, paused, done, failed, cancelled. */
async function buildOfAllSorts(): Promise<BuiltBatch> {
  const batch = await buildBatch(database.prisma, {
    ownerId: owner,
    sources: 7,
    downloadStatus: "downloading",
  });
  const [uploading, running, , paused, done, failed, cancelled] = batch.items;
  await database.prisma.mediaFile.updateMany({
    where: { id: { in: batch.items.map(({ mediaFileId }) => mediaFileId), not: uploading?.mediaFileId } },
    data: { downloadStatus: "completed" },
  });
  await setItem(running?.preprocess, { status: "running", startedAt: new Date() });
  await setItem(paused?.preprocess, { pausedAt: new Date() });
  await setItem(done?.preprocess, { status: "completed" });
  await setItem(done?.transcribe, { status: "completed" });
  await setItem(failed?.preprocess, {
    status: "failed",
    errorCode: "MEDIA_NO_AUDIO",
    errorMessage: "No sound.",
  });
  await setItem(cancelled?.transcribe, { status: "cancelled" });
  return batch;
}

describe("a work list", () => {
  test("sorts every source into one group, and says how many there are of each", async () => {
    const { batchId } = await buildOfAllSorts();
    const all = await page({ batchId });
    const stages = ["uploading", "preprocess", "waiting", "paused", "processed", "failed", "cancelled"];
    expect(all.sources.map(({ stage }) => stage)).toEqual(stages);
    expect(all.counts).toEqual({ all: 7, working: 2, waiting: 1, paused: 1, done: 1, failed: 2 });
    expect(all.total).toBe(7);
    const expected = { working: [0, 1], waiting: [2], paused: [3], done: [4], failed: [5, 6] } as const;
    for (const [group, indexes] of Object.entries(expected)) {
      const found = await page({ batchId, group: group as keyof typeof expected });
      expect(indexesOf(found), group).toEqual(indexes);
      expect(found.total, group).toBe(indexes.length);
    }
    expect((await getBatch(owner, batchId, database.prisma)).counts).toEqual(all.counts);
  });

  test("a paused batch pauses what waits of it and nothing else", async () => {
    const { batchId } = await buildOfAllSorts();
    await database.prisma.batchJob.update({ where: { id: batchId }, data: { pausedAt: new Date() } });
    const { counts, sources } = await page({ batchId });
    expect(counts).toEqual({ all: 7, working: 2, waiting: 0, paused: 2, done: 1, failed: 2 });
    expect(sources.map(({ stage }) => stage)[2]).toBe("paused");
  });

  test("finds part of a name, in any case, and takes signs for themselves", async () => {
    const { batchId, items } = await buildBatch(database.prisma, { ownerId: owner, sources: 3 });
    for (const [index, fileName] of ["Über 100%.mp3", "über_99.mp3", "other.mp3"].entries()) {
      await database.prisma.mediaFile.update({
        where: { id: items[index]?.mediaFileId ?? "" },
        data: { fileName },
      });
    }
    const found = async (text: string) => indexesOf(await page({ batchId, text }));
    expect(await found("ÜBER")).toEqual([0, 1]);
    expect(await found("%")).toEqual([0]);
    expect(await found("r_9")).toEqual([1]);
    expect(await found("nothing")).toEqual([]);
    expect((await page({ batchId, text: "über" })).counts.all).toBe(2);
  });

  test("keeps the order of the batch, as it was changed by hand, and newer batches before older ones", async () => {
    const older = await buildBatch(database.prisma, { ownerId: owner, sources: 3 });
    const newer = await buildBatch(database.prisma, { ownerId: owner, sources: 1 });
    const last = older.items[2];
    for (const id of [last?.preprocess, last?.transcribe]) await setItem(id, { position: -1 });
    expect(indexesOf(await page({ batchId: older.batchId }))).toEqual([2, 0, 1]);
    const all = await page({});
    expect(all.sources.map(({ batchId }) => batchId)).toEqual([
      newer.batchId,
      older.batchId,
      older.batchId,
      older.batchId,
    ]);
    expect(all.sources[0]?.batchName).toBe("A batch");
  });

  test("of what is next begins with what runs, then what comes first by priority", async () => {
    const { batchId, items } = await buildBatch(database.prisma, { ownerId: owner, sources: 4 });
    await setItem(items[3]?.preprocess, { status: "running" });
    await setItem(items[2]?.preprocess, { priority: 5 });
    await setItem(items[0]?.preprocess, { status: "failed" });
    expect(indexesOf(await page({ batchId, sort: "next" }))).toEqual([3, 2, 1, 0]);
  });

  test("of all work leaves out what ended long ago, what was put away, and what is in the trash", async () => {
    const ended = await buildBatch(database.prisma, { ownerId: owner });
    await database.prisma.batchJob.update({
      where: { id: ended.batchId },
      data: { status: "completed", endTime: new Date(Date.now() - 30 * 86_400_000) },
    });
    const away = await buildBatch(database.prisma, { ownerId: owner });
    await database.prisma.batchJob.update({ where: { id: away.batchId }, data: { deletedAt: new Date() } });
    const trashed = await buildBatch(database.prisma, { ownerId: owner, sources: 2 });
    await database.prisma.transcriptDocument.update({
      where: { id: trashed.items[0]?.documentId ?? "" },
      data: { deletedAt: new Date() },
    });
    expect((await page({})).sources.map(({ batchId, sourceIndex }) => [batchId, sourceIndex])).toEqual([
      [trashed.batchId, 1],
    ]);
    expect((await page({ batchId: ended.batchId })).total).toBe(1);
    expect((await page({ batchId: away.batchId })).total).toBe(0);
    await expect(getBatch(owner, away.batchId, database.prisma)).rejects.toMatchObject({ code: "NOT_FOUND" });
    const listed = await listBatches(owner, { limit: 10 }, database.prisma);
    expect(listed.batches.map(({ id }) => id)).toEqual([trashed.batchId, ended.batchId]);
    const completed = await listBatches(owner, { status: "completed", limit: 10 }, database.prisma);
    expect(completed.batches.map(({ id }) => id)).toEqual([ended.batchId]);
  });

  test("tells of a source that it is asked to stop", async () => {
    const { batchId, items } = await buildBatch(database.prisma, { ownerId: owner });
    const now = new Date();
    await setItem(items[0]?.preprocess, { status: "running", pausedAt: now, stopRequestedAt: now });
    const { sources, counts } = await page({ batchId });
    expect(sources[0]).toMatchObject({ stage: "stopping", isPaused: true });
    expect(counts.working).toBe(1);
  });
});

describe("a list of ten thousand", () => {
  let batchId: string;
  beforeAll(async () => {
    owner = await buildUser(database.prisma);
    batchId = await buildLargeBatch(database.pool, {
      ownerId: owner,
      sources: 10_000,
      doneOfTen: 3,
      failedOfTen: 1,
    });
  });
  const largeOwner = async () =>
    (await database.prisma.batchJob.findUniqueOrThrow({ where: { id: batchId } })).ownerId;

  test("is entered anywhere, and pages join without a gap", async () => {
    const ownerId = await largeOwner();
    const seen: number[] = [];
    for (let offset = 9_600; offset < 10_000; offset += 200) {
      seen.push(...indexesOf(await page({ batchId, offset, limit: 200 }, ownerId)));
    }
    expect(seen).toEqual(Array.from({ length: 400 }, (_, at) => 9_600 + at));
    const failed = await page({ batchId, group: "failed", offset: 995, limit: 200 }, ownerId);
    expect(failed.total).toBe(1_000);
    expect(indexesOf(failed)).toEqual([9_953, 9_963, 9_973, 9_983, 9_993]);
  });

  test("gives all its keys for a choice of everything", async () => {
    const ownerId = await largeOwner();
    const keys = await listSourceKeys(ownerId, { batchId }, database.prisma);
    expect(keys).toHaveLength(1);
    expect(keys[0]?.sourceIndexes).toHaveLength(10_000);
    const some = await listSourceKeys(
      ownerId,
      { batchId, text: "talk-0000", offset: 2, limit: 3 },
      database.prisma,
    );
    expect(some).toEqual([{ batchId, sourceIndexes: [2, 3, 4] }]);
    expect(await listSourceKeys(owner, { batchId }, database.prisma)).toEqual([]);
  });

  test("answers a page fast enough to scroll", async () => {
    const ownerId = await largeOwner();
    const tookMs: number[] = [];
    for (let turn = 0; turn < 20; turn += 1) {
      const startedMs = performance.now();
      await page({ batchId, offset: turn * 490, limit: 100, group: turn % 2 ? "all" : "waiting" }, ownerId);
      tookMs.push(performance.now() - startedMs);
    }
    tookMs.sort((a, b) => a - b);
    // Measured below 50 ms; the bound leaves room for a machine that is busy with other tests.
    expect(tookMs[10]).toBeLessThan(400);
  });
});

describe("the log of a source", () => {
  test("tells every change of state with its attempt, its reason and the machine, and what the steps took", async () => {
    const { batchId, items } = await buildBatch(database.prisma, { ownerId: owner });
    const workerId = randomUUID();
    await database.prisma.$executeRaw(Prisma.sql`
      insert into workers (id, host, pid, version, engines, slots, started_at, heartbeat_at)
      values (${workerId}::uuid, 'attic', 1, '1', '[]', 1, now(), now())`);
    const id = items[0]?.transcribe;
    await setItem(id, { status: "running", claimedBy: workerId });
    await setItem(id, { status: "retrying", retryCount: 1, errorMessage: "The worker died." });
    await setItem(id, { status: "running", errorMessage: null });
    await setItem(id, { status: "completed", resultData: { peakMemoryMb: 412, cpuSeconds: 7.5 } });
    const source = { batchId, sourceIndex: 0 };
    const log = await getSourceLog(owner, source, database.prisma);
    expect(
      log.events.map(({ status, attempt, sentence, host }) => [status, attempt, sentence, host]),
    ).toEqual([
      ["running", 1, null, "attic"],
      ["retrying", 1, "The worker died.", "attic"],
      ["running", 2, null, "attic"],
      ["completed", 2, null, "attic"],
    ]);
    expect(
      log.steps.map(({ taskType, peakMemoryMb, cpuSeconds }) => [taskType, peakMemoryMb, cpuSeconds]),
    ).toEqual([
      ["preprocess", null, null],
      ["transcribe", 412, 7.5],
    ]);
    const stranger = await buildUser(database.prisma);
    await expect(getSourceLog(stranger, source, database.prisma)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});

describe("the whole queue", () => {
  test("is counted for its owner, paused and resumed", async () => {
    await buildOfAllSorts();
    const { prisma } = database;
    const before = await getQueue(owner, prisma);
    expect(before).toMatchObject({ paused: false, running: 1, failed: 1, counts: { all: 7, waiting: 1 } });
    expect(await pauseQueue(owner, { stopRunning: false }, prisma)).toBe(1);
    expect(await pauseQueue(owner, { stopRunning: false }, prisma)).toBe(0);
    expect((await getQueue(owner, prisma)).paused).toBe(true);
    expect(await resumeQueue(owner, prisma)).toBe(1);
    expect((await getQueue(owner, prisma)).paused).toBe(false);
    const stranger = await buildUser(prisma);
    expect((await getQueue(stranger, prisma)).counts.all).toBe(0);
  });
});
