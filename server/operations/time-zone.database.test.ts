import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { claim, finish } from "@/server/jobs/lifecycle";
import { prepareQueue } from "@/server/jobs/queue";
import { registerWorker } from "@/server/jobs/workers";
import { closeDatabase, createDatabase, type Database } from "@/server/platform/db";
import { buildBatch, markDispatched } from "@/server/testing/factories";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";

const WORKER = "00000000-0000-4000-8000-000000000001";
const before = process.env.TZ;

let testDatabase: TestDatabase;
let database: Database;
/** As any program connects, in the server's own time zone. */
let client: pg.Client;
let startedMs: number;

beforeAll(async () => {
  process.env.TZ = "Pacific/Kiritimati";
  testDatabase = await createTestDatabase();
  const setUp = new pg.Client({ connectionString: testDatabase.connectionString });
  await setUp.connect();
  await setUp.query(
    `ALTER DATABASE ${new URL(testDatabase.connectionString).pathname.slice(1)} SET timezone = 'Asia/Kathmandu'`,
  );
  await setUp.end();
  client = new pg.Client({ connectionString: testDatabase.connectionString });
  await client.connect();
  database = createDatabase(testDatabase.connectionString);
  await prepareQueue(database.pool);
  await registerWorker(database.prisma, {
    id: WORKER,
    host: "h",
    pid: 1,
    version: "0",
    engines: [],
    slots: 1,
  });
  startedMs = Date.now();
});

afterAll(async () => {
  if (before === undefined) delete process.env.TZ;
  else process.env.TZ = before;
  await client.end();
  await closeDatabase(database);
  await testDatabase.close();
});

/** Every instant of an object is of this test, give or take what clocks differ by. */
function expectNow(row: object, names: string[]): void {
  for (const name of names) {
    const at = (row as Record<string, unknown>)[name];
    expect(at, name).toBeInstanceOf(Date);
    expect(Math.abs((at as Date).getTime() - startedMs), name).toBeLessThan(60_000);
  }
}

describe("with a process and a server in time zones of their own", () => {
  it("process and server are there indeed", async () => {
    expect(new Date().getTimezoneOffset()).toBe(-14 * 60);
    const { rows } = await client.query("SELECT current_setting('timezone') AS zone");
    expect(rows).toEqual([{ zone: "Asia/Kathmandu" }]);
  });

  it("a batch's work shows the instants at which it was", async () => {
    const { prisma } = database;
    const { batchId, items } = await buildBatch(prisma);
    const { preprocess = "", transcribe = "" } = items[0] ?? {};
    for (const id of [preprocess, transcribe]) {
      await markDispatched(prisma, id);
      const run = await claim(prisma, id, WORKER);
      if (!run) throw new Error("not claimed");
      expectNow(await prisma.batchItem.findUniqueOrThrow({ where: { id } }), ["startedAt", "heartbeatAt"]);
      await finish(prisma, run, {});
    }
    expectNow(await prisma.batchJob.findUniqueOrThrow({ where: { id: batchId } }), [
      ...["createdAt", "updatedAt", "startTime", "endTime"],
    ]);
    expectNow(await prisma.batchItem.findUniqueOrThrow({ where: { id: transcribe } }), [
      ...["createdAt", "updatedAt", "startedAt", "completedAt"],
    ]);
    expectNow(await prisma.workEvent.findFirstOrThrow(), ["createdAt"]);
  });

  it("rows of any other client do, too", async () => {
    await client.query(`
      INSERT INTO media_files (file_path, file_name, file_size) VALUES ('zone', 'n', 1);
      INSERT INTO batch_items (task_type, task_data, status) VALUES ('zone', '{}', 'failed');
      INSERT INTO v2_processing_jobs (job_type, status) VALUES ('zone', 'running');
      UPDATE v2_processing_jobs SET status = 'failed' WHERE job_type = 'zone';
      INSERT INTO transcripts (version) VALUES ('zone');
      UPDATE transcripts SET text_content = 'x' WHERE version = 'zone'`);
    const { prisma } = database;
    const stamps = ["createdAt", "updatedAt"];
    expectNow(await prisma.mediaFile.findFirstOrThrow({ where: { filePath: "zone" } }), stamps);
    expectNow(await prisma.transcriptionResult.findFirstOrThrow({ where: { version: "zone" } }), stamps);
    const ended = [...stamps, "completedAt"];
    expectNow(await prisma.batchItem.findFirstOrThrow({ where: { taskType: "zone" } }), ended);
    expectNow(await prisma.v2ProcessingJob.findFirstOrThrow({ where: { jobType: "zone" } }), ended);
  });
});
