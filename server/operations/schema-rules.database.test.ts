import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.connectionString });
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await database.close();
});

beforeEach(async () => {
  await client.query("BEGIN");
});

afterEach(async () => {
  await client.query("ROLLBACK");
});

const batch =
  "INSERT INTO batch_jobs (id, name, total_files) VALUES ('00000000-0000-0000-0000-000000000001', 'b', 1)";
const item = (rest: string) =>
  `INSERT INTO batch_items (batch_job_id, task_type, task_data, source_index, status)
   VALUES ('00000000-0000-0000-0000-000000000001', ${rest})`;
const media = (path: string) =>
  `INSERT INTO media_files (file_path, file_name, file_size) VALUES ('${path}', 'n', 1)`;
const document =
  "INSERT INTO transcript_documents (id, title) VALUES ('00000000-0000-0000-0000-000000000002', 't')";
const segment = (times: string) =>
  `INSERT INTO transcript_segments (document_id, position, start_ms, end_ms, text)
   VALUES ('00000000-0000-0000-0000-000000000002', 1, ${times}, '')`;

// stays: the parent cannot be deleted before it. An owner with property, a video with files, a file with results, and
// a text with exports (which own stored files) are cleared away step by step, never by accident.
// goes too: it is nothing without its parent. is emptied: it has a meaning of its own, a person's text above all.
const deleteRules = [
  "audio_processing_metadata.media_file_id goes too",
  "batch_items.batch_job_id goes too",
  "batch_items.claimed_by is emptied",
  "batch_items.document_id is emptied",
  "batch_items.media_file_id is emptied",
  "batch_items.transcript_id is emptied",
  "batch_jobs.owner_id stays",
  "collection_documents.collection_id goes too",
  "collection_documents.document_id goes too",
  "collections.owner_id stays",
  "document_tags.document_id goes too",
  "enhancement_cache.owner_id stays",
  "enhancement_domains.owner_id stays",
  "enhancement_windows.batch_item_id goes too",
  "enhancement_windows.processing_job_id goes too",
  "exports.document_id stays",
  "exports.owner_id stays",
  "exports.transcript_id stays",
  "feed_episodes.batch_job_id is emptied",
  "feed_episodes.feed_id goes too",
  "feeds.owner_id stays",
  "library_replacement_edits.document_id goes too",
  "library_replacement_edits.replacement_id goes too",
  "library_replacements.owner_id stays",
  "media_files.owner_id stays",
  "media_files.youtube_video_id stays",
  "quality_measurements.document_id goes too",
  "quality_measurements.owner_id stays",
  "quality_measurements.result_id goes too",
  "search_changes.owner_id goes too",
  "search_words.owner_id goes too",
  "speaker_profiles.user_id stays",
  "subtitle_profiles.owner_id stays",
  "transcript_comments.document_id goes too",
  "transcript_comments.owner_id stays",
  "transcript_documents.current_result_id is emptied",
  "transcript_documents.media_file_id is emptied",
  "transcript_documents.owner_id stays",
  "transcript_references.document_id goes too",
  "transcript_references.owner_id stays",
  "transcript_revisions.document_id goes too",
  "transcript_revisions.owner_id stays",
  "transcript_revisions.undone_by is emptied",
  "transcript_segments.document_id goes too",
  "transcript_segments.owner_id stays",
  "transcript_segments.speaker_id is emptied",
  "transcript_speakers.document_id goes too",
  "transcript_speakers.profile_id is emptied",
  "transcript_summaries.document_id goes too",
  "transcript_versions.document_id goes too",
  "transcript_versions.owner_id stays",
  "transcription_chunks.batch_item_id goes too",
  "transcription_results.media_file_id stays",
  "v2_processing_jobs.batch_job_id goes too",
  "v2_processing_jobs.claimed_by is emptied",
  "v2_processing_jobs.document_id is emptied",
  "v2_processing_jobs.media_file_id is emptied",
  "v2_processing_jobs.transcript_id goes too",
  "vocabulary_terms.owner_id stays",
  "work_events.batch_item_id goes too",
  "work_events.processing_job_id goes too",
];

