import { cancelSources, retrySources } from "@/server/jobs/by-hand";
import { announceBatch } from "@/server/jobs/notify";
import { setBatchPriority as setPriorityByHand } from "@/server/jobs/order";
import { pauseBatch as pauseByHand, resumeBatch as resumeByHand } from "@/server/jobs/pause";
import { getPrisma, Prisma, type PrismaClient, type Tx } from "@/server/platform/db";
import { bulkPatience } from "./bulk-actions";
import { requireBatch } from "./data";

/** What a person does to a batch, or to one source of it. All return how many items, or batches, moved; all throw
 * NOT_FOUND for what is not the owner's. */

/** Starts a source again at the step that failed. */
export const retrySource = forBatch<{ sourceIndex: number }>((tx, { batchId, sourceIndex }) =>
  retrySources(tx, batchId, [sourceIndex]),
);
export const cancelSource = forBatch<{ sourceIndex: number }>((tx, { batchId, sourceIndex }) =>
  cancelSources(tx, batchId, [sourceIndex]),
);
export const retryFailed = forBatch<object>((tx, { batchId }) => retrySources(tx, batchId, "failed"));
export const cancelBatch = forBatch<object>((tx, { batchId }) => cancelSources(tx, batchId, "all"));

/** Nothing new starts; what runs finishes, or on request stops at its next chunk and keeps what it has. */
export const pauseBatch = forBatch<{ stopRunning?: boolean }>((tx, { batchId, stopRunning = false }) =>
  pauseByHand(tx, batchId, { stopRunning }),
);
export const resumeBatch = forBatch<object>((tx, { batchId }) => resumeByHand(tx, batchId));
export const setBatchPriority = forBatch<{ priority: number }>((tx, { batchId, priority }) =>
  setPriorityByHand(tx, batchId, priority),
);

/** Puts a batch away: what has not ended is cancelled, and transcripts without any text go to the trash with it. Those
 * with text stay where they are. */
export const removeBatch = forBatch<object>(async (tx, { ownerId, batchId }) => {
  const removed = await tx.$executeRaw(Prisma.sql`
    update batch_jobs set deleted_at = now() where id = ${batchId}::uuid and deleted_at is null`);
  if (removed === 0) return 0;
  await cancelSources(tx, batchId, "all");
  await tx.$executeRaw(Prisma.sql`
    update transcript_documents set deleted_at = now()
    where owner_id = ${ownerId} and deleted_at is null and current_result_id is null
      and id in (select document_id from batch_items where batch_job_id = ${batchId}::uuid)`);
  await announceBatch(tx, ownerId, batchId);
  return removed;
});

/** Brings a batch back as it was: its documents from the trash, and work that the removal cancelled goes on. All of it
 * was written in one transaction, and its time tells it from what happened before. */
export const restoreBatch = forBatch<object>(async (tx, { ownerId, batchId }) => {
  const [batch] = await tx.$queryRaw<{ deleted_at: Date | null }[]>(Prisma.sql`
    select deleted_at from batch_jobs where id = ${batchId}::uuid for update`);
  if (!batch?.deleted_at) return 0;
  const stopped = await tx.$queryRaw<{ source_index: number }[]>(Prisma.sql`
    select item.source_index
    from batch_items item join batch_jobs batch on batch.id = item.batch_job_id
    where batch.id = ${batchId}::uuid
    group by item.source_index
    having bool_or(item.status = 'cancelled' and item.completed_at = timezone('utc', batch.deleted_at))
      and not bool_or(item.status = 'failed')`);
  await tx.$executeRaw(Prisma.sql`
    update transcript_documents document set deleted_at = null
    from batch_jobs batch
    where batch.id = ${batchId}::uuid and document.owner_id = ${ownerId} and document.deleted_at = batch.deleted_at
      and document.id in (select document_id from batch_items where batch_job_id = ${batchId}::uuid)`);
  await tx.$executeRaw(Prisma.sql`update batch_jobs set deleted_at = null where id = ${batchId}::uuid`);
  const indexes = stopped.map((row) => row.source_index);
  if (indexes.length > 0) await retrySources(tx, batchId, indexes);
  await announceBatch(tx, ownerId, batchId);
  return 1;
});

function forBatch<Options extends object>(
  act: (tx: Tx, input: { ownerId: number; batchId: string } & Options) => Promise<number>,
) {
  return (
    ownerId: number,
    input: { batchId: string } & Options,
    prisma: PrismaClient = getPrisma(),
  ): Promise<number> =>
    prisma.$transaction(async (tx) => {
      await requireBatch(ownerId, input.batchId, tx);
      return act(tx, { ...input, ownerId });
    }, bulkPatience);
}
