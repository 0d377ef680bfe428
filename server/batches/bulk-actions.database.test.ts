import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { prepareQueue } from "@/server/jobs/queue";
import { closeDatabase, createDatabase, type Database } from "@/server/platform/db";
import { buildLargeBatch } from "@/server/testing/build-large-batch";
import { buildBatch, buildUser, moveItems } from "@/server/testing/factories";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";
import { createTestHome } from "@/server/testing/test-home";
import { getBatch, listSourcePage } from "./data";
import type { SourceListInput } from "./schema";
import * as service from "./service";

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

const build = (sources: number) => buildBatch(database.prisma, { ownerId: owner, sources });
const page = (input: SourceListInput) => listSourcePage(owner, input, database.prisma);
const stagesOf = async (batchId: string) => (await page({ batchId })).sources.map(({ stage }) => stage);

describe("a choice of sources of several batches", () => {
  test("is paused and resumed, and the rest goes on waiting", async () => {
    const [a, b] = [await build(3), await build(2)];
    const selections = [
      { batchId: a.batchId, sourceIndexes: [0, 2] },
      { batchId: b.batchId, all: true as const },
    ];
    const input = { selections, stopRunning: false };
    expect(await service.pauseSources(owner, input, database.prisma)).toBe(8);
    expect(await service.pauseSources(owner, input, database.prisma)).toBe(0);
    expect(await stagesOf(a.batchId)).toEqual(["paused", "waiting", "paused"]);
    expect(await stagesOf(b.batchId)).toEqual(["paused", "paused"]);
    expect(await service.resumeSources(owner, { selections }, database.prisma)).toBe(8);
    expect((await page({})).counts).toMatchObject({ paused: 0, waiting: 5 });
  });

  test("is cancelled and tried again; named twice it is moved once", async () => {
    const { batchId } = await build(3);
    const selections = [
      { batchId, sourceIndexes: [0] },
      { batchId, sourceIndexes: [0, 1] },
    ];
    expect(await service.cancelSources(owner, { selections }, database.prisma)).toBe(4);
    expect(await stagesOf(batchId)).toEqual(["cancelled", "cancelled", "waiting"]);
    expect((await getBatch(owner, batchId, database.prisma)).failedFiles).toBe(2);
    expect(await service.retrySources(owner, { selections }, database.prisma)).toBe(4);
    expect((await getBatch(owner, batchId, database.prisma)).failedFiles).toBe(0);
  });

  test("is put first, last, or before another one, and given a priority", async () => {
    const { batchId } = await build(4);
    const move = (sourceIndexes: number[], to: "first" | "last" | { before: number }) =>
      service.moveSources(owner, { selections: [{ batchId, sourceIndexes }], to }, database.prisma);
    const order = async () => (await page({ batchId })).sources.map(({ sourceIndex }) => sourceIndex);
    expect(await move([3], "first")).toBeGreaterThan(0);
    expect(await order()).toEqual([3, 0, 1, 2]);
    await move([0], "last");
    expect(await order()).toEqual([3, 1, 2, 0]);
    await move([0, 2], { before: 1 });
    expect(await order()).toEqual([3, 2, 0, 1]);
    const selections = [{ batchId, sourceIndexes: [1] }];
    await service.setSourcePriority(owner, { selections, priority: 10 }, database.prisma);
    const next = await page({ batchId, sort: "next" });
    expect(next.sources.map(({ sourceIndex, priority }) => [sourceIndex, priority])[0]).toEqual([1, 10]);
  });

  test("is deleted and brought back as it was, work and all", async () => {
    const { batchId, items } = await build(4);
    await service.cancelSource(owner, { batchId, sourceIndex: 1 }, database.prisma);
    const done = [items[2]?.preprocess ?? "", items[2]?.transcribe ?? ""];
    await moveItems(database.prisma, { id: { in: done } }, { status: "completed" });
    const before = ["waiting", "cancelled", "processed", "waiting"];
    expect(await stagesOf(batchId)).toEqual(before);
    const selections = [{ batchId, sourceIndexes: [0, 1, 2] }];
    expect(await service.removeSources(owner, { selections }, database.prisma)).toBe(3);
    expect(await service.removeSources(owner, { selections }, database.prisma)).toBe(0);
    expect(await stagesOf(batchId)).toEqual(["waiting"]);
    expect(await service.restoreSources(owner, { selections }, database.prisma)).toBe(3);
    expect(await stagesOf(batchId)).toEqual(before);
  });

  test("of ten thousand moves in a moment", async () => {
    const batchId = await buildLargeBatch(database.pool, { ownerId: owner, sources: 10_000 });
    const sourceIndexes = Array.from({ length: 10_000 }, (_, index) => index);
    const selections = [{ batchId, sourceIndexes }];
    const startedMs = performance.now();
    expect(
      await service.pauseSources(owner, { selections, stopRunning: true }, database.prisma),
    ).toBeGreaterThanOrEqual(10_000);
    expect(await service.resumeSources(owner, { selections }, database.prisma)).toBeGreaterThanOrEqual(
      10_000,
    );
    expect(await service.removeSources(owner, { selections }, database.prisma)).toBe(10_000);
    expect((await page({ batchId })).total).toBe(0);
    expect(await service.restoreSources(owner, { selections }, database.prisma)).toBe(10_000);
    expect((await page({ batchId })).counts.waiting).toBe(10_000);
    expect(performance.now() - startedMs).toBeLessThan(45_000);
  });
});

