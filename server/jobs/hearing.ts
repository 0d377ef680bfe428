import { deriveHearing, type Hearing, type HearingJob } from "@/core/status/derive-hearing";
import { statesBefore } from "@/core/status/transitions";
import { type Db, Prisma, type Tx } from "@/server/platform/db";
import { storedJsonText } from "@/server/platform/stored-json";
import { dispatchLocked, dispatchLooseJobs } from "./dispatch";
import { notifyStatus } from "./notify";
import { lockBatch } from "./settle";
import { jobParameters } from "./work-schema";

/** The further hearings of recordings: jobs of the types `pass` and `merge` that were asked for together. */

export interface HearingStatus extends Hearing {
  batchId: string | null;
  error: { code: string | null; message: string | null } | null;
}

interface JobRow extends HearingJob {
  id: number;
  documentId: string;
  batchId: string | null;
  request: string | null;
  dismissed: boolean;
  errorCode: string | null;
  errorMessage: string | null;
}

/** The last request of each document.
 * @param lock keeps the jobs from changing until the transaction ends */
async function listJobs(db: Db, documentIds: string[], lock = Prisma.empty): Promise<JobRow[]> {
  if (documentIds.length === 0) return [];
  return db.$queryRaw<JobRow[]>(Prisma.sql`
    select job.id, job.document_id as "documentId", job.batch_job_id as "batchId", job.job_type as "jobType", job.status,
      coalesce(job.progress, 0) as progress, job.parameters->>'request' as request,
      coalesce(case jsonb_typeof(job.parameters->'passes') when 'number'
        then (job.parameters->>'passes')::float8 end, 1) as passes,
      coalesce(job.parameters->'dismissed' = 'true'::jsonb, false) as dismissed,
      job.error_code as "errorCode", job.error_message as "errorMessage"
    from v2_processing_jobs job
    where job.document_id = any(${documentIds}::uuid[]) and job.job_type in ('pass', 'merge')
      and job.parameters->>'request' = (
        select last.parameters->>'request' from v2_processing_jobs last
        where last.document_id = job.document_id and last.job_type = 'pass' order by last.id desc limit 1)
    order by job.id ${lock}`);
}

/** How it stands, of documents that wait for one; those that have it, never asked, or whose failure was put aside are
 * left out. */
export async function listHearings(documentIds: string[], db: Db): Promise<Map<string, HearingStatus>> {
  const groups = new Map<string, JobRow[]>();
  for (const job of await listJobs(db, documentIds)) {
    groups.set(job.documentId, [...(groups.get(job.documentId) ?? []), job]);
  }
  const hearings = new Map<string, HearingStatus>();
  for (const [documentId, jobs] of groups) {
    const hearing = deriveHearing(jobs);
    if (!hearing || jobs.some(({ dismissed }) => dismissed)) continue;
    const said = jobs.find(({ status, errorCode }) => errorCode !== null && status !== "completed");
    const error = said ? { code: said.errorCode, message: said.errorMessage } : null;
    hearings.set(documentId, { ...hearing, batchId: jobs[0]?.batchId ?? null, error });
  }
  return hearings;
}

/** What of the last request has not ended ends now, and with it the request; a failure of it is put aside. Returns how
 * many jobs that was. The caller has checked the owner. */
export async function cancelHearing(tx: Tx, ownerId: number, documentId: string): Promise<number> {
  const from = statesBefore("cancelled", "person");
  const set = Prisma.sql`status = 'cancelled', claim_token = null, heartbeat_at = null, dispatched_at = null,
    run_at = null, stop_requested_at = null, completed_at = greatest(now(), started_at)`;
  const ended = await moveJobs(tx, ownerId, documentId, from, set);
  const aside = Prisma.sql`
    parameters = coalesce(parameters, '{}') || ${storedJsonText(jobParameters, { dismissed: true })}::jsonb`;
  return ended + (await moveJobs(tx, ownerId, documentId, ["failed"], aside));
}

/** Those that failed are tried again, from the last piece that was heard. Returns how many. */
export function retryHearing(tx: Tx, ownerId: number, documentId: string): Promise<number> {
  const set = Prisma.sql`status = 'pending', retry_count = 0, dispatched_at = null, run_at = null, started_at = null,
    completed_at = null, paused_at = null, error_code = null, error_message = null,
    parameters = parameters - 'dismissed'`;
  return moveJobs(tx, ownerId, documentId, ["failed"], set);
}

async function moveJobs(
  tx: Tx,
  ownerId: number,
  documentId: string,
  from: string[],
  set: Prisma.Sql,
): Promise<number> {
  // A run ends under its batch's lock, so that is taken first here too.
  const batches = [...new Set((await listJobs(tx, [documentId])).map(({ batchId }) => batchId))].sort();
  for (const batchId of batches) if (batchId) await lockBatch(tx, batchId);
  const jobs = await listJobs(tx, [documentId], Prisma.sql`for update of job`);
  const ids = jobs.filter(({ status }) => from.includes(status)).map(({ id }) => id);
  const moved = await tx.$executeRaw(Prisma.sql`
    update v2_processing_jobs set ${set} where id = any(${ids}::int[])`);
  for (const { id, batchId } of jobs.filter((job) => ids.includes(job.id))) {
    const run = { ownerId, batchId: batchId ?? "", documentId, sourceIndex: null };
    // The worker that runs it looks at once whether it was meant.
    await notifyStatus(tx, { ...run, itemId: `job:${id}`, status: null });
  }
  for (const batchId of batches) await (batchId ? dispatchLocked(tx, batchId) : dispatchLooseJobs(tx));
  return moved;
}
