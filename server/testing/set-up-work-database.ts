import { afterAll, beforeAll, beforeEach } from "vitest";
import { prepareQueue } from "@/server/jobs/queue";
import { registerWorker } from "@/server/jobs/workers";
import { closeDatabase, createDatabase, type Database, Prisma } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "./test-database";

/** Two workers that are registered and do nothing by themselves. */
export const testWorker = "00000000-0000-4000-8000-000000000001";
export const otherTestWorker = "00000000-0000-4000-8000-000000000002";

export interface WorkDatabase {
  /** There from the first test on. */
  readonly database: Database;
  /** For a process of its own. */
  readonly connectionString: string;
}

/** For a test file about work: a database with the queue's tables and two workers, emptied of work before each test. */
export function setUpWorkDatabase(): WorkDatabase {
  let testDatabase: TestDatabase;
  let database: Database;

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    database = createDatabase(testDatabase.connectionString);
    await prepareQueue(database.pool);
    for (const id of [testWorker, otherTestWorker]) {
      await registerWorker(database.prisma, {
        id,
        host: "test",
        pid: 1,
        version: "0",
        engines: [],
        slots: 2,
      });
    }
  });
  afterAll(async () => {
    await closeDatabase(database);
    await testDatabase.close();
  });
  beforeEach(async () => {
    await database.prisma.$executeRaw(Prisma.sql`delete from v2_processing_jobs`);
    await database.prisma.$executeRaw(Prisma.sql`delete from batch_jobs`);
    await database.prisma.$executeRaw(
      Prisma.sql`select graphile_worker.complete_jobs(array_agg(id)) from graphile_worker.jobs`,
    );
  });

  return {
    get database() {
      return database;
    },
    get connectionString() {
      return testDatabase.connectionString;
    },
  };
}
