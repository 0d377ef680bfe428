import { afterAll, beforeAll, expect, test } from "vitest";
import { closeDatabase, createDatabase, type Database } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";
import { cleanQueue, prepareQueue, setAsideUnknownJobs } from "./queue";

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

/** A job that has been ready for so long. */
async function addJob(task: string, age: string): Promise<void> {
  await database.pool.query(
    `select graphile_worker.add_job($1, '{}'::json, run_at => now() - $2::interval, max_attempts => 1)`,
    [task, age],
  );
  await database.pool.query(
    `update graphile_worker._private_jobs set created_at = run_at where run_at < now() - interval '1 minute'`,
  );
}

async function listJobs() {
  const { rows } = await database.pool.query<{ task: string; ended: boolean }>(
    "select task_identifier as task, attempts >= max_attempts as ended from graphile_worker.jobs order by id",
  );
  return rows;
}

test("jobs of an unknown task are set aside after an hour, once, and then cleared away", async () => {
  await addJob("media.summarise", "2 hours");
  await addJob("media.summarise", "5 minutes");
  await addJob("media.transcribe", "2 hours");
  await addJob("media.later", "-1 hours");
  expect(await setAsideUnknownJobs(database.pool)).toBe(1);
  expect(await listJobs()).toEqual([
    { task: "media.summarise", ended: true },
    { task: "media.summarise", ended: false },
    { task: "media.transcribe", ended: false },
    { task: "media.later", ended: false },
  ]);
  expect(await setAsideUnknownJobs(database.pool)).toBe(0);
  await cleanQueue(database.pool);
  expect(await listJobs()).toHaveLength(3);
});

test("a job that a worker of another version holds is left to it", async () => {
  await addJob("media.held", "3 hours");
  await database.pool.query(`
    update graphile_worker._private_jobs set locked_at = now(), locked_by = 'another version'
    where task_id = (select id from graphile_worker._private_tasks where identifier = 'media.held')`);
  expect(await setAsideUnknownJobs(database.pool)).toBe(0);
});
