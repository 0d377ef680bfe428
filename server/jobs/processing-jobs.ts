import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { statesBefore, type WorkStatus } from "@/core/status/transitions";
import { type Db, Prisma, type PrismaClient, type Tx } from "@/server/platform/db";
import type { TraxError } from "@/server/platform/errors";
import { storedJsonText } from "@/server/platform/stored-json";
import type { ProcessingJobType } from "./catalogue";
import { dispatchLater, dispatchLocked, dispatchLooseJobs } from "./dispatch";
import { decideFailure } from "./failure";
import type { Heartbeat } from "./lifecycle";
import { announceSoon, type StatusNotice } from "./notify";
import { lockBatch } from "./settle";
import { jobParameters, resultData as resultDataSchema } from "./work-schema";

/** The life of `v2_processing_jobs`: work on what a source became, beside its steps. Claimed, fenced, retried and
 * given back as items are; a batch's counters do not count them, since a source is done when its steps are. */
export interface JobClaim {
  jobId: number;
  claimToken: string;
  batchId: string | null;
  ownerId: number;
  jobType: ProcessingJobType;
  parameters: unknown;
  mediaFileId: string | null;
  documentId: string | null;
  transcriptId: string | null;
  retryCount: number;
  maxRetries: number;
  /** Of its batch. */
  memoryLimitMb: number;
  cpuLimitPercent: number;
}

export interface JobWish {
  jobType: ProcessingJobType;
  /** Null: of a text whose recording is gone; then there is a transcript. */
  mediaFileId: string | null;
  documentId: string | null;
  batchId: string | null;
  sourceIndex: number;
  /** What the job is made of; one without goes by the recording alone. */
  transcriptId?: string;
  parameters?: z.input<typeof jobParameters>;
  /** What the job is made of is the document: one for another document of the recording is another job. */
  isOfDocument?: boolean;
}

/** Asks for a job, unless one for the same (recording, result and parameters) is under way. The caller dispatches. */
export async function createProcessingJob(tx: Tx, wish: JobWish): Promise<void> {
  const transcriptId = wish.transcriptId ?? null;
  const parameters = wish.parameters ?? {};
  await tx.$executeRaw(Prisma.sql`
    insert into v2_processing_jobs (job_type, media_file_id, document_id, batch_job_id, source_index,
      transcript_id, parameters)
    select ${wish.jobType}, ${wish.mediaFileId}::uuid, ${wish.documentId}::uuid, ${wish.batchId}::uuid,
      ${wish.sourceIndex}, ${transcriptId}::uuid, ${storedJsonText(jobParameters, parameters)}::jsonb
    where not exists (
      select 1 from v2_processing_jobs
      where job_type = ${wish.jobType} and media_file_id is not distinct from ${wish.mediaFileId}::uuid
        and transcript_id is not distinct from ${transcriptId}::uuid
        and (not ${wish.isOfDocument ?? false} or document_id = ${wish.documentId}::uuid)
        and (${transcriptId}::uuid is null or parameters = ${storedJsonText(jobParameters, parameters)}::jsonb)
        and status not in ('completed', 'failed', 'cancelled'))`);
}

/** As `claim` of an item. */
export async function claimJob(
  prisma: PrismaClient,
  jobId: number,
  workerId: string | null,
  claimToken: string = randomUUID(),
): Promise<JobClaim | null> {
  const [row] = await prisma.$queryRaw<JobClaim[]>(Prisma.sql`
    with taken as (
      update v2_processing_jobs job set status = 'running', claim_token = ${claimToken}::uuid,
        claimed_by = ${workerId}::uuid, heartbeat_at = now(), dispatched_at = null, run_at = null,
        stop_requested_at = null, started_at = now(), completed_at = null, progress = 0,
        error_message = null, error_code = null
      where job.id = ${jobId} and (
        job.dispatched_at is not null and job.status = any(${statesBefore("running", "machine")}::text[])
          and job.paused_at is null
          and not exists (select 1 from batch_jobs batch where batch.id = job.batch_job_id
            and (batch.paused_at is not null or batch.deleted_at is not null))
        or job.claim_token = ${claimToken}::uuid and job.status = 'running')
      returning job.*
    )
    select taken.id as "jobId", taken.claim_token as "claimToken", taken.batch_job_id as "batchId",
      ${ownerOf} as "ownerId", taken.job_type as "jobType", taken.parameters, taken.media_file_id as "mediaFileId",
      taken.document_id as "documentId", taken.transcript_id as "transcriptId", taken.retry_count as "retryCount",
      taken.max_retries as "maxRetries", coalesce(batch.memory_limit_mb, 2048) as "memoryLimitMb",
      coalesce(batch.cpu_limit_percent, 90) as "cpuLimitPercent"
    from taken left join batch_jobs batch on batch.id = taken.batch_job_id`);
  if (row) announceSoon(prisma, noticeOf(row, "running"));
  return row ?? null;
}

/** As `putBack` of an item. */
export async function putBackJob(db: Db, jobId: number): Promise<void> {
  await db.$executeRaw(Prisma.sql`
    update v2_processing_jobs set dispatched_at = null
    where id = ${jobId} and status in ('pending', 'retrying') and dispatched_at is not null`);
}

