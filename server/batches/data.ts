import { deriveSourceState, type SourceState } from "@/core/status/derive-batch-status";
import type { BatchStatus, WorkStatus } from "@/core/status/transitions";
import { listBatchPaces } from "@/server/estimates/data";
import { type Db, getPrisma, Prisma } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { mergedContent } from "@/server/transcripts/result-schema";
import { type MachineSegments, machineSegments } from "@/server/transcripts/schema";
import { meetsWishes } from "./meets-wishes";
import {
  type BatchDetail,
  type BatchLimits,
  type BatchSummary,
  batchSettings,
  type EndedSince,
  type PaceView,
} from "./schema";
import { countSources } from "./source-window";

export { listSources, toHearingView } from "./list-sources";
export { countSources, listSourceKeys, listSourcePage } from "./source-window";

export interface BatchPage {
  batches: BatchSummary[];
  nextCursor: string | null;
}

interface SummaryRow {
  id: string;
  name: string;
  status: BatchStatus;
  total_files: number;
  processed_files: number;
  failed_files: number;
  progress: number;
  created_at: Date;
  /** With all its digits, for the cursor: a Date keeps milliseconds only. */
  created_at_text: string;
  start_time: Date | null;
  end_time: Date | null;
  settings: unknown;
  priority: number;
  paused_at: Date | null;
}

/** Progress of a batch is the mean of its sources', by the weights of deriveSourceProgress for the steps there are. */
const summaryColumns = Prisma.sql`
  batch.id, batch.name, batch.status, batch.total_files, coalesce(batch.processed_files, 0) as processed_files,
  coalesce(batch.failed_files, 0) as failed_files, batch.created_at, batch.created_at::text as created_at_text, batch.start_time, batch.end_time, batch.settings,
  batch.priority, batch.paused_at,
  coalesce((
    select avg(case when item.status = 'completed' then 1 else item.progress end)
    from batch_items item where item.batch_job_id = batch.id and item.task_type = 'transcribe'
  ), 0)::float8 as progress`;

/** Newest first, by keyset: the cursor is the last row's creation time and id. */
export async function listBatches(
  ownerId: number,
  input: { status?: BatchStatus; cursor?: string | null; limit: number },
  db: Db = getPrisma(),
): Promise<BatchPage> {
  const after = parseCursor(input.cursor);
  const rows = await db.$queryRaw<SummaryRow[]>(Prisma.sql`
    select ${summaryColumns} from batch_jobs batch
    where batch.owner_id = ${ownerId} and batch.deleted_at is null
      ${input.status ? Prisma.sql`and batch.status = ${input.status}` : Prisma.empty}
      ${after ? Prisma.sql`and (batch.created_at, batch.id) < (${after.at}::timestamp, ${after.id}::uuid)` : Prisma.empty}
    order by batch.created_at desc, batch.id desc limit ${input.limit + 1}`);
  const page = rows.slice(0, input.limit);
  const last = page.at(-1);
  return {
    batches: await toSummaries(ownerId, page, db),
    nextCursor: rows.length > input.limit && last ? `${last.created_at_text}_${last.id}` : null,
  };
}

/** @throws TraxError NOT_FOUND, also for what belongs to somebody else or was put away */
export async function getBatch(ownerId: number, batchId: string, db: Db = getPrisma()): Promise<BatchDetail> {
  const [row] = await db.$queryRaw<SummaryRow[]>(Prisma.sql`
    select ${summaryColumns} from batch_jobs batch
    where batch.owner_id = ${ownerId} and batch.id = ${batchId}::uuid and batch.deleted_at is null`);
  if (!row) throw new TraxError("NOT_FOUND", { what: "batch" });
  const counts = await countSources(ownerId, { batchId }, db);
  const [summary] = await toSummaries(ownerId, [row], db);
  return {
    ...(summary as BatchSummary),
    settings: batchSettings.catch({}).parse(row.settings ?? {}),
    counts,
  };
}

