import { deriveSourceState } from "@/core/status/derive-batch-status";
import type { WorkStatus } from "@/core/status/transitions";
import { engineId } from "@/server/batches/schema";
import { isAwaited } from "@/server/media/data";
import { type Db, getPrisma, Prisma } from "@/server/platform/db";
import { getSettings } from "@/server/platform/env";
import { getUploadStorage, storageKeys } from "@/server/platform/storage";
import { type DuplicatesInput, type DuplicateView, maxUnfinished, type UnfinishedUpload } from "./schema";

/** Which of the sizes a recording of the owner has whose checksum is known. */
export async function listKnownSizes(
  ownerId: number,
  sizesBytes: number[],
  db: Db = getPrisma(),
): Promise<number[]> {
  if (sizesBytes.length === 0) return [];
  const rows = await db.$queryRaw<{ sizeBytes: bigint }[]>(Prisma.sql`
    select distinct file_size as "sizeBytes" from media_files
    where owner_id = ${ownerId} and sha256 is not null and download_status = 'completed'
      and file_size = any(${sizesBytes.map(String)}::bigint[])`);
  return rows.map((row) => Number(row.sizeBytes));
}

interface DuplicateRow {
  sha256: string;
  sizeBytes: bigint;
  documentId: string;
  title: string;
  createdAt: Date;
  hasText: boolean;
  batchId: string | null;
  sourceIndex: number | null;
  engine: string | null;
  paused: boolean | null;
  statuses: WorkStatus[] | null;
}

/** Of each of these files the best transcript that the owner has already: one with text before one under way before
 * one that stopped, of the wanted engine before others, then the newest. What is in the trash does not count. */
export async function listDuplicates(
  ownerId: number,
  input: DuplicatesInput,
  db: Db = getPrisma(),
): Promise<DuplicateView[]> {
  if (input.files.length === 0) return [];
  const engine = input.engine ?? getSettings().TRAX_ENGINE;
  const rows = await db.$queryRaw<DuplicateRow[]>(Prisma.sql`
    with wanted as (
      select distinct * from unnest(
        ${input.files.map((file) => file.sha256)}::text[],
        ${input.files.map((file) => String(file.sizeBytes))}::bigint[]
      ) as file(sha256, size_bytes)
    )
    select distinct on (media.sha256, media.file_size)
      media.sha256, media.file_size as "sizeBytes", document.id as "documentId", document.title,
      document.created_at as "createdAt", document.current_result_id is not null as "hasText",
      work.batch_job_id as "batchId", work.source_index as "sourceIndex", work.engine, work.paused, work.statuses
    from wanted
    join media_files media on media.owner_id = ${ownerId} and media.sha256 = wanted.sha256
      and media.file_size = wanted.size_bytes and media.download_status = 'completed'
    join transcript_documents document on document.media_file_id = media.id
      and document.owner_id = ${ownerId} and document.deleted_at is null
    left join lateral (
      select item.batch_job_id, item.source_index, item.status, item.task_data->>'engine' as engine,
        batch.paused_at is not null or item.paused_at is not null as paused,
        array(select step.status::text from batch_items step
          where step.batch_job_id = item.batch_job_id and step.source_index = item.source_index) as statuses
      from batch_items item join batch_jobs batch on batch.id = item.batch_job_id
      where item.document_id = document.id and item.task_type = 'transcribe' and batch.owner_id = ${ownerId}
      order by item.created_at desc limit 1
    ) work on true
    where document.current_result_id is not null or work.batch_job_id is not null
    order by media.sha256, media.file_size, document.current_result_id is null,
      array_position(array['completed', 'running', 'retrying', 'pending'], work.status::text),
      work.engine is distinct from ${engine}, document.created_at desc`);
  return rows.map(toDuplicate);
}

function toDuplicate(row: DuplicateRow): DuplicateView {
  return {
    sha256: row.sha256,
    sizeBytes: Number(row.sizeBytes),
    documentId: row.documentId,
    title: row.title,
    createdAt: row.createdAt,
    hasText: row.hasText,
    state: deriveEarlierState(row),
    engine: engineId.nullable().catch(null).parse(row.engine),
    source: row.batchId === null ? null : { batchId: row.batchId, sourceIndex: Number(row.sourceIndex ?? 0) },
  };
}

/** A transcript that can be read is done, whatever became of a later run of it. */
export function deriveEarlierState({
  hasText,
  statuses,
  paused,
}: Pick<DuplicateRow, "hasText" | "statuses" | "paused">): DuplicateView["state"] {
  const state = deriveSourceState(statuses ?? []);
  if (hasText || state === "processed") return "done";
  if (state === "failed" || state === "cancelled") return state;
  return paused ? "paused" : "working";
}

/** Uploads whose bytes are not all here, newest first: under way in some browser, or cut off. */
export async function listUnfinished(
  ownerId: number,
  db: Db = getPrisma(),
): Promise<{ uploads: UnfinishedUpload[]; total: number }> {
  const rows = await db.$queryRaw<(Omit<UnfinishedUpload, "receivedBytes"> & { total: number })[]>(Prisma.sql`
    select media.id as "mediaFileId", item.batch_job_id as "batchId", item.source_index as "sourceIndex",
      media.file_name as "fileName", coalesce((item.task_data->>'announcedBytes')::float8, 0) as "sizeBytes",
      count(*) over ()::int as total
    from batch_items item
    join media_files media on media.id = item.media_file_id
    join batch_jobs batch on batch.id = item.batch_job_id
    left join transcript_documents document on document.id = item.document_id
    where media.owner_id = ${ownerId} and batch.owner_id = ${ownerId} and batch.deleted_at is null
      and document.deleted_at is null and ${isAwaited}
    order by batch.created_at desc, item.source_index limit ${maxUnfinished}`);
  const storage = getUploadStorage();
  const uploads = await Promise.all(
    rows.map(async ({ total: _, ...row }) => ({
      ...row,
      receivedBytes: (await storage.findSize(storageKeys.upload(row.mediaFileId))) ?? 0,
    })),
  );
  return { uploads, total: rows[0]?.total ?? 0 };
}
