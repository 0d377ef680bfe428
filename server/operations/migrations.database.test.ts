import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { describeSchema, hashTables } from "@/server/testing/describe-schema";
import { fillTables } from "@/server/testing/fill-tables";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";
import { migrate, rollback } from "./migrate";

const migrationsDir = fileURLToPath(new URL("../../prisma/migrations", import.meta.url));
const steps = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19];
const stepBefore = (step: number) => steps[steps.indexOf(step) - 1] ?? 0;

/** How far down: what adds or takes away most, and with TRAX_TEST_LONG every step. */
const targets =
  process.env.TRAX_TEST_LONG === "1"
    ? steps.map(stepBefore).toReversed()
    : [stepBefore(steps.at(-1) ?? 0), 7, 4, 3, 0];

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

const up = (to?: number) => migrate({ client, migrationsDir, to: to?.toString() });
const down = (to: number) => rollback({ client, migrationsDir, to: to.toString() });

async function listArchives(): Promise<string[]> {
  const { rows } = await client.query("SELECT tablename FROM pg_tables WHERE tablename LIKE 'archive%'");
  return rows.map((row) => row.tablename);
}

describe("every step", () => {
  it("leads down to the schema that was there before it", async () => {
    const schemas = [await describeSchema(client)];
    for (const step of steps) {
      await up(step);
      schemas.push(await describeSchema(client));
    }
    for (const step of steps.toReversed()) {
      await down(stepBefore(step));
      expect(await describeSchema(client)).toEqual(schemas[steps.indexOf(step)]);
    }
  });

  it.each(targets)(
    "changes no row of a filled database from the newest step down to %i and up again",
    async (target) => {
      for (const step of steps) {
        await up(step);
        await fillTables(client, step);
      }
      const schema = await describeSchema(client);
      const tables = await hashTables(client);
      for (const [name, hash] of Object.entries(tables)) expect(hash, name).not.toMatch(/^0 /);
      for (const round of [1, 2]) {
        await down(target);
        await up();
        expect(await hashTables(client), `round ${round}`).toEqual(tables);
        expect(await describeSchema(client), `round ${round}`).toEqual(schema);
        expect(await listArchives()).toEqual([]);
      }
    },
  );

  it("gives back what a database of each version held, one step up and down", async () => {
    for (const step of steps.slice(1)) {
      await up(stepBefore(step));
      await fillTables(client, stepBefore(step));
      const tables = await hashTables(client);
      await up(step);
      await down(stepBefore(step));
      expect(await hashTables(client), `at ${stepBefore(step)}`).toEqual(tables);
    }
  });
});

describe("what happens between a step down and the next step up", () => {
  beforeEach(async () => {
    for (const step of steps) {
      await up(step);
      await fillTables(client, step);
    }
    await down(4);
  });

  it("keeps rows that were written in the meantime, with the defaults of the new columns", async () => {
    await client.query(
      "INSERT INTO media_files (file_path, file_name, file_size) VALUES ('late.wav', 'late.wav', 5)",
    );
    await client.query(`INSERT INTO batch_items (batch_job_id, task_type, task_data)
      SELECT id, 'transcribe', '{}' FROM batch_jobs WHERE name = 'batch 5'`);
    await up();
    const { rows } = await client.query(
      "SELECT owner_id, sha256 FROM media_files WHERE file_name = 'late.wav'",
    );
    expect(rows).toEqual([{ owner_id: 1, sha256: null }]);
    const { rows: numbers } =
      await client.query(`SELECT count(*)::int AS items, count(DISTINCT source_index)::int AS sources
      FROM batch_items WHERE task_type = 'transcribe' AND batch_job_id = (SELECT id FROM batch_jobs WHERE name = 'batch 5')`);
    expect(numbers).toEqual([{ items: 7, sources: 7 }]);
  });

  it("applies the delete rules to what comes back where a parent was deleted", async () => {
    await client.query(
      "DELETE FROM v2_processing_jobs; DELETE FROM exports; DELETE FROM audio_processing_metadata",
    );
    await client.query("DELETE FROM batch_items; DELETE FROM transcription_results; DELETE FROM media_files");
    await up();
    const { rows } =
      await client.query(`SELECT count(*)::int AS documents, count(media_file_id)::int AS media,
      count(current_result_id)::int AS results, (SELECT count(*)::int FROM transcription_chunks) AS chunks,
      (SELECT count(*)::int FROM transcript_segments) AS segments FROM transcript_documents`);
    expect(rows).toEqual([{ documents: 4, media: 0, results: 0, chunks: 0, segments: 7 }]);
  });

  it("gives no number twice", async () => {
    const { rows: before } = await client.query("SELECT max(id)::int AS id FROM archive_005_users");
    await up();
    const { rows } = await client.query("INSERT INTO users (name) VALUES ('new') RETURNING id");
    expect(rows[0].id).toBeGreaterThan(before[0].id);
  });
});
