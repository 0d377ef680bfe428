import { Prisma, type PrismaClient, type Tx } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { dispatchLocked, dispatchLooseJobs } from "./dispatch";
import { writeJobFailure } from "./processing-jobs";
import { freeQueueJob, jobQueueKey } from "./queue-names";
import { lockBatch } from "./settle";

export interface RunningJob {
  key: string;
  id: number;
  batchId: string | null;
  claimToken: string | null;
  beat: string | null;
  ageMs: number | null;
  isDead: boolean;
  retryCount: number;
  maxRetries: number;
}

export function listRunningJobs(prisma: PrismaClient, deadWorkers: string[]): Promise<RunningJob[]> {
  return prisma.$queryRaw<RunningJob[]>(Prisma.sql`
    select id || ':' || coalesce(claim_token::text, '') as key, id, batch_job_id as "batchId",
      claim_token as "claimToken", heartbeat_at::text as beat,
      (extract(epoch from now() - heartbeat_at) * 1000)::float8 as "ageMs",
      coalesce(claimed_by = any(${deadWorkers}::uuid[]), false) as "isDead",
      retry_count as "retryCount", max_retries as "maxRetries"
    from v2_processing_jobs where status = 'running'`);
}

/** As `recoverItem`. */
export async function recoverJob(tx: Tx, run: RunningJob): Promise<boolean> {
  if (run.batchId) await lockBatch(tx, run.batchId);
  const [still] = await tx.$queryRaw<{ key: string | null }[]>(Prisma.sql`
    select ${jobQueueKey} as key from v2_processing_jobs job
    where job.id = ${run.id} and job.status = 'running'
      and job.claim_token is not distinct from ${run.claimToken}::uuid
      and job.heartbeat_at::text is not distinct from ${run.beat}
    for update of job`);
  if (!still) return false;
  if (still.key) await freeQueueJob(tx, still.key);
  const { id: jobId, batchId, retryCount, maxRetries } = run;
  const died = new TraxError("WORKER_DIED", { times: retryCount + 1 });
  await writeJobFailure(tx, { jobId, batchId, retryCount, maxRetries }, died, { delayMs: 0 });
  await (batchId ? dispatchLocked(tx, batchId) : dispatchLooseJobs(tx));
  return true;
}
