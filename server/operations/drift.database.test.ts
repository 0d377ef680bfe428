import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findDrift } from "@/server/testing/find-drift";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";

const schemaPath = fileURLToPath(new URL("../../prisma/schema.prisma", import.meta.url));

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(async () => {
  await database.close();
});

async function run(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: database.connectionString });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

describe("schema.prisma", () => {
  it("describes the database that the migrations make", async () => {
    expect(await findDrift(database.connectionString, schemaPath)).toBeNull();
  });

  it.each([
    ["a column it does not name", "users", "ALTER TABLE users ADD COLUMN nickname TEXT"],
    ["another default", "priority", "ALTER TABLE batch_jobs ALTER COLUMN priority SET DEFAULT 3"],
    ["a missing index", "Added index on columns (document_id)", "DROP INDEX ix_exports_document_id"],
  ])("is found not to describe a database with %s", async (_, named, sql) => {
    await run(sql);
    expect(await findDrift(database.connectionString, schemaPath)).toContain(named);
  });
});
