import { deriveBatchStatus, isBatchEnded } from "@/core/status/derive-batch-status";
import { Prisma, type Tx } from "@/server/platform/db";
import { isChosen, type SourceChoice } from "./by-hand";
import { dispatchLocked, dispatchLooseJobs } from "./dispatch";
import { announceBatch, notifyStatus } from "./notify";
import { itemQueueKey, jobQueueKey } from "./queue-names";
import { lockBatch } from "./settle";

/** Pausing is a decision, not a state of work: items keep their status, nothing new starts, and what runs finishes
 * or, where that was asked, stops at its next checkpoint and is given back. The caller has checked the owner. */

export interface PauseOptions {
  stopRunning: boolean;
}

/** Returns 1, or 0 where it was so already or the batch has ended. */
export async function pauseBatch(
  tx: Tx,
  batchId: string,
  { stopRunning }: PauseOptions = { stopRunning: false },
): Promise<number> {
  const changed = await setBatchPaused(tx, batchId, true);
  if (changed > 0) await takeBack(tx, batchId);
  if (!stopRunning) return changed;
  return Math.max(changed, await requestStop(tx, Prisma.sql`item.batch_job_id = ${batchId}::uuid`));
}

export async function resumeBatch(tx: Tx, batchId: string): Promise<number> {
  const changed = await setBatchPaused(tx, batchId, false);
  if (changed > 0) await dispatchLocked(tx, batchId);
  return changed;
}

/** Returns how many items were paused: those of the chosen sources that have not ended. */
export async function pauseSources(
  tx: Tx,
  batchId: string,
  choice: SourceChoice,
  { stopRunning }: PauseOptions = { stopRunning: false },
): Promise<number> {
  const batch = await lockBatch(tx, batchId);
  if (!batch) return 0;
  const chosen = Prisma.sql`item.batch_job_id = ${batchId}::uuid and ${isChosen(batchId, choice)}`;
  const paused = await tx.$executeRaw(Prisma.sql`
    update batch_items item set paused_at = now()
    where ${chosen} and item.paused_at is null and item.status in ('pending', 'running', 'retrying')`);
  await tx.$executeRaw(Prisma.sql`
    update v2_processing_jobs item set paused_at = now()
    where ${chosen} and item.paused_at is null and item.status in ('pending', 'running', 'retrying')`);
  await takeBack(tx, batchId, Prisma.sql`item.paused_at is not null`);
  const stopped = stopRunning ? await requestStop(tx, chosen) : 0;
  // What was taken back leaves room for another.
  await dispatchLocked(tx, batchId);
  await announceBatch(tx, batch.owner_id, batchId);
  return Math.max(paused, stopped);
}

export async function resumeSources(tx: Tx, batchId: string, choice: SourceChoice): Promise<number> {
  const batch = await lockBatch(tx, batchId);
  if (!batch) return 0;
  const resumed = await tx.$executeRaw(Prisma.sql`
    update batch_items item set paused_at = null
    where item.batch_job_id = ${batchId}::uuid and ${isChosen(batchId, choice)} and item.paused_at is not null
      and item.status in ('pending', 'running', 'retrying')`);
  await tx.$executeRaw(Prisma.sql`
    update v2_processing_jobs item set paused_at = null
    where item.batch_job_id = ${batchId}::uuid and ${isChosen(batchId, choice)} and item.paused_at is not null
      and item.status in ('pending', 'running', 'retrying')`);
  if (resumed > 0) {
    await dispatchLocked(tx, batchId);
    await announceBatch(tx, batch.owner_id, batchId);
  }
  return resumed;
}

/** Holds everything of everybody. Returns 1, or 0 where it was so already. */
export async function pauseQueue(
  tx: Tx,
  { stopRunning }: PauseOptions = { stopRunning: false },
): Promise<number> {
  const changed = await setQueuePaused(tx, true);
  // Dispatchers that began before hold their batch; what they handed over is taken back after them.
  for (const batch of await lockLiveBatches(tx)) {
    await takeBack(tx, batch.id);
    await announceBatch(tx, batch.owner_id, batch.id);
  }
  await takeBackJobs(tx, Prisma.sql`job.batch_job_id is null`);
  const stopped = stopRunning ? await requestStop(tx, Prisma.sql`true`) : 0;
  return Math.max(changed, Math.min(1, stopped));
}