describe("a whole batch", () => {
  test("is put away with what has no text yet, and brought back", async () => {
    const { prisma } = database;
    const { batchId, items } = await build(3);
    const result = await prisma.transcriptionResult.create({ data: { textContent: "Hello.", segments: [] } });
    await prisma.transcriptDocument.update({
      where: { id: items[0]?.documentId ?? "" },
      data: { currentResultId: result.id },
    });
    await service.cancelSource(owner, { batchId, sourceIndex: 2 }, prisma);
    expect(await service.removeBatch(owner, { batchId }, prisma)).toBe(1);
    expect(await service.removeBatch(owner, { batchId }, prisma)).toBe(0);
    await expect(getBatch(owner, batchId, prisma)).rejects.toMatchObject({ code: "NOT_FOUND" });
    const trashed = await prisma.transcriptDocument.findMany({
      where: { ownerId: owner, deletedAt: { not: null } },
    });
    expect(trashed.map(({ id }) => id).sort()).toEqual(
      [items[1]?.documentId ?? "", items[2]?.documentId ?? ""].sort(),
    );
    const live = await prisma.batchItem.count({ where: { batchJobId: batchId, status: "pending" } });
    expect(live).toBe(0);

    expect(await service.restoreBatch(owner, { batchId }, prisma)).toBe(1);
    expect(await service.restoreBatch(owner, { batchId }, prisma)).toBe(0);
    expect(await stagesOf(batchId)).toEqual(["waiting", "waiting", "cancelled"]);
  });

  test("has a priority, is paused, and its running source can be asked to stop", async () => {
    const { prisma } = database;
    const { batchId, items } = await build(2);
    expect(await service.setBatchPriority(owner, { batchId, priority: 10 }, prisma)).toBe(1);
    await prisma.batchItem.update({
      where: { id: items[0]?.preprocess ?? "" },
      data: { status: "running", startedAt: new Date() },
    });
    expect(await service.pauseBatch(owner, { batchId, stopRunning: true }, prisma)).toBeGreaterThan(0);
    expect(await getBatch(owner, batchId, prisma)).toMatchObject({ status: "paused", priority: 10 });
    expect((await getBatch(owner, batchId, prisma)).pausedAt).not.toBeNull();
    expect(await stagesOf(batchId)).toEqual(["stopping", "paused"]);
  });
});

test("nobody moves what belongs to somebody else, nor any of a choice that reaches into it", async () => {
  const { prisma } = database;
  const mine = await build(1);
  const theirs = await buildBatch(prisma, { ownerId: await buildUser(prisma) });
  const { batchId } = theirs;
  const selections = [
    { batchId: mine.batchId, all: true as const },
    { batchId, sourceIndexes: [0] },
  ];
  const notFound = { code: "NOT_FOUND" };
  const calls = [
    service.pauseSources(owner, { selections, stopRunning: true }, prisma),
    service.resumeSources(owner, { selections }, prisma),
    service.cancelSources(owner, { selections }, prisma),
    service.retrySources(owner, { selections }, prisma),
    service.setSourcePriority(owner, { selections, priority: 1 }, prisma),
    service.moveSources(owner, { selections, to: "first" }, prisma),
    service.removeSources(owner, { selections }, prisma),
    service.restoreSources(owner, { selections }, prisma),
    service.setBatchPriority(owner, { batchId, priority: 1 }, prisma),
    service.removeBatch(owner, { batchId }, prisma),
    service.restoreBatch(owner, { batchId }, prisma),
  ];
  for (const call of await Promise.allSettled(calls)) {
    expect(call).toMatchObject({ status: "rejected", reason: notFound });
  }
  expect((await page({ batchId })).total).toBe(0);
  expect(await stagesOf(mine.batchId)).toEqual(["waiting"]);
});
