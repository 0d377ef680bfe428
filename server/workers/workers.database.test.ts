import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { claim } from "@/server/jobs/lifecycle";
import { prepareQueue } from "@/server/jobs/queue";
import { beatWorker, registerWorker, stopWorker } from "@/server/jobs/workers";
import { closeDatabase, createDatabase, type Database, Prisma } from "@/server/platform/db";
import { buildBatch, buildUser, markDispatched } from "@/server/testing/factories";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";
import { listWorkers } from "./data";

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

async function register(overrides: { ioSlots?: number } = {}): Promise<string> {
  const id = randomUUID();
  await registerWorker(database.prisma, {
    id,
    host: "box",
    pid: 7,
    version: "1",
    engines: ["moonshine-base"],
    slots: 2,
    ...overrides,
  });
  return id;
}

test("workers are listed with their slots, their memory and how they stand, those that stopped last", async () => {
  const stopped = await register({ ioSlots: 4 });
  await stopWorker(database.prisma, stopped);
  const silent = await register();
  await database.prisma.$executeRaw(
    Prisma.sql`update workers set heartbeat_at = now() - interval '1 hour', started_at = now() - interval '2 hours' where id = ${silent}::uuid`,
  );
  const alive = await register({ ioSlots: 4 });
  await beatWorker(database.prisma, alive, 123_456_789.4);
  // A beat that measured nothing forgets nothing.
  await beatWorker(database.prisma, alive);
  const workers = await listWorkers(1, database.prisma);
  expect(workers.map(({ id, state, ioSlots, memoryBytes }) => [id, state, ioSlots, memoryBytes])).toEqual([
    [alive, "alive", 4, 123_456_789],
    [silent, "silent", 0, null],
    [stopped, "stopped", 4, null],
  ]);
  expect(workers[0]).toMatchObject({ host: "box", engines: ["moonshine-base"], slots: 2, runs: [] });
});

test("what a worker runs is told to its owner alone", async () => {
  const workerId = await register();
  const stranger = await buildUser(database.prisma);
  const { batchId, items } = await buildBatch(database.prisma);
  await markDispatched(database.prisma, items[0]?.preprocess ?? "");
  await claim(database.prisma, items[0]?.preprocess ?? "", workerId);
  const runsFor = async (ownerId: number) =>
    (await listWorkers(ownerId, database.prisma)).find(({ id }) => id === workerId)?.runs;
  expect(await runsFor(1)).toMatchObject([
    { batchId, itemId: items[0]?.preprocess, name: "A talk", taskType: "preprocess", progress: 0 },
  ]);
  expect(await runsFor(stranger)).toEqual([]);
});
