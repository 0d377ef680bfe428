import { afterAll, beforeAll, expect, test } from "vitest";
import { closeDatabase, createDatabase, type Database, Prisma } from "@/server/platform/db";
import { buildBatch } from "@/server/testing/factories";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";
import { dispatch } from "./dispatch";
import { claim, finish } from "./lifecycle";
import { pauseBatch, resumeBatch } from "./pause";
import { prepareQueue } from "./queue";
import { createSweeper } from "./sweep";

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = createDatabase(testDatabase.connectionString);
  await prepareQueue(database.pool);
});
afterAll(async () => {
  await closeDatabase(database);
  await testDatabase.close();
});

const inTx = <T>(act: (tx: Parameters<typeof pauseBatch>[0]) => Promise<T>) =>
  database.prisma.$transaction(act);
const statusOf = async (id: string) =>
  (await database.prisma.batchJob.findUniqueOrThrow({ where: { id } })).status;
const countQueued = async () => {
  const rows = await database.prisma.$queryRaw<unknown[]>(Prisma.sql`select 1 from graphile_worker.jobs`);
  return rows.length;
};

test("a paused batch starts nothing new, what runs finishes, and resuming goes on where it was", async () => {
  const { batchId, items } = await buildBatch(database.prisma, { sources: 3 });
  await inTx((tx) => dispatch(tx, batchId));
  const run = await claim(database.prisma, items[0]?.preprocess ?? "", null);
  if (!run) throw new Error("not claimed");

  expect(await inTx((tx) => pauseBatch(tx, batchId))).toBe(1);
  expect(await inTx((tx) => pauseBatch(tx, batchId))).toBe(0);
  expect(await statusOf(batchId)).toBe("paused");
  expect(await claim(database.prisma, items[1]?.preprocess ?? "", null)).toBeNull();
  expect(await finish(database.prisma, run, {})).toBe(true);
  await createSweeper(database.prisma).sweep();
  // The job of the run itself is the queue's to clear; no other is left.
  expect(await countQueued()).toBeLessThanOrEqual(1);
  expect(await statusOf(batchId)).toBe("paused");

  expect(await inTx((tx) => resumeBatch(tx, batchId))).toBe(1);
  expect(await inTx((tx) => resumeBatch(tx, batchId))).toBe(0);
  expect(await statusOf(batchId)).toBe("running");
  expect(await claim(database.prisma, items[1]?.preprocess ?? "", null)).not.toBeNull();
  expect(await claim(database.prisma, items[0]?.transcribe ?? "", null)).not.toBeNull();
});

test("a batch that has not begun is pending again after a pause", async () => {
  const { batchId } = await buildBatch(database.prisma);
  await inTx((tx) => pauseBatch(tx, batchId));
  expect(await inTx((tx) => dispatch(tx, batchId))).toBe(0);
  await inTx((tx) => resumeBatch(tx, batchId));
  expect(await statusOf(batchId)).toBe("pending");
});

test("a batch that has ended cannot be paused", async () => {
  const { batchId, items } = await buildBatch(database.prisma);
  await inTx((tx) => dispatch(tx, batchId));
  for (const id of [items[0]?.preprocess, items[0]?.transcribe]) {
    const run = await claim(database.prisma, id ?? "", null);
    if (run) await finish(database.prisma, run, {});
  }
  expect(await inTx((tx) => pauseBatch(tx, batchId))).toBe(0);
  expect(await statusOf(batchId)).toBe("completed");
});