/** Also one that was put away, which can be brought back. @throws TraxError NOT_FOUND */
export async function requireBatch(ownerId: number, batchId: string, db: Db = getPrisma()): Promise<void> {
  const found = await db.batchJob.findFirst({ where: { id: batchId, ownerId }, select: { id: true } });
  if (!found) throw new TraxError("NOT_FOUND", { what: "batch" });
}

export interface SubmittedSource {
  batchId: string;
  sourceIndex: number;
  mediaFileId: string;
  documentId: string;
  state: SourceState;
}

/** The best submission of these very bytes with these settings whose bytes are all there: a finished one before one
 * under way before one that stopped, then the newest. What is in the trash does not count, nor what is paused. */
export async function findSubmittedSource(
  ownerId: number,
  by: {
    sha256: string;
    sizeBytes: number;
    engine: string;
    language: string | null;
    audioTrack: number | null;
  } & Parameters<typeof meetsWishes>[0],
  db: Db = getPrisma(),
): Promise<SubmittedSource | null> {
  const [row] = await db.$queryRaw<
    (Omit<SubmittedSource, "state"> & { statuses: WorkStatus[] })[]
  >(Prisma.sql`
    select item.batch_job_id as "batchId", item.source_index as "sourceIndex",
      item.media_file_id as "mediaFileId", item.document_id as "documentId",
      array(select step.status::text from batch_items step
        where step.batch_job_id = item.batch_job_id and step.source_index = item.source_index) as statuses
    from media_files media
    join batch_items item on item.media_file_id = media.id and item.task_type = 'transcribe'
    join batch_jobs batch on batch.id = item.batch_job_id
    join transcript_documents document on document.id = item.document_id
    where media.owner_id = ${ownerId} and media.sha256 = ${by.sha256} and media.file_size = ${BigInt(by.sizeBytes)}
      and media.download_status = 'completed' and document.deleted_at is null
      and item.task_data->>'engine' = ${by.engine}
      and coalesce(item.task_data->>'language', ${by.language ?? ""}) = ${by.language ?? ""}
      and coalesce(item.task_data->>'audioTrack', '') = ${by.audioTrack === null ? "" : String(by.audioTrack)}
      and item.task_data->'range' is null and ${meetsWishes(by)}
      and (item.status = 'completed' or (batch.paused_at is null and item.paused_at is null))
    order by array_position(array['completed', 'running', 'retrying', 'pending'], item.status::text),
      item.created_at desc
    limit 1`);
  if (!row) return null;
  const { statuses, ...source } = row;
  return { ...source, state: deriveSourceState(statuses) };
}

/** Of the sources of these batches, those on which nothing will happen any more. One cheap question for everybody
 * who waits. */
export async function listEndedSources(
  ownerId: number,
  batchIds: string[],
  db: Db = getPrisma(),
): Promise<{ batchId: string; sourceIndex: number }[]> {
  return db.$queryRaw<{ batchId: string; sourceIndex: number }[]>(Prisma.sql`
    select item.batch_job_id as "batchId", item.source_index as "sourceIndex"
    from batch_items item join batch_jobs batch on batch.id = item.batch_job_id
    where batch.owner_id = ${ownerId} and item.batch_job_id = any(${batchIds}::uuid[])
    group by item.batch_job_id, item.source_index
    having bool_or(item.status in ('failed', 'cancelled')) or bool_and(item.status = 'completed')`);
}

export interface SourceResult {
  text: string;
  segments: MachineSegments;
  /** The engine's own output, in the shape of a verbose transcription. */
  rawContent: unknown;
}

/** What the machine heard of a source, whatever a person made of it since.
 * @throws TraxError NOT_FOUND, also while there is no result yet */
