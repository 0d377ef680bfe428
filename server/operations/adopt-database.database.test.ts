import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { describeSchema, hashTables } from "@/server/testing/describe-schema";
import { fillTables } from "@/server/testing/fill-tables";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";
import { adoptDatabase } from "./adopt-database";
import { getMigrationStatus, migrate, rollback } from "./migrate";

const migrationsDir = fileURLToPath(new URL("../../prisma/migrations", import.meta.url));

let database: TestDatabase;
let client: pg.Client;

beforeEach(async () => {
  database = await createTestDatabase({ empty: true });
  client = new pg.Client({ connectionString: database.connectionString });
  await client.connect();
});

afterEach(async () => {
  await client.end();
  await database.close();
});

const adopt = (mediaRoot?: string) => adoptDatabase({ client, migrationsDir, mediaRoot });

/** The tables of a step, with rows, and no record of how they were made. */
async function makeUnrecorded(step: number): Promise<void> {
  for (let at = 1; at <= step; at += 1) {
    await migrate({ client, migrationsDir, to: String(at) });
    await fillTables(client, at);
  }
  await client.query("DROP TABLE _prisma_migrations");
}

describe("taking over a database of an earlier version", () => {
  it.each([1, 2, 3, 4])("finds that it stands on step %i and ends with the newest schema", async (step) => {
    await makeUnrecorded(step);
    const before = await hashTables(client);
    const { foundAt, mended, taken } = await adopt();
    expect(foundAt).toMatch(new RegExp(`^00${step}_`));
    expect(mended).toEqual([]);
    const states = await getMigrationStatus({ client, migrationsDir });
    expect(states.every(({ state }) => state === "applied")).toBe(true);
    expect(taken).toHaveLength(states.length - step);
    // What it held is all there on the way back.
    await rollback({ client, migrationsDir, to: String(step) });
    expect(await hashTables(client)).toEqual(before);
  });

  it("brings names of keys, defaults, indexes and the view into line", async () => {
    await migrate({ client, migrationsDir });
    const schema = await describeSchema(client);
    await rollback({ client, migrationsDir, to: "4" });
    await client.query(`DROP TABLE _prisma_migrations;
      DO $$ DECLARE t TEXT; BEGIN
        FOR t IN SELECT tablename FROM pg_tables WHERE tablename LIKE 'archive%' LOOP EXECUTE 'DROP TABLE ' || t; END LOOP;
      END $$;
      DROP VIEW transcripts;
      ALTER TABLE transcription_results RENAME CONSTRAINT transcription_results_pkey TO transcripts_pkey;
      ALTER TABLE transcription_results ALTER COLUMN pipeline_version DROP DEFAULT;
      ALTER TABLE media_files ALTER COLUMN created_at SET NOT NULL, ALTER COLUMN created_at DROP DEFAULT;
      DROP INDEX ix_speaker_profiles_name;
      CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY)`);
    const { foundAt, mended } = await adopt();
    expect(foundAt).toBe("004_v2_schema");
    expect(mended).toHaveLength(6);
    expect((await describeSchema(client)).filter((line) => !line.includes("alembic_version"))).toEqual(
      schema,
    );
  });

  it("takes a table whose columns stand in another order all the way down and up again", async () => {
    await makeUnrecorded(3);
    await client.query(`ALTER TABLE media_files DROP COLUMN file_name; ALTER TABLE media_files ADD COLUMN file_name TEXT;
      UPDATE media_files SET file_name = 'n'; ALTER TABLE media_files ALTER COLUMN file_name SET NOT NULL;
      ALTER TABLE batch_items DROP COLUMN task_data; ALTER TABLE batch_items ADD COLUMN task_data JSONB NOT NULL DEFAULT '{"a": 1}';
      ALTER TABLE batch_items ALTER COLUMN task_data DROP DEFAULT`);
    await adopt();
    const readAll = async () =>
      (
        await client.query(`SELECT (SELECT jsonb_agg(to_jsonb(m) ORDER BY id) FROM media_files m) AS media,
        (SELECT jsonb_agg(to_jsonb(i) ORDER BY id) FROM batch_items i) AS items`)
      ).rows;
    const before = await readAll();
    await rollback({ client, migrationsDir, to: "000" });
    await migrate({ client, migrationsDir });
    expect(await readAll()).toEqual(before);
  });

  it.each([
    [
      "a type",
      "ALTER TABLE media_files ALTER COLUMN format_info TYPE json",
      "media_files.format_info is json, not jsonb",
    ],
    [
      "a length",
      "ALTER TABLE batch_jobs ALTER COLUMN status TYPE VARCHAR(30)",
      "batch_jobs.status is character varying(30), not character varying(20)",
    ],
    ["a missing column", "ALTER TABLE transcripts DROP COLUMN segments", "transcripts.segments is missing"],
    [
      "a column more",
      "ALTER TABLE exports ADD COLUMN note TEXT",
      "exports.note is not one of Trax's columns",
    ],
    [
      "a column that may be NULL",
      "ALTER TABLE batch_items ALTER COLUMN task_data DROP NOT NULL",
      "batch_items.task_data may be NULL and must not",
    ],
    ["a missing table", "DROP TABLE exports", "the table exports is missing"],
    [
      "a missing key",
      "ALTER TABLE batch_items DROP CONSTRAINT batch_items_batch_job_id_fkey",
      "batch_items lacks FOREIGN KEY (batch_job_id) REFERENCES batch_jobs(id)",
    ],
  ])("names %s that differs, and changes nothing", async (_, sql, difference) => {
    await makeUnrecorded(3);
    await client.query(sql);
    const [schema, tables] = [await describeSchema(client), await hashTables(client)];
    await expect(adopt()).rejects.toMatchObject({
      code: "DATABASE_ADOPTION_REFUSED",
      details: { step: "003_batch_processing", differences: difference },
    });
    expect(await describeSchema(client)).toEqual(schema);
    expect(await hashTables(client)).toEqual(tables);
    expect((await client.query("SELECT to_regclass('_prisma_migrations') AS name")).rows).toEqual([
      { name: null },
    ]);
  });

  it("makes keys of the paths below the media root", async () => {
    await makeUnrecorded(3);
    await client.query("UPDATE media_files SET file_path = '/srv/media/' || id");
    await adopt("/srv/media");
    const { rows } = await client.query("SELECT bool_and(file_path = id::text) AS keys FROM media_files");
    expect(rows).toEqual([{ keys: true }]);
  });

  it("leaves alone what is its own already, or nobody's", async () => {
    await expect(adopt()).rejects.toMatchObject({ code: "DATABASE_ADOPTION_NEEDLESS" });
    await migrate({ client, migrationsDir, to: "3" });
    await expect(adopt()).rejects.toMatchObject({ code: "DATABASE_ADOPTION_NEEDLESS" });
    expect(
      (await getMigrationStatus({ client, migrationsDir })).filter(({ state }) => state === "applied"),
    ).toHaveLength(3);
  });

  it("is asked for where a start finds such a database, or one of another program", async () => {
    await makeUnrecorded(2);
    await expect(migrate({ client, migrationsDir })).rejects.toMatchObject({ code: "DATABASE_NOT_ADOPTED" });
    await client.query(`DROP SCHEMA public CASCADE; CREATE SCHEMA public; CREATE TABLE customers (id INT)`);
    await expect(migrate({ client, migrationsDir })).rejects.toMatchObject({
      code: "DATABASE_FOREIGN",
      details: { found: "the tables customers" },
    });
    expect((await client.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).rows).toEqual([
      { tablename: "customers" },
    ]);
  });
});