/** @param progress 0..1 */
export async function heartbeatJob(db: Db, run: JobClaim, progress: number): Promise<Heartbeat> {
  const [row] = await db.$queryRaw<{ stop: boolean }[]>(Prisma.sql`
    update v2_processing_jobs set heartbeat_at = now(), progress = greatest(0, least(1, ${progress}::float8))
    where id = ${run.jobId} and claim_token = ${run.claimToken}::uuid and status = 'running'
    returning stop_requested_at is not null as stop`);
  if (!row) return "lost";
  return row.stop ? "stop" : "alive";
}

/** Outputs and job commit together. False when the claim is stale: nothing was written. */
export async function finishJob(
  prisma: PrismaClient,
  run: JobClaim,
  resultData: Record<string, unknown>,
  write: ((tx: Tx) => Promise<void>) | null = null,
): Promise<boolean> {
  return endRun(prisma, run, async (tx) => {
    await write?.(tx);
    const result = storedJsonText(resultDataSchema, resultData);
    const set = Prisma.sql`status = 'completed', progress = 1, result_data = ${result}::jsonb, ${ended}`;
    await endJob(tx, run.jobId, set);
    return "completed";
  });
}

/** Returns the status the job has now, null when the claim is stale. */
export async function failJob(
  prisma: PrismaClient,
  run: JobClaim,
  error: TraxError,
  resultData: Record<string, unknown> | null = null,
): Promise<WorkStatus | null> {
  let status: WorkStatus | null = null;
  await endRun(prisma, run, async (tx) => {
    status = await writeJobFailure(tx, run, error, { resultData });
    return status;
  });
  return status;
}

/** Not an attempt. */
export async function releaseJob(prisma: PrismaClient, run: JobClaim): Promise<boolean> {
  return endRun(prisma, run, async (tx) => {
    await endJob(tx, run.jobId, Prisma.sql`status = 'pending'`);
    return "pending";
  });
}

/** Writes the failure of a running job whose batch, if it has one, is locked by the caller. */
export async function writeJobFailure(
  tx: Tx,
  run: Pick<JobClaim, "jobId" | "batchId" | "retryCount" | "maxRetries">,
  error: TraxError,
  options: { delayMs?: number; resultData?: Record<string, unknown> | null } = {},
): Promise<"retrying" | "failed"> {
  const decision = decideFailure(run, error.code);
  const said = Prisma.sql`error_code = ${error.code}, error_message = ${error.message}`;
  const kept = options.resultData
    ? Prisma.sql`, result_data = coalesce(result_data, '{}') || ${storedJsonText(resultDataSchema, options.resultData)}::jsonb`
    : Prisma.empty;
  if (decision.status === "failed") {
    await endJob(tx, run.jobId, Prisma.sql`status = 'failed', ${said}${kept}, ${ended}`);
    return "failed";
  }
  const delayMs = options.delayMs ?? decision.delayMs;
  const runAt = Prisma.sql`now() + make_interval(secs => ${delayMs / 1000}::float8)`;
  const set = Prisma.sql`status = 'retrying', retry_count = retry_count + 1, run_at = ${runAt}, ${said}${kept}`;
  await endJob(tx, run.jobId, set);
  // One without a batch is found by the sweeper.
  if (delayMs > 0 && run.batchId) await dispatchLater(tx, run.batchId, delayMs);
  return "retrying";
}

const ended = Prisma.sql`completed_at = greatest(now(), started_at),
  processing_time_seconds = greatest(0, extract(epoch from now() - started_at))`;

/** Of a row `taken`. */
const ownerOf = Prisma.sql`coalesce(
  (select owner_id from batch_jobs where id = taken.batch_job_id),
  (select owner_id from transcript_documents where id = taken.document_id),
  (select owner_id from media_files where id = taken.media_file_id), 1)`;

function noticeOf(run: JobClaim, status: WorkStatus): StatusNotice {
  const { ownerId, batchId, documentId } = run;
  return { ownerId, batchId: batchId ?? "", documentId, sourceIndex: null, itemId: null, status };
}

async function endJob(tx: Tx, jobId: number, set: Prisma.Sql): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    update v2_processing_jobs
    set claim_token = null, heartbeat_at = null, dispatched_at = null, stop_requested_at = null, ${set}
    where id = ${jobId}`);
}

async function endRun(
  prisma: PrismaClient,
  run: JobClaim,
  write: (tx: Tx) => Promise<WorkStatus>,
): Promise<boolean> {
  const status = await prisma.$transaction(async (tx) => {
    if (run.batchId) await lockBatch(tx, run.batchId);
    if (!(await holdsJob(tx, run))) return null;
    const written = await write(tx);
    await (run.batchId ? dispatchLocked(tx, run.batchId) : dispatchLooseJobs(tx));
    return written;
  });
  if (status) announceSoon(prisma, noticeOf(run, status));
  return status !== null;
}

async function holdsJob(tx: Tx, run: JobClaim): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>(Prisma.sql`
    select 1 from v2_processing_jobs
    where id = ${run.jobId} and claim_token = ${run.claimToken}::uuid and status = 'running' for update`);
  return rows.length === 1;
}
