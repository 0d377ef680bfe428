import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hashTables } from "@/server/testing/describe-schema";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";
import { migrate, rollback } from "./migrate";

const migrationsDir = fileURLToPath(new URL("../../prisma/migrations", import.meta.url));

let database: TestDatabase;
let client: pg.Client;

beforeEach(async () => {
  database = await createTestDatabase({ empty: true });
  client = new pg.Client({ connectionString: database.connectionString });
  await client.connect();
  await migrate({ client, migrationsDir, to: "004" });
});

afterEach(async () => {
  await client.end();
  await database.close();
});

const up = (mediaRoot?: string) => migrate({ client, migrationsDir, mediaRoot });
const down = () => rollback({ client, migrationsDir, to: "4" });

async function addMedia(path: string): Promise<string> {
  const { rows } = await client.query(
    "INSERT INTO media_files (file_path, file_name, file_size) VALUES ($1, 'n', 1) RETURNING id",
    [path],
  );
  return rows[0].id;
}

describe("the step to 2.1.0 on an adopted database", () => {
  it("makes keys of paths below the media root", async () => {
    const keys = {
      "/srv/media/a/b.mp3": "a/b.mp3",
      "/srv//media/./a//b.mp3": "a/b.mp3",
      "/srv/media/a;'\"ü 🎙.mp3": "a;'\"ü 🎙.mp3",
      "a/b.mp3": "a/b.mp3",
      "./a/./b.mp3": "a/b.mp3",
      "a/..b/c..mp3": "a/..b/c..mp3",
    };
    const expected = new Map<string, string>();
    for (const [path, key] of Object.entries(keys)) expected.set(await addMedia(path), key);
    await up("/srv/media/");
    const { rows } = await client.query("SELECT id, file_path FROM media_files");
    expect(new Map(rows.map((row) => [row.id, row.file_path]))).toEqual(expected);
  });

  it("lists paths that are no key below the media root, and says where to put each file", async () => {
    const paths = [
      "/srv/media",
      "/srv/mediathek/a.mp3",
      "/srv/media/../secret",
      "../a.mp3",
      "a/..",
      "C:\\media\\a.mp3",
      "",
      ".",
      "/",
      "a/",
      `/srv/media/${"x".repeat(1025)}`,
    ];
    const expected: Record<string, string>[] = [];
    for (const path of paths) {
      const id = await addMedia(path);
      const key = `sources/${id}/original`;
      expected.push({ row_id: id, original: path, replacement: key, file_path: key });
    }
    await up("/srv/media");
    const { rows } = await client.query(
      `SELECT row_id, original, replacement, file_path FROM migration_notes JOIN media_files ON media_files.id::text = row_id
       WHERE reason = 'path_outside' ORDER BY array_position($1, original)`,
      [paths],
    );
    expect(rows).toEqual(expected);
  });

  it("mends values that break its rules, keeps what they were, and gives them back on the way down", async () => {
    await addMedia("/srv/media/a.mp3");
    await addMedia("/elsewhere/b.mp3");
    await client.query(`
      UPDATE media_files SET file_size = -1, duration_seconds = 'NaN', download_status = 'Completed ';
      INSERT INTO exports (format, file_path, file_size) VALUES ('srt', '/srv/media/out/a.srt', -5);
      INSERT INTO batch_jobs (name, status, total_files, worker_count, cpu_limit_percent) VALUES ('b', 'exploded', -3, 0, 400);
      INSERT INTO batch_items (batch_job_id, task_type, task_data, status, retry_count)
        SELECT id, 'transcribe', '{}', 'pending', -1 FROM batch_jobs, generate_series(1, 3);
      INSERT INTO v2_processing_jobs (job_type, progress, status) VALUES ('x', 1.5, 'done'), ('y', 'NaN', 'pending'), ('z', -1, 'pending');
      INSERT INTO audio_processing_metadata (media_file_id) SELECT id FROM media_files, generate_series(1, 3);
      INSERT INTO transcription_results (speaker_count, processing_time_seconds) VALUES (-1, 'Infinity');
      INSERT INTO speaker_profiles (name, user_id, sample_count) VALUES ('a', 12, -1), ('b', NULL, 1)`);
    const before = await hashTables(client);

    await up("/srv/media");
    const mended = await hashTables(client);
    expect(
      (
        await client.query(
          "SELECT name, status, total_files, worker_count, cpu_limit_percent FROM batch_jobs",
        )
      ).rows,
    ).toEqual([{ name: "b", status: "failed", total_files: 0, worker_count: 1, cpu_limit_percent: 100 }]);
    expect((await client.query("SELECT DISTINCT download_status FROM media_files")).rows).toEqual([
      { download_status: "completed" },
    ]);
    expect((await client.query("SELECT progress FROM v2_processing_jobs ORDER BY job_type")).rows).toEqual([
      { progress: 1 },
      { progress: 1 },
      { progress: 0 },
    ]);
    expect(
      (await client.query("SELECT count(media_file_id)::int AS described FROM audio_processing_metadata"))
        .rows,
    ).toEqual([{ described: 2 }]);
    expect((await client.query("SELECT source_index FROM batch_items ORDER BY 1")).rows).toEqual(
      [0, 1, 2].map((source_index) => ({ source_index })),
    );
    expect((await client.query("SELECT id, name FROM users ORDER BY id")).rows).toEqual([
      { id: 1, name: "owner" },
      { id: 12, name: "user 12" },
    ]);

    await down();
    expect(await hashTables(client)).toEqual(before);
    // The media root was given once, and need not be given again.
    await up();
    expect(await hashTables(client)).toEqual(mended);
  });

  it("does not put an old value over one that was written since", async () => {
    const id = await addMedia("/srv/media/a.mp3");
    await up("/srv/media");
    await client.query("UPDATE media_files SET file_path = 'sources/new/original' WHERE id = $1", [id]);
    await down();
    expect((await client.query("SELECT file_path FROM media_files")).rows).toEqual([
      { file_path: "sources/new/original" },
    ]);
  });
});
