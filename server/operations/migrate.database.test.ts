import { appendFile, cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { describeSchema } from "@/server/testing/describe-schema";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";
import { getMigrationStatus, migrate, rollback } from "./migrate";

let database: TestDatabase;
let connectionString: string;
let migrationsDir: string;

beforeEach(async () => {
  database = await createTestDatabase({ empty: true });
  connectionString = database.connectionString;
  migrationsDir = await mkdtemp(join(tmpdir(), "trax-migrations-"));
  await cp(fileURLToPath(new URL("../../prisma/migrations", import.meta.url)), migrationsDir, {
    recursive: true,
  });
});

afterEach(async () => {
  await rm(migrationsDir, { recursive: true });
  await database.close();
});

async function addMigration(name: string, up: string, down = "SELECT 1;"): Promise<void> {
  await mkdir(join(migrationsDir, name));
  await writeFile(join(migrationsDir, name, "migration.sql"), up);
  await writeFile(join(migrationsDir, name, "down.sql"), down);
}

async function query<T extends pg.QueryResultRow>(sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function readSchema(): Promise<string[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return await describeSchema(client).finally(() => client.end());
}

describe("migrate", () => {
  it("does the work once when several start at the same time, and the others wait", async () => {
    await addMigration("900_slow", "SELECT pg_sleep(0.3); CREATE TABLE slow (id INT);");
    const messages: string[] = [];
    const options = { connectionString, migrationsDir, log: (message: string) => messages.push(message) };
    const taken = await Promise.all([migrate(options), migrate(options), migrate(options)]);
    expect(taken.map((names) => names.length).sort()).toEqual([0, 0, 20]);
    expect(messages.filter((message) => message.includes("waiting"))).toHaveLength(2);
    expect(await query("SELECT count(*)::int AS rows FROM _prisma_migrations")).toEqual([{ rows: 20 }]);
  });

  it("stops at the step that was asked for, by number or name, and goes on from there", async () => {
    expect(await migrate({ connectionString, migrationsDir, to: "2" })).toEqual([
      "001_initial",
      "002_ai_enhancement",
    ]);
    expect(await migrate({ connectionString, migrationsDir, to: "003_batch_processing" })).toEqual([
      "003_batch_processing",
    ]);
    await expect(migrate({ connectionString, migrationsDir, to: "77" })).rejects.toMatchObject({
      code: "SETTING_INVALID",
    });
    expect((await getMigrationStatus({ connectionString, migrationsDir })).map(({ state }) => state)).toEqual(
      [...Array(3).fill("applied"), ...Array(16).fill("pending")],
    );
  });

  it("names an applied migration that was edited, and changes nothing", async () => {
    await migrate({ connectionString, migrationsDir, to: "003" });
    await appendFile(join(migrationsDir, "002_ai_enhancement", "migration.sql"), "-- one more line\n");
    for (const act of [
      () => migrate({ connectionString, migrationsDir }),
      () => rollback({ connectionString, migrationsDir, to: "1" }),
    ]) {
      await expect(act()).rejects.toMatchObject({
        code: "DATABASE_MIGRATION_EDITED",
        details: { migration: "002_ai_enhancement" },
      });
    }
    const status = await getMigrationStatus({ connectionString, migrationsDir });
    expect(status.filter(({ state }) => state === "edited").map(({ name }) => name)).toEqual([
      "002_ai_enhancement",
    ]);
    expect(status.filter(({ state }) => state === "applied")).toHaveLength(2);
  });

  it("refuses a database that is newer than the code", async () => {
    await addMigration("901_future", "CREATE TABLE future (id INT);");
    await migrate({ connectionString, migrationsDir });
    await rm(join(migrationsDir, "901_future"), { recursive: true });
    await expect(migrate({ connectionString, migrationsDir })).rejects.toMatchObject({
      code: "DATABASE_NEWER_THAN_CODE",
      details: { migration: "901_future" },
    });
  });

  it.each([
    [
      "at its line",
      "CREATE TABLE a (id INT);\n\nINSERT INTO a VALUES (1);\nALTER TABLE a\n  ADD CHECK (id > 1);\n",
      "line 4, ALTER TABLE a ADD CHECK (id > 1)",
    ],
    [
      "at the line of the name it does not know",
      "CREATE TABLE a (id INT);\nSELECT\n  id,\n  nothing FROM a;",
      "line 4, SELECT id, nothing FROM a",
    ],
  ])("leaves the database as it was when a statement fails, and names it %s", async (_, sql, statement) => {
    await migrate({ connectionString, migrationsDir });
    const schema = await readSchema();
    await addMigration("902_broken", sql);
    await expect(migrate({ connectionString, migrationsDir })).rejects.toMatchObject({
      code: "DATABASE_MIGRATION_FAILED",
      details: { migration: "902_broken", statement },
    });
    expect(await readSchema()).toEqual(schema);
    expect(await query("SELECT count(*)::int AS rows FROM _prisma_migrations")).toEqual([{ rows: 19 }]);
  });

  it("keeps a rolled back step in the history and can take it again", async () => {
    await migrate({ connectionString, migrationsDir });
    expect(await rollback({ connectionString, migrationsDir, to: "003" })).toEqual([
      "019_videos_and_layouts",
      "018_summaries",
      "017_library",
      "016_export_bundles",
      "015_enhancement",
      "014_voices",
      "013_quality",
      "012_vocabulary",
      "011_models",
      "010_feeds",
      "009_search",
      "008_rules",
      "007_editing",
      "006_work_control",
      "005_documents_and_work",
      "004_v2_schema",
    ]);
    expect(await migrate({ connectionString, migrationsDir })).toEqual([
      "004_v2_schema",
      "005_documents_and_work",
      "006_work_control",
      "007_editing",
      "008_rules",
      "009_search",
      "010_feeds",
      "011_models",
      "012_vocabulary",
      "013_quality",
      "014_voices",
      "015_enhancement",
      "016_export_bundles",
      "017_library",
      "018_summaries",
      "019_videos_and_layouts",
    ]);
    expect(
      await query(
        "SELECT count(*)::int AS rows, count(rolled_back_at)::int AS undone FROM _prisma_migrations",
      ),
    ).toEqual([{ rows: 35, undone: 16 }]);
  });

  it("works with a connection of the caller, gives the lock back, and leaves its settings", async () => {
    const client = new pg.Client({ connectionString, options: "-c statement_timeout=12345" });
    await client.connect();
    await migrate({ client, migrationsDir });
    const { rows } = await client.query(
      "SELECT current_setting('statement_timeout') AS timeout, (SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS locks",
    );
    await client.end();
    expect(rows).toEqual([{ timeout: "12345ms", locks: 0 }]);
  });

  it("says which server does not answer", async () => {
    const url = new URL(connectionString);
    url.port = "1";
    await expect(migrate({ connectionString: url.toString(), migrationsDir })).rejects.toMatchObject({
      code: "DATABASE_UNREACHABLE",
      details: { host: `${url.hostname}:1` },
    });
  });
});
