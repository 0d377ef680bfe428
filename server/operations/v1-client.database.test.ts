import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";
import { migrate } from "./migrate";

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

/** What a client of 0.2.0 does, in its own SQL: nothing here knows of a later version. */
async function runV1Client(): Promise<unknown[]> {
  const seen: unknown[] = [];
  const run = async (sql: string, values: unknown[] = []) => {
    const { rows, rowCount, fields } = await client.query(sql, values);
    seen.push({ rows, rowCount, columns: fields.map((field) => [field.name, field.dataTypeID]) });
  };
  const media = "11111111-1111-4111-8111-111111111111";
  const first = "22222222-2222-4222-8222-222222222222";
  await run(
    "INSERT INTO media_files (id, file_path, file_name, file_size) VALUES ($1, 'talk.mp3', 'talk.mp3', 12)",
    [media],
  );
  await run(
    `INSERT INTO transcripts (id, media_file_id, text_content, segments, raw_content, processing_time_seconds)
     VALUES ($1, $2, 'hello', '[{"start": 0, "end": 1.5}]', '{"language": "en"}', 2.5) RETURNING version, accuracy, quality_warnings`,
    [first, media],
  );
  await run(
    "INSERT INTO transcripts VALUES (gen_random_uuid(), $1, 'v2', 'second', NULL, NULL, 1, now(), now(), 'better', 0.9, '{low}')",
    [media],
  );
  await run("INSERT INTO transcripts (media_file_id) SELECT NULL FROM generate_series(1, 2)");
  await run(
    "SELECT version, text_content, segments, enhanced_content, accuracy, quality_warnings FROM transcripts ORDER BY version, text_content",
  );
  await run("SELECT * FROM transcripts WHERE false");
  await run(
    "UPDATE transcripts SET enhanced_content = 'Hello.', accuracy = 0.95, quality_warnings = ARRAY['short'] WHERE id = $1",
    [first],
  );
  await run(
    "INSERT INTO transcripts (id, text_content) VALUES ($1, 'again') ON CONFLICT (id) DO UPDATE SET text_content = excluded.text_content",
    [first],
  );
  await run("SELECT id, text_content, accuracy FROM transcripts WHERE id = $1 FOR UPDATE", [first]);
  await run(
    "SELECT m.file_name, count(*)::int AS transcripts FROM media_files m JOIN transcripts t ON t.media_file_id = m.id GROUP BY 1",
  );
  await run("INSERT INTO exports (transcript_id, format, file_path) VALUES ($1, 'srt', 'out/talk.srt')", [
    first,
  ]);
  await run(
    "INSERT INTO batch_jobs (name, total_files) VALUES ('nightly', 2) RETURNING status, processed_files, worker_count",
  );
  await run(`INSERT INTO batch_items (batch_job_id, task_type, task_data)
    SELECT id, 'transcribe', jsonb_build_object('n', n) FROM batch_jobs, generate_series(1, 2) AS n RETURNING status, retry_count, max_retries`);
  await run(
    "UPDATE batch_items SET status = 'running', started_at = now() WHERE (task_data ->> 'n')::int = 1",
  );
  await run(
    "UPDATE batch_items SET status = 'completed', completed_at = now() WHERE (task_data ->> 'n')::int = 1",
  );
  await run("DELETE FROM exports WHERE transcript_id = $1", [first]);
  await run("DELETE FROM transcripts WHERE id = $1 RETURNING text_content", [first]);
  await run("SELECT count(*)::int AS left FROM transcripts");
  return seen;
}

describe("a client of version 1", () => {
  it("sees the same on the newest schema as on that of 0.2.0", async () => {
    await migrate({ client, migrationsDir, to: "003" });
    await client.query("BEGIN");
    const before = await runV1Client();
    await client.query("ROLLBACK");
    await migrate({ client, migrationsDir });
    await client.query("BEGIN");
    const after = await runV1Client();
    const { rows } = await client.query("SELECT DISTINCT pipeline_version FROM transcription_results");
    await client.query("ROLLBACK");
    expect(after).toEqual(before);
    expect(rows).toEqual([{ pipeline_version: "v1" }]);
  });
});
