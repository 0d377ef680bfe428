import { describe, expect, it } from "vitest";
import { buildBatch, buildDocument, buildMedia } from "@/server/testing/factories";
import { setUpWholeSystem } from "@/server/testing/whole-system";

const system = setUpWholeSystem();
const unguarded = "SET session_replication_role = replica";

/** A recording with its file. */
async function addRecording(): Promise<string> {
  const id = await system.withPrisma((prisma) => buildMedia(prisma));
  await system.run(`UPDATE media_files SET file_size = 5 WHERE id = '${id}'`);
  await system.storage().write(`sources/${id}/original`, "sound");
  return id;
}

describe("rows that break a rule are named", { timeout: 120_000 }, () => {
  it("which a rule that was away for a while let in, and the rule is put back as far as they let it", async () => {
    await system.migrate();
    const id = await addRecording();
    await system.run(
      "ALTER TABLE media_files DROP CONSTRAINT media_files_sha256_check",
      `UPDATE media_files SET sha256 = 'none' WHERE id = '${id}'`,
      "ALTER TABLE media_files ADD CONSTRAINT media_files_sha256_check CHECK (sha256 ~ '^[0-9a-f]{64}$') NOT VALID",
      "ALTER TABLE users ALTER COLUMN name DROP NOT NULL",
      "INSERT INTO users (name) VALUES (NULL)",
    );
    const { before, after, mends } = await system.repair();
    for (const reports of [before, after ?? []]) {
      const findings = reports.flatMap((report) =>
        report.findings.map(({ subject, detail }) => `${subject} ${detail}`),
      );
      expect(findings).toContain(`media_files ${id} breaks media_files_sha256_check`);
      expect(findings).toContainEqual(expect.stringMatching(/^users \d+ breaks name not null$/));
    }
    expect(mends.map(({ refusal }) => refusal)).toEqual([
      expect.stringContaining("contains null values"),
      expect.stringContaining("is violated by some row"),
    ]);
  });

  it("that refer to nothing, written with the database's own checks off", async () => {
    await system.migrate();
    await addRecording();
    const { batchId } = await system.withPrisma((prisma) =>
      buildBatch(prisma, { downloadStatus: "downloading" }),
    );
    const { documentId } = await system.withPrisma((prisma) =>
      buildDocument(prisma, { mediaFileId: null, lines: ["a line that stays behind"] }),
    );
    await system.run(unguarded, `DELETE FROM transcript_documents WHERE id = '${documentId}'`);
    await system.expectLeft(
      new RegExp(
        `reference-to-nothing: transcript_segments .* refers by transcript_segments_document_id_fkey to transcript_documents ${documentId}`,
      ),
    );
    await system.run(
      unguarded,
      "DELETE FROM transcript_segments",
      `DELETE FROM batch_jobs WHERE id = '${batchId}'`,
    );
    await system.expectLeft(/reference-to-nothing: batch_items .*batch_job_id_fkey/);
  });

  it("and a reference that the rule would have cleared is cleared, with a note of what it was", async () => {
    await system.migrate();
    const { documentId } = await system.withPrisma((prisma) => buildDocument(prisma, { mediaFileId: null }));
    const gone = "11111111-2222-4333-8444-555555555555";
    await system.run(
      unguarded,
      `UPDATE transcript_segments SET speaker_id = '${gone}' WHERE document_id = '${documentId}'`,
    );
    await system.expectMended(/reference-to-nothing: transcript_segments .*speaker_id_fkey/);
    const notes = await system.run("SELECT table_name, column_name, original, reason FROM migration_notes");
    expect(notes).toEqual([
      {
        table_name: "transcript_segments",
        column_name: "speaker_id",
        original: gone,
        reason: "reference_to_nothing",
      },
    ]);
  });

  it("that are there twice, against an index that was away", async () => {
    await system.migrate();
    await system.run(
      "DROP INDEX ux_speaker_profiles_name",
      "INSERT INTO speaker_profiles (name, user_id) VALUES ('Twice', NULL), ('Twice', NULL)",
    );
    await system.expectLeft(
      /not-unique: speaker_profiles Twice is there 2 times, against ux_speaker_profiles_name/,
      /index-missing: ux_speaker_profiles_name/,
    );
  });

  it("and a counter of ids that would give one twice is set on", async () => {
    await system.migrate();
    await system.run(
      "INSERT INTO users (id, name) VALUES (7, 'Seventh')",
      "SELECT setval('users_id_seq', 3)",
    );
    await system.expectMended(/number-taken: users\.id .*7 is the largest/);
    const [added] = await system.run("INSERT INTO users (name) VALUES ('Next') RETURNING id");
    expect(added).toEqual({ id: 8 });
  });
});

