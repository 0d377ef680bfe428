import { createWriteStream } from "node:fs";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type pg from "pg";
import { readTranscript } from "@/server/exports/service";
import { type Database, getDatabase } from "@/server/platform/db";
import { isTraxError, TraxError, toTraxError } from "@/server/platform/errors";
import { makeFolder } from "@/server/platform/make-folder";
import { getStorage } from "@/server/platform/storage";
import { traxVersion } from "@/server/platform/version";

const mine = {
  media: "SELECT id FROM media_files WHERE owner_id = $1",
  documents: "SELECT id FROM transcript_documents WHERE owner_id = $1",
  batches: "SELECT id FROM batch_jobs WHERE owner_id = $1",
};

/** Which rows of each table are a user's ($1). */
const ownRows: Record<string, string> = {
  users: "t.id = $1",
  youtube_videos: "t.id IN (SELECT youtube_video_id FROM media_files WHERE owner_id = $1)",
  media_files: "t.owner_id = $1",
  audio_processing_metadata: `t.media_file_id IN (${mine.media})`,
  transcription_results: `t.media_file_id IN (${mine.media})
    OR t.id IN (SELECT current_result_id FROM transcript_documents WHERE owner_id = $1)`,
  transcript_documents: "t.owner_id = $1",
  transcript_speakers: `t.document_id IN (${mine.documents})`,
  transcript_segments: `t.document_id IN (${mine.documents})`,
  transcript_revisions: `t.document_id IN (${mine.documents})`,
  transcript_comments: `t.document_id IN (${mine.documents})`,
  transcript_versions: `t.document_id IN (${mine.documents})`,
  speaker_profiles: "t.user_id = $1",
  exports: `t.owner_id = $1 OR t.document_id IN (${mine.documents})`,
  batch_jobs: "t.owner_id = $1",
  batch_items: `t.batch_job_id IN (${mine.batches})`,
  transcript_references: "t.owner_id = $1",
  quality_measurements: "t.owner_id = $1",
  feeds: "t.owner_id = $1",
  vocabulary_terms: "t.owner_id = $1",
  document_tags: `t.document_id IN (${mine.documents})`,
  collections: "t.owner_id = $1",
  subtitle_profiles: "t.owner_id = $1",
  collection_documents: `t.document_id IN (${mine.documents})`,
  library_replacements: "t.owner_id = $1",
  library_replacement_edits: `t.document_id IN (${mine.documents})`,
  transcript_summaries: `t.document_id IN (${mine.documents})`,
  enhancement_domains: "t.owner_id = $1",
  feed_episodes: "t.feed_id IN (SELECT id FROM feeds WHERE owner_id = $1)",
  v2_processing_jobs: `t.media_file_id IN (${mine.media}) OR t.document_id IN (${mine.documents})
    OR t.batch_job_id IN (${mine.batches})`,
};

/** What the database makes of other columns for its own use. */
const derivedColumns = "ARRAY['search', 'document_order']";

const ROWS_AT_ONCE = 200;

export interface ExportedData {
  /** Rows by table. */
  rows: Record<string, number>;
  recordings: number;
  transcripts: number;
  /** Recordings whose file is not there. */
  missing: string[];
}

/** Writes everything that a user owns in formats that other programs read, into a new or empty folder.
 * @throws FOLDER_UNWRITABLE, FOLDER_NOT_EMPTY, STORAGE_EXHAUSTED, EXPORT_FAILED */
export async function exportData(
  ownerId: number,
  { folder, onProgress = () => {} }: { folder: string; onProgress?: (line: string) => void },
  database: Database = getDatabase(),
): Promise<ExportedData> {
  await requireEmpty(folder);
  try {
    return await writeAll(ownerId, folder, onProgress, database);
  } catch (error) {
    // Half of it would be taken for all of it.
    for (const name of ["data", "recordings", "transcripts", "index.json"])
      await rm(path.join(folder, name), { recursive: true, force: true }).catch(() => {});
    throw toTraxError(error, "EXPORT_FAILED");
  }
}

