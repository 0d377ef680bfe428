import { deriveBatchStatus, isBatchEnded } from "@/core/status/derive-batch-status";
import { Prisma, type Tx } from "@/server/platform/db";
import { dispatch } from "./dispatch";
import { notifyStatus } from "./notify";
import { lockBatch } from "./settle";

/** Pausing is a decision, not a state of work: items keep their status, nothing new starts, what runs finishes. The
 * caller has checked the owner. Both return 1, or 0 where it was so already or the batch has ended. */

export async function pauseBatch(tx: Tx, batchId: string): Promise<number> {
  const changed = await setPaused(tx, batchId, true);
  if (changed > 0) await takeBack(tx, batchId);
  return changed;
}

export async function resumeBatch(tx: Tx, batchId: string): Promise<number> {
  const changed = await setPaused(tx, batchId, false);
  if (changed > 0) await dispatch(tx, batchId);
  return changed;
}

async function setPaused(tx: Tx, batchId: string, paused: boolean): Promise<number> {
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
  const { owner_id: ownerId } = batch;
  await notifyStatus(tx, {
    ownerId,
    batchId,
    documentId: null,
    sourceIndex: null,
    itemId: null,
    status: null,
  });
  return 1;
}

/** What was handed to the queue but has not begun waits with the others again. A job that a worker takes in this very
 * moment finds the batch paused when it claims, and stops. */
async function takeBack(tx: Tx, batchId: string): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    with waiting as (
      update batch_items set dispatched_at = null
      where batch_job_id = ${batchId}::uuid and status in ('pending', 'retrying') and dispatched_at is not null
      returning id, task_type
    )
    select graphile_worker.remove_job('media.' || task_type || ':' || id) from waiting`);
}
