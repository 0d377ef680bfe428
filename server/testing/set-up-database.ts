import { afterAll, beforeAll } from "vitest";
import { closeDatabase, createDatabase, type Database } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "./test-database";

/** A database of a test file's own, there from its first test on. */
export function setUpDatabase(): { readonly database: Database } {
  let testDatabase: TestDatabase;
  let database: Database;
  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    database = createDatabase(testDatabase.connectionString);
  });
  afterAll(async () => {
    await closeDatabase(database);
    await testDatabase.close();
  });
  return {
    get database() {
      return database;
    },
  };
}
