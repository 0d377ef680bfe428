import { Prisma, type PrismaClient } from "@/server/platform/db";
import { getLogger } from "@/server/platform/logger";
import { lostDispatchMs } from "@/server/platform/patience";
import { dispatch, dispatchLooseJobs, inHand, jobMayRunNow, mayRunNow } from "./dispatch";
import { itemQueueKey, jobQueueKey, stepTypes } from "./queue-names";

/** Batches looked at in one round: the rest has its turn in the next. */
const BATCHES_A_ROUND = 500;

/** Hands over again what was marked as dispatched but that no queue job carries, and what may run but that nobody
 * dispatched. Jobs on what a source became may be left when its batch has ended. Returns how many. */
export async function dispatchForgotten(prisma: PrismaClient): Promise<number> {
  await unmarkLost(prisma);
  const batches = await prisma.$queryRaw<{ id: string }[]>(Prisma.sql`
    select batch.id from batch_jobs batch
    where batch.id in (
        select id from batch_jobs where status in ('pending', 'running')
        union select job.batch_job_id from v2_processing_jobs job where ${jobMayRunNow})
      and batch.paused_at is null and batch.deleted_at is null
      and ${inHand} < coalesce(batch.worker_count, 8)
      and (
        exists (
          select 1 from batch_items item
          where item.batch_job_id = batch.id and item.task_type = any(${stepTypes}::text[]) and ${mayRunNow})
        or exists (select 1 from v2_processing_jobs job where job.batch_job_id = batch.id and ${jobMayRunNow}))
      and not exists (select 1 from queue_control where paused_at is not null)
    order by batch.created_at limit ${BATCHES_A_ROUND}`);
  let dispatched = 0;
  for (const { id } of batches) {
    dispatched += await prisma
      .$transaction((tx) => dispatch(tx, id))
      .catch((error: unknown) => {
        getLogger().error({ batchId: id, err: String(error) }, "batch not dispatched");
        return 0;
      });
  }
  const [loose] = await prisma.$queryRaw<unknown[]>(Prisma.sql`
    select 1 from v2_processing_jobs job where job.batch_job_id is null and ${jobMayRunNow} limit 1`);
  if (loose) dispatched += await prisma.$transaction((tx) => dispatchLooseJobs(tx));
  return dispatched;
}

async function unmarkLost(prisma: PrismaClient): Promise<void> {
  // Dispatched in the future says that the clock was set back.
  const isLong = Prisma.sql`abs(extract(epoch from now() - dispatched_at)) > ${lostDispatchMs() / 1000}::float8`;
  await prisma.$executeRaw(Prisma.sql`
    update batch_items item set dispatched_at = null
    where status in ('pending', 'retrying') and dispatched_at is not null and ${isLong}
      and not exists (
        select 1 from graphile_worker.jobs held
        where held.key = ${itemQueueKey} and held.attempts < held.max_attempts)`);
  await prisma.$executeRaw(Prisma.sql`
    update v2_processing_jobs job set dispatched_at = null
    where status in ('pending', 'retrying') and dispatched_at is not null and ${isLong}
      and not exists (
        select 1 from graphile_worker.jobs held
        where held.key = ${jobQueueKey} and held.attempts < held.max_attempts)`);
}
