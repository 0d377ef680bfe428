import { statesBefore, type WorkStatus } from "@/core/status/transitions";
import { type Db, Prisma, type Tx } from "@/server/platform/db";
import { storedJsonText } from "@/server/platform/stored-json";
import { dispatchLocked, dispatchLooseJobs } from "./dispatch";
import { notifyStatus } from "./notify";
import { lockBatch } from "./settle";
import { jobParameters } from "./work-schema";

/** Work on a text that is there: the last job `enhancement`, `summary` or `video` of its document. */
export type TextJobType = "enhancement" | "summary" | "video";

export interface TextWork {
  jobId: number;
  state: "waiting" | "running" | "retrying" | "failed";
  /** 0..1. */
  progress: number;
  batchId: string | null;
  /** What it was asked to do, as it is stored. */
  parameters: unknown;
  error: { code: string | null; message: string | null } | null;
}

interface JobRow {
  id: number;
  batchId: string | null;
  status: WorkStatus;
  progress: number;
  parameters: unknown;
  dismissed: boolean;
  code: string | null;
  message: string | null;
}

async function findJob(
  db: Db,
  documentId: string,
  jobType: TextJobType,
  lock = Prisma.empty,
): Promise<JobRow | null> {
  const [row] = await db.$queryRaw<JobRow[]>(Prisma.sql`
    select job.id, job.batch_job_id as "batchId", job.status, coalesce(job.progress, 0) as progress,
      job.parameters, coalesce(job.parameters->'dismissed' = 'true'::jsonb, false) as dismissed,
      job.error_code as code, job.error_message as message
    from v2_processing_jobs job
    where job.document_id = ${documentId}::uuid and job.job_type = ${jobType}
    order by job.id desc limit 1 ${lock}`);
  return row ?? null;
}

const states: Partial<Record<WorkStatus, TextWork["state"]>> = {
  pending: "waiting",
  running: "running",
  retrying: "retrying",
  failed: "failed",
};

/** Null where it is done, was never asked for, or its failure was put aside. The caller has checked the owner. */
export async function findTextWork(
  db: Db,
  documentId: string,
  jobType: TextJobType,
): Promise<TextWork | null> {
  const job = await findJob(db, documentId, jobType);
  const state = job && !job.dismissed ? states[job.status] : undefined;
  if (!job || !state) return null;
  const { id: jobId, progress, batchId, parameters, code, message } = job;
  return { jobId, state, progress, batchId, parameters, error: code === null ? null : { code, message } };
}

/** Ends what is under way; a failure is put aside. Returns how many jobs that was. The caller has checked the owner. */
export async function cancelTextWork(
  tx: Tx,
  ownerId: number,
  documentId: string,
  jobType: TextJobType,
): Promise<number> {
  // A run ends under its batch's lock, so that is taken first here too.
  const before = await findJob(tx, documentId, jobType);
  if (before?.batchId) await lockBatch(tx, before.batchId);
  const job = await findJob(tx, documentId, jobType, Prisma.sql`for update of job`);
  if (!job || job.dismissed) return 0;
  const isLive = statesBefore("cancelled", "person").includes(job.status);
  if (!isLive && job.status !== "failed") return 0;
  const aside = Prisma.sql`
    parameters = coalesce(parameters, '{}') || ${storedJsonText(jobParameters, { dismissed: true })}::jsonb`;
  const end = Prisma.sql`status = 'cancelled', claim_token = null, heartbeat_at = null, dispatched_at = null,
    run_at = null, stop_requested_at = null, completed_at = greatest(now(), started_at)`;
  await tx.$executeRaw(Prisma.sql`
    update v2_processing_jobs set ${job.status === "failed" ? aside : end} where id = ${job.id}`);
  const run = { ownerId, batchId: job.batchId ?? "", documentId, sourceIndex: null };
  // The worker that runs it looks at once whether it was meant.
  await notifyStatus(tx, { ...run, itemId: `job:${job.id}`, status: null });
  await (job.batchId ? dispatchLocked(tx, job.batchId) : dispatchLooseJobs(tx));
  return 1;
}

/** One that failed goes on where it stopped. Returns how many jobs that was. The caller has checked the owner. */
export async function retryTextWork(tx: Tx, documentId: string, jobType: TextJobType): Promise<number> {
  const before = await findJob(tx, documentId, jobType);
  if (before?.batchId) await lockBatch(tx, before.batchId);
  const job = await findJob(tx, documentId, jobType, Prisma.sql`for update of job`);
  if (job?.status !== "failed") return 0;
  await tx.$executeRaw(Prisma.sql`
    update v2_processing_jobs set status = 'pending', retry_count = 0, dispatched_at = null, run_at = null,
      started_at = null, completed_at = null, paused_at = null, error_code = null, error_message = null,
      parameters = parameters - 'dismissed'
    where id = ${job.id}`);
  await (job.batchId ? dispatchLocked(tx, job.batchId) : dispatchLooseJobs(tx));
  return 1;
}