describe("a JSON value of the wrong shape is named", { timeout: 120_000 }, () => {
  it("by its column, its row and what is wrong", async () => {
    await system.migrate();
    const { documentId } = await system.withPrisma((prisma) => buildDocument(prisma, { mediaFileId: null }));
    await system.run(
      `INSERT INTO transcription_results (segments) VALUES ('[{"id": 0, "start": "now", "end": 1, "text": "x"}]')`,
      `UPDATE transcript_segments SET words = '[{"text": 7}]' WHERE document_id = '${documentId}'`,
    );
    await system.expectLeft(
      /json-wrong: transcription_results\.segments of \S+ is not as it must be: 0\.start: /,
      /json-wrong: transcript_segments\.words of /,
    );
  });

  it("but what version 1 wrote of a recording is no damage", async () => {
    await system.migrate();
    const id = await addRecording();
    await system.run(`UPDATE media_files SET format_info = '{"format": {"name": "mp3"}}' WHERE id = '${id}'`);
    const reports = await system.verify();
    expect(reports.flatMap(({ findings }) => findings)).toEqual([]);
    expect(reports.flatMap(({ notes }) => notes.map(({ kind }) => kind))).toEqual(["json-of-version-1"]);
  });
});

describe("counters and statuses of batches are counted again", { timeout: 120_000 }, () => {
  it("from what their items say, by the code that owns them", async () => {
    await system.migrate();
    const built = await system.withPrisma((prisma) =>
      buildBatch(prisma, { sources: 3, downloadStatus: "downloading" }),
    );
    const [first, second, third] = built.items;
    await system.run(
      unguarded,
      `UPDATE batch_items SET status = 'completed', completed_at = now(), started_at = now()
       WHERE id IN ('${first?.preprocess}', '${first?.transcribe}')`,
      `UPDATE batch_items SET status = 'failed', completed_at = now() WHERE id = '${second?.preprocess}'`,
      `UPDATE batch_jobs SET processed_files = 0, failed_files = 3, status = 'failed', start_time = now(), end_time = now()`,
    );
    await system.expectMended(
      new RegExp(`counter-wrong: batch_jobs ${built.batchId} says 0 files processed; by its items it is 1`),
      /counter-wrong: .* says 3 files failed; by its items it is 1/,
      /status-wrong: .* is failed; by its items it is running/,
    );
    const columns = "SELECT status, processed_files, failed_files, end_time FROM batch_jobs";
    expect(await system.run(columns)).toEqual([
      { status: "running", processed_files: 1, failed_files: 1, end_time: null },
    ]);
    // From a status whose right one is no single move away.
    await system.run(
      unguarded,
      `UPDATE batch_items SET status = 'failed', completed_at = now()
       WHERE id IN ('${first?.transcribe}', '${third?.preprocess}')`,
      "UPDATE batch_jobs SET processed_files = 3, failed_files = 0, status = 'completed', end_time = now()",
    );
    await system.expectMended(/counter-wrong/, /status-wrong: .* is completed; by its items it is failed/);
    expect(await system.run(columns)).toEqual([
      { status: "failed", processed_files: 0, failed_files: 3, end_time: expect.any(Date) },
    ]);
  });

  it("and a batch that counts fewer files than it has learns of them", async () => {
    await system.migrate();
    await system.withPrisma((prisma) => buildBatch(prisma, { sources: 2, downloadStatus: "downloading" }));
    await system.run("UPDATE batch_jobs SET total_files = 1");
    await system.expectMended(/counter-wrong: .* says 1 files in all; its items are of 2/);
  });

  it("but of a batch with fewer items than files they are the only record", async () => {
    await system.migrate();
    await system.run(
      "INSERT INTO batch_jobs (name, status, total_files, processed_files, failed_files) VALUES ('of before', 'completed', 3, 2, 1)",
    );
    const { batchId } = await system.withPrisma((prisma) =>
      buildBatch(prisma, { sources: 2, downloadStatus: "downloading" }),
    );
    await system.run(`UPDATE batch_jobs SET total_files = 5, processed_files = 4 WHERE id = '${batchId}'`);
    const before = await system.snapshot();
    const { after } = await system.repair();
    expect((after ?? []).flatMap(({ findings }) => findings)).toEqual([]);
    expect((after ?? []).flatMap(({ notes }) => notes.map(({ kind }) => kind))).toEqual(["batch-incomplete"]);
    expect(await system.snapshot()).toEqual(before);
  });
});
