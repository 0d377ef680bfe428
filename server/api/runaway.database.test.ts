import { afterAll, beforeAll, expect, it } from "vitest";
import { closeDatabase, createDatabase, type Database } from "@/server/platform/db";
import { getLogger } from "@/server/platform/logger";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";
import { createTestHome } from "@/server/testing/test-home";
import { ownerProcedure, router } from "./trpc";

let home: Awaited<ReturnType<typeof createTestHome>>;
let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  home = await createTestHome({ TRAX_DATABASE_TIMEOUT_MS: "500" });
  testDatabase = await createTestDatabase();
  database = createDatabase(testDatabase.connectionString, { size: 2 });
});
afterAll(async () => {
  await closeDatabase(database);
  await testDatabase.close();
  await home.close();
});

it("cuts a statement that runs away, tells the log which one without its values, and the user in a sentence", async () => {
  const lines: Record<string, unknown>[] = [];
  const logger = getLogger();
  const error = logger.error;
  logger.error = ((line: Record<string, unknown>) => void lines.push(line)) as typeof error;
  const api = router({
    slow: ownerProcedure.query(
      () => database.prisma.$queryRaw`select ${"a secret"} || 'own' as word, pg_sleep(30)::text`,
    ),
  });
  try {
    await expect(api.createCaller({ ownerId: 1 }).slow()).rejects.toMatchObject({
      code: "SERVICE_UNAVAILABLE",
    });
    await expect(database.pool.query("select pg_sleep($1)", [30])).rejects.toThrow(/statement timeout/);
  } finally {
    logger.error = error;
  }
  expect(lines).toEqual([
    { statement: "select $1 || '…' as word, pg_sleep(30)::text", timeoutMs: 500 },
    { statement: "select pg_sleep($1)", timeoutMs: 500 },
  ]);
  // The connection goes on.
  expect(await database.prisma.$queryRaw`select 1 as one`).toEqual([{ one: 1 }]);
});