export async function resumeQueue(tx: Tx): Promise<number> {
  const changed = await setQueuePaused(tx, false);
  if (changed === 0) return 0;
  for (const batch of await lockLiveBatches(tx)) {
    await dispatchLocked(tx, batch.id);
    await announceBatch(tx, batch.owner_id, batch.id);
  }
  await dispatchLooseJobs(tx);
  return changed;
}

function setQueuePaused(tx: Tx, paused: boolean): Promise<number> {
  return tx.$executeRaw(Prisma.sql`
    insert into queue_control (id, paused_at) values (true, case when ${paused} then now() end)
    on conflict (id) do update set paused_at = excluded.paused_at
    where (queue_control.paused_at is not null) <> ${paused}`);
}

/** In one order, so that two who do this take turns. */
function lockLiveBatches(tx: Tx): Promise<{ id: string; owner_id: number }[]> {
  return tx.$queryRaw<{ id: string; owner_id: number }[]>(Prisma.sql`
    select id, owner_id from batch_jobs
    where status in ('pending', 'running', 'paused') and deleted_at is null order by id for update`);
}

async function setBatchPaused(tx: Tx, batchId: string, paused: boolean): Promise<number> {
  const batch = await lockBatch(tx, batchId);
  if (!batch || (batch.paused_at !== null) === paused) return 0;
  const status = deriveBatchStatus({
    totalSources: batch.total_files,
    processedSources: batch.processed_files,
    failedSources: batch.failed_files,
    // Only asked of a batch that has ended, which is left alone.
    cancelledSources: 0,
    started: batch.start_time !== null,
    paused,
  });
  if (isBatchEnded(status)) return 0;
  await tx.$executeRaw(Prisma.sql`
    update batch_jobs set status = ${status}, paused_at = case when ${paused} then now() end
    where id = ${batchId}::uuid`);
  await announceBatch(tx, batch.owner_id, batchId);
  return 1;
}

/** What was handed to the queue but has not begun waits with the others again. A job that a worker takes in this very
 * moment finds its item not dispatched when it claims, and stops. */
export async function takeBack(tx: Tx, batchId: string, which: Prisma.Sql = Prisma.sql`true`): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    with item as (
      update batch_items item set dispatched_at = null
      where item.batch_job_id = ${batchId}::uuid and item.status in ('pending', 'retrying')
        and item.dispatched_at is not null and ${which}
      returning item.id, item.task_type
    )
    select graphile_worker.remove_job(${itemQueueKey}) from item`);
  await takeBackJobs(tx, Prisma.sql`job.batch_job_id = ${batchId}::uuid`);
}

async function takeBackJobs(tx: Tx, which: Prisma.Sql): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    with job as (
      update v2_processing_jobs job set dispatched_at = null
      where job.status in ('pending', 'retrying') and job.dispatched_at is not null and ${which}
      returning job.id, job.job_type
    )
    select graphile_worker.remove_job(${jobQueueKey}) from job`);
}

/** Asks the runs of these items to stop at their next checkpoint. Their workers hear of it at once, or with the next
 * heartbeat. */
async function requestStop(tx: Tx, which: Prisma.Sql): Promise<number> {
  const runs = await tx.$queryRaw<
    {
      id: string;
      batch_job_id: string;
      owner_id: number;
      source_index: number;
      document_id: string | null;
    }[]
  >(Prisma.sql`
    update batch_items item set stop_requested_at = now()
    from batch_jobs batch
    where batch.id = item.batch_job_id and item.status = 'running' and item.stop_requested_at is null and ${which}
    returning item.id, item.batch_job_id, batch.owner_id, item.source_index, item.document_id`);
  const jobs = await requestJobStop(tx, which);
  for (const run of runs) {
    await notifyStatus(tx, {
      ownerId: run.owner_id,
      batchId: run.batch_job_id,
      documentId: run.document_id,
      sourceIndex: run.source_index,
      itemId: run.id,
      status: null,
    });
  }
  return runs.length + jobs;
}

/** The same of jobs on what a source became, by the columns that they have in common with its steps. */
async function requestJobStop(tx: Tx, which: Prisma.Sql): Promise<number> {
  return tx.$executeRaw(Prisma.sql`
    update v2_processing_jobs item set stop_requested_at = now()
    where item.status = 'running' and item.stop_requested_at is null and ${which}`);
}