export async function getSourceResult(
  ownerId: number,
  source: { batchId: string; sourceIndex: number },
  db: Db = getPrisma(),
): Promise<SourceResult> {
  const item = await db.batchItem.findFirst({
    where: {
      batchJobId: source.batchId,
      sourceIndex: source.sourceIndex,
      taskType: "transcribe",
      batchJob: { ownerId },
    },
    select: {
      transcript: { select: { textContent: true, segments: true, rawContent: true, mergedContent: true } },
    },
  });
  if (!item?.transcript) throw new TraxError("NOT_FOUND", { what: "transcript" });
  const { textContent, segments, rawContent } = item.transcript;
  // What several hearings were merged into, where there were several: as the person was given it.
  const merged = mergedContent.safeParse(item.transcript.mergedContent).data;
  return {
    text: merged?.text ?? textContent ?? "",
    segments: machineSegments.parse(merged?.segments ?? segments ?? []),
    rawContent,
  };
}

/** Ids that begin so, a few at most: for people who do not type 36 characters. */
export async function listBatchIds(ownerId: number, prefix: string, db: Db = getPrisma()): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>(Prisma.sql`
    select id from batch_jobs
    where owner_id = ${ownerId} and deleted_at is null and starts_with(id::text, ${prefix.toLowerCase()}) limit 3`);
  return rows.map((row) => row.id);
}

/** @throws TraxError NOT_FOUND */
export async function getLimits(
  ownerId: number,
  batchId: string,
  db: Db = getPrisma(),
): Promise<BatchLimits> {
  const [row] = await db.$queryRaw<BatchLimits[]>(Prisma.sql`
    select coalesce(worker_count, 8) as "workerCount", coalesce(memory_limit_mb, 2048) as "memoryLimitMb",
      coalesce(cpu_limit_percent, 90) as "cpuLimitPercent", priority,
      coalesce((select max(max_retries) from batch_items where batch_job_id = batch_jobs.id), 3) as "maxRetries"
    from batch_jobs where owner_id = ${ownerId} and id = ${batchId}::uuid`);
  if (!row) throw new TraxError("NOT_FOUND", { what: "batch" });
  return row;
}

/** Batches that ended after an instant of the database's clock, oldest first, a screenful at most. */
export async function listEndedSince(
  ownerId: number,
  since: Date | null,
  db: Db = getPrisma(),
): Promise<EndedSince> {
  const [[state], ended] = await Promise.all([
    db.$queryRaw<{ now: Date; working: number }[]>(Prisma.sql`
      select now() as now, count(*)::int as working from batch_jobs
      where owner_id = ${ownerId} and deleted_at is null and status in ('pending', 'running')`),
    since === null
      ? []
      : db.$queryRaw<EndedSince["ended"]>(Prisma.sql`
          select id, name, status, total_files as "totalFiles", coalesce(failed_files, 0) as "failedFiles",
            end_time as "endTime"
          from batch_jobs
          where owner_id = ${ownerId} and deleted_at is null and end_time > ${since}::timestamptz at time zone 'utc'
            and status in ('completed', 'failed', 'cancelled')
          order by end_time limit 20`),
  ]);
  return { now: state?.now ?? new Date(0), working: state?.working ?? 0, ended };
}

/** Time left is asked only where something moves. */
async function toSummaries(ownerId: number, rows: SummaryRow[], db: Db): Promise<BatchSummary[]> {
  const moving = rows
    .filter(({ status }) => status === "pending" || status === "running")
    .map(({ id }) => id);
  const paces = moving.length > 0 ? await listBatchPaces(ownerId, moving, db) : new Map<string, PaceView>();
  return rows.map((row) => ({ ...toSummary(row), pace: paces.get(row.id) ?? null }));
}

function toSummary(row: SummaryRow): BatchSummary {
  return {
    id: row.id,
    name: row.name,
    status: row.status,
    totalFiles: row.total_files,
    processedFiles: row.processed_files,
    failedFiles: row.failed_files,
    progress: Math.min(1, Math.max(0, row.progress)),
    priority: row.priority,
    pausedAt: row.paused_at,
    pace: null,
    createdAt: row.created_at,
    startTime: row.start_time,
    endTime: row.end_time,
  };
}

function parseCursor(cursor: string | null | undefined): { at: string; id: string } | null {
  const match = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?)_([0-9a-f-]{36})$/.exec(cursor ?? "");
  return match?.[1] && match[2] ? { at: match[1], id: match[2] } : null;
}
