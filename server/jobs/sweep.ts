import { Prisma, type PrismaClient, type Tx } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { getLogger } from "@/server/platform/logger";
import { deadAfterMs, LOST_DISPATCH_MS } from "@/server/platform/patience";
import { dispatch, mayRunNow } from "./dispatch";
import { writeFailure } from "./lifecycle";
import { notifyStatus } from "./notify";
import { endsOrReopens, findSourceState, lockBatch, settleSource } from "./settle";

export interface SweepResult {
  recovered: number;
  dispatched: number;
}

/** Mends what crashes leave: runs whose heart stopped, retries whose wake-up was lost, items that were marked as
 * dispatched but that no queue job carries. Any number of workers may sweep at once; one does.
 * @param deadWorkers workers known to be dead without waiting (the supervisor saw them end) */
export async function sweep(prisma: PrismaClient, deadWorkers: string[] = []): Promise<SweepResult> {
  const recovered = await recoverDeadRuns(prisma, deadWorkers);
  const dispatched = await dispatchForgotten(prisma);
  return { recovered, dispatched };
}

interface DeadRun {
  id: string;
  batch_job_id: string;
  source_index: number;
  document_id: string | null;
  /** Null for a run that an older client began. */
  claim_token: string | null;
  task_type: string;
  retry_count: number;
  max_retries: number;
}

async function recoverDeadRuns(prisma: PrismaClient, deadWorkers: string[]): Promise<number> {
  const dead = await prisma.$queryRaw<DeadRun[]>(Prisma.sql`
    select id, batch_job_id, source_index, document_id, claim_token, task_type,
           coalesce(retry_count, 0) as retry_count, coalesce(max_retries, 3) as max_retries
    from batch_items
    where status = 'running'
      and (heartbeat_at is null or heartbeat_at < now() - make_interval(secs => ${deadAfterMs() / 1000}::float8)
           or claimed_by = any(${deadWorkers}::uuid[]))`);
  let recovered = 0;
  for (const run of dead) {
    // One that cannot be mended must not keep the others from it.
    await prisma
      .$transaction((tx) => recoverRun(tx, run, deadWorkers))
      .then((mended) => {
        if (mended) recovered += 1;
      })
      .catch((error: unknown) =>
        getLogger().error({ itemId: run.id, err: String(error) }, "run not recovered"),
      );
  }
  return recovered;
}

/** The token and the heartbeat are asked again under the lock: the run may have come back in between. */
async function recoverRun(tx: Tx, run: DeadRun, deadWorkers: string[]): Promise<boolean> {
  const batch = await lockBatch(tx, run.batch_job_id);
  if (!batch) return false;
  const still = await tx.$queryRaw<unknown[]>(Prisma.sql`
    select 1 from batch_items
    where id = ${run.id}::uuid and status = 'running' and claim_token is not distinct from ${run.claim_token}::uuid
      and (heartbeat_at is null or heartbeat_at < now() - make_interval(secs => ${deadAfterMs() / 1000}::float8)
           or claimed_by = any(${deadWorkers}::uuid[]))
    for update`);
  if (still.length === 0) return false;
  await freeQueueJob(tx, run);
  const before = await findSourceState(tx, run.batch_job_id, run.source_index);
  // The next worker takes it at once: the delay of a retry is for services that need rest, not for a crash.
  const status = await writeFailure(
    tx,
    { itemId: run.id, batchId: run.batch_job_id, retryCount: run.retry_count, maxRetries: run.max_retries },
    new TraxError("WORKER_DIED", { times: run.retry_count + 1 }),
    0,
  );
  const after = await findSourceState(tx, run.batch_job_id, run.source_index);
  if (endsOrReopens(before, after)) await settleSource(tx, batch, before, after);
  await notifyStatus(tx, {
    ownerId: batch.owner_id,
    batchId: run.batch_job_id,
    documentId: run.document_id,
    sourceIndex: run.source_index,
    itemId: run.id,
    status,
  });
  await dispatch(tx, run.batch_job_id);
  return true;
}

/** graphile-worker keeps a dead worker's job locked for four hours: free the lock and clear the job away, since
 * the item alone says what is still to do. */
async function freeQueueJob(tx: Tx, run: DeadRun): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    select graphile_worker.force_unlock_workers(array_agg(distinct locked_by))
    from graphile_worker.jobs
    where key = any(array['media.' || ${run.task_type} || ':' || ${run.id}]) and locked_by is not null
    having count(*) > 0`);
  await tx.$executeRaw(Prisma.sql`
    select graphile_worker.remove_job('media.' || ${run.task_type} || ':' || ${run.id})`);
}

async function dispatchForgotten(prisma: PrismaClient): Promise<number> {
  await prisma.$executeRaw(Prisma.sql`
    update batch_items item set dispatched_at = null
    where status in ('pending', 'retrying')
      and dispatched_at < now() - make_interval(secs => ${LOST_DISPATCH_MS / 1000}::float8)
      and not exists (
        select 1 from graphile_worker.jobs job
        where job.key = 'media.' || item.task_type || ':' || item.id and job.attempts < job.max_attempts
      )`);
  const batches = await prisma.$queryRaw<{ id: string }[]>(Prisma.sql`
    select batch.id from batch_jobs batch
    join batch_items item on item.batch_job_id = batch.id
    where batch.status in ('pending', 'running') and batch.paused_at is null and ${mayRunNow}
    group by batch.id order by min(item.created_at) limit 500`);
  let dispatched = 0;
  for (const { id } of batches) {
    dispatched += await prisma
      .$transaction((tx) => dispatch(tx, id))
      .catch((error: unknown) => {
        getLogger().error({ batchId: id, err: String(error) }, "batch not dispatched");
        return 0;
      });
  }
  return dispatched;
}