describe("the database", () => {
  it.each([
    [
      "an unknown status of a batch",
      "INSERT INTO batch_jobs (name, total_files, status) VALUES ('b', 1, 'done')",
    ],
    ["an unknown status of an item", `${batch}; ${item("'transcribe', '{}', 0, 'paused'")}`],
    [
      "an unknown download status",
      "INSERT INTO media_files (file_path, file_name, file_size, download_status) VALUES ('a', 'a', 1, 'x')",
    ],
    ["progress above 1", "INSERT INTO v2_processing_jobs (job_type, progress) VALUES ('x', 1.01)"],
    ["a negative count", "INSERT INTO batch_jobs (name, total_files) VALUES ('b', -1)"],
    ["an absolute path", media("/etc/passwd")],
    ["a path with ..", media("a/../b")],
    ["a path that is not normalised", media("a//b")],
    ["an empty path", media("")],
    ["a path with a backslash", media("a\\..\\b")],
    ["a path with a line break", media("a\nb")],
    ["a path of a drive", media("C:/a")],
    ["a path with a dot of its own", media("a/./b")],
    [
      "more sources ended than there are",
      "INSERT INTO batch_jobs (name, total_files, processed_files, failed_files) VALUES ('b', 2, 2, 1)",
    ],
    [
      "counts that together are no number any more",
      "INSERT INTO batch_jobs (name, total_files, processed_files, failed_files) VALUES ('b', 2, 2147483647, 2147483647)",
    ],
    [
      "a batch that ends before it begins",
      "INSERT INTO batch_jobs (name, total_files, start_time, end_time) VALUES ('b', 1, '2024-01-02', '2024-01-01')",
    ],
    [
      "a job that ends before it begins",
      "INSERT INTO v2_processing_jobs (job_type, status, started_at, completed_at) VALUES ('x', 'failed', '2024-01-02', '2024-01-01')",
    ],
    ["an end of what goes on", "INSERT INTO v2_processing_jobs (job_type, completed_at) VALUES ('x', now())"],
    ["a negative speaker count", "INSERT INTO transcription_results (speaker_count) VALUES (-1)"],
    ["two profiles of one name without a user", "INSERT INTO speaker_profiles (name) VALUES ('a'), ('a')"],
    [
      "two profiles of one name of a user",
      "INSERT INTO speaker_profiles (name, user_id) VALUES ('a', 1), ('a', 1)",
    ],
    [
      "two live items of one source and task without a batch",
      "INSERT INTO batch_items (task_type, task_data, source_index) VALUES ('transcribe', '{}', 0), ('transcribe', '{}', 0)",
    ],
    ["segments that are no list", "INSERT INTO transcription_results (segments) VALUES ('{}')"],
    ["work that is described by a list", `${batch}; ${item("'transcribe', '[]', 0, 'pending'")}`],
    [
      "a format that is null in JSON",
      "INSERT INTO media_files (file_path, file_name, file_size, format_info) VALUES ('a', 'a', 1, 'null')",
    ],
    [
      "an export of an unknown source",
      "INSERT INTO exports (format, file_path, source) VALUES ('txt', 'a', 'x')",
    ],
    ["a segment that ends before it begins", `${document}; ${segment("2, 1")}`],
    ["a segment that begins before 0", `${document}; ${segment("-1, 1")}`],
    ["a second row of queue_control", "INSERT INTO queue_control (id) VALUES (false)"],
    [
      "a sum that is none",
      "INSERT INTO media_files (file_path, file_name, file_size, sha256) VALUES ('a', 'a', 1, 'abc')",
    ],
    ["an owner that does not exist", "INSERT INTO transcript_documents (owner_id, title) VALUES (99, 't')"],
  ])("refuses %s", async (_, sql) => {
    await expect(client.query(sql)).rejects.toMatchObject({
      code: expect.stringMatching(/^235\d\d|^23503$/),
    });
  });

  it("allows one live item a batch, source and task type, and any number of ended ones", async () => {
    await client.query(batch);
    for (const status of ["failed", "cancelled", "completed", "running"])
      await client.query(item(`'transcribe', '{}', 0, '${status}'`));
    await client.query(item("'preprocess', '{}', 0, 'pending'"));
    await client.query(item("'transcribe', '{}', 1, 'pending'"));
    await expect(client.query(item("'transcribe', '{}', 0, 'retrying'"))).rejects.toMatchObject({
      constraint: "uq_batch_items_live",
    });
  });

  it("counts on where a client names no source", async () => {
    await client.query(batch);
    await client.query(item("'transcribe', '{}', 4, 'pending'"));
    const { rows } = await client.query(`INSERT INTO batch_items (batch_job_id, task_type, task_data)
      SELECT '00000000-0000-0000-0000-000000000001', task, '{}' FROM unnest(ARRAY['transcribe', 'transcribe', 'preprocess']) AS task
      RETURNING source_index`);
    expect(rows.map((row) => row.source_index)).toEqual([5, 6, 0]);
  });

  it("writes UTC into created_at and updated_at whatever the session's time zone", async () => {
    await client.query("SET LOCAL TimeZone = 'Pacific/Kiritimati'");
    await client.query(media("a"));
    await client.query("UPDATE media_files SET updated_at = '2001-01-01', file_name = 'm'");
    await client.query("INSERT INTO transcript_documents (title) VALUES ('t')");
    await client.query("UPDATE transcript_documents SET updated_at = '2001-01-01'");
    const { rows } =
      await client.query(`SELECT created_at = timezone('utc', now()) AS created, updated_at = timezone('utc', now()) AS updated,
      (SELECT updated_at = now() FROM transcript_documents) AS document FROM media_files`);
    expect(rows).toEqual([{ created: true, updated: true, document: true }]);
  });

  it("has a trigger for updated_at on every table that has the column", async () => {
    const { rows } =
      await client.query(`SELECT table_name FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
      WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND column_name = 'updated_at'
        AND NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = 'set_updated_at' AND tgrelid = table_name::regclass)`);
    expect(rows).toEqual([]);
  });

  it("has an index that begins with the column for every foreign key", async () => {
    const { rows } =
      await client.query(`SELECT conrelid::regclass AS table_name, conname FROM pg_constraint AS f
      WHERE contype = 'f' AND connamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT FROM pg_index WHERE indrelid = f.conrelid AND indkey[0] = f.conkey[1] AND indpred IS NULL)`);
    expect(rows).toEqual([]);
  });

  it("has a reasoned rule for every foreign key when its parent is deleted", async () => {
    const { rows } = await client.query<{ rule: string }>(`
      SELECT format('%s.%s %s', conrelid::regclass, (SELECT attname FROM pg_attribute WHERE attrelid = conrelid AND attnum = conkey[1]),
        CASE confdeltype WHEN 'a' THEN 'stays' WHEN 'c' THEN 'goes too' WHEN 'n' THEN 'is emptied' ELSE confdeltype::text END) AS rule
      FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace `);
    expect(rows.map(({ rule }) => rule).sort()).toEqual(deleteRules);
  });

  it("removes what is nothing without its document, and leaves media and exports alone", async () => {
    await client.query(`${media("a")}; ${document}; ${segment("0, 1")}`);
    await client.query("UPDATE transcript_documents SET media_file_id = (SELECT id FROM media_files)");
    await client.query("DELETE FROM transcript_documents");
    const { rows } = await client.query(
      "SELECT (SELECT count(*)::int FROM transcript_segments) AS segments, (SELECT count(*)::int FROM media_files) AS media",
    );
    expect(rows).toEqual([{ segments: 0, media: 1 }]);
    await client.query(
      `${document}; INSERT INTO exports (format, file_path, document_id) SELECT 'txt', 'a', id FROM transcript_documents`,
    );
    await expect(client.query("DELETE FROM transcript_documents")).rejects.toMatchObject({
      constraint: "exports_document_id_fkey",
    });
  });
});