async function writeAll(
  ownerId: number,
  folder: string,
  onProgress: (line: string) => void,
  database: Database,
): Promise<ExportedData> {
  const rows = await exportRows(ownerId, folder, database.pool, onProgress);
  const { prisma } = database;
  const media = await prisma.mediaFile.findMany({
    where: { ownerId, downloadStatus: "completed" },
    select: { id: true, fileName: true, filePath: true },
  });
  const missing: string[] = [];
  for (const { id, fileName, filePath } of media) {
    onProgress(`recording ${fileName}`);
    const source = await getStorage()
      .openRead(filePath)
      .catch((error: unknown) => {
        if (isTraxError(error) && error.code === "STORAGE_MISSING") return null;
        throw error;
      });
    if (source) await writeStream(path.join(folder, "recordings", nameFile(id, fileName)), source);
    else missing.push(fileName);
  }
  const documents = await prisma.transcriptDocument.findMany({
    where: { ownerId },
    select: { id: true, title: true },
  });
  let transcripts = 0;
  for (const { id, title } of documents) {
    onProgress(`transcript ${title}`);
    const found = await readTranscript(ownerId, { documentId: id, source: "edited" }, prisma).catch(
      (error: unknown) => {
        if (isTraxError(error) && error.code === "EXPORT_EMPTY") return null;
        throw error;
      },
    );
    if (!found) continue;
    transcripts++;
    for (const format of ["srt", "txt", "json"] as const) {
      const file = path.join(folder, "transcripts", `${nameFile(id, title)}.${format}`);
      await writeStream(file, Readable.from([await found.serialize(format)]));
    }
  }
  const exported: ExportedData = { rows, recordings: media.length - missing.length, transcripts, missing };
  const index = { format: "trax-data", traxVersion, createdAt: new Date().toISOString(), ...exported };
  await writeFile(path.join(folder, "index.json"), `${JSON.stringify(index, null, 2)}\n`, { mode: 0o600 });
  return exported;
}

async function requireEmpty(folder: string): Promise<void> {
  await makeFolder(folder);
  if ((await readdir(folder)).length > 0) throw new TraxError("FOLDER_NOT_EMPTY", { name: folder });
}

/** All tables as of one moment. */
async function exportRows(
  ownerId: number,
  folder: string,
  pool: pg.Pool,
  onProgress: (line: string) => void,
): Promise<Record<string, number>> {
  const client = await pool.connect();
  const counts: Record<string, number> = {};
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    // The disk that is written to may be slow.
    await client.query("SET LOCAL idle_in_transaction_session_timeout = 0");
    for (const [table, condition] of Object.entries(ownRows)) {
      onProgress(`table ${table}`);
      const rows = readRows(
        client,
        `SELECT (to_jsonb(t) - ${derivedColumns})::text AS row FROM ${table} AS t WHERE ${condition}`,
        ownerId,
      );
      counts[table] = 0;
      const lines = async function* () {
        for await (const row of rows) {
          counts[table] = (counts[table] ?? 0) + 1;
          yield `${row}\n`;
        }
      };
      await writeStream(path.join(folder, "data", `${table}.jsonl`), Readable.from(lines()));
    }
    await client.query("COMMIT");
    client.release();
    return counts;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

async function* readRows(client: pg.PoolClient, sql: string, ownerId: number): AsyncGenerator<string> {
  await client.query(`DECLARE exported NO SCROLL CURSOR FOR ${sql}`, [ownerId]);
  for (;;) {
    const { rows } = await client.query<{ row: string }>(`FETCH ${ROWS_AT_ONCE} FROM exported`);
    if (rows.length === 0) break;
    for (const { row } of rows) yield row;
  }
  await client.query("CLOSE exported");
}

async function writeStream(file: string, source: Readable): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await pipeline(source, createWriteStream(file, { flags: "wx", mode: 0o600 }));
}

const NAME_MAX_BYTES = 180;

/** A name that every file system takes and that no two share: what a person called it, cut where it must be. */
function nameFile(id: string, wanted: string): string {
  const { name, ext } = path.parse(wanted.replace(/[\p{Cc}\p{Cf}<>:"/\\|?*]/gu, "_"));
  let short = name.trim().replace(/^\.+/, "");
  while (Buffer.byteLength(short) > NAME_MAX_BYTES) short = Array.from(short).slice(0, -1).join("");
  const ending = /^\.[A-Za-z0-9]{1,8}$/.test(ext) ? ext : "";
  return `${id.slice(0, 8)} ${short || "untitled"}${ending}`;
}
