import {
  deriveBatchStatus,
  deriveSourceState,
  isBatchEnded,
  isSourceEnded,
  type SourceState,
} from "@/core/status/derive-batch-status";
import type { WorkStatus } from "@/core/status/transitions";
import { Prisma, type Tx } from "@/server/platform/db";

interface BatchRow {
  id: string;
  owner_id: number;
  total_files: number;
  processed_files: number;
  failed_files: number;
  start_time: Date | null;
  paused_at: Date | null;
}

/** Locks the batch row: everything that ends or reopens a source takes turns here. Always before item rows, so
 * that no two transactions wait for each other. */
export async function lockBatch(tx: Tx, batchId: string): Promise<BatchRow | null> {
  const [row] = await tx.$queryRaw<BatchRow[]>(Prisma.sql`
    select id, owner_id, total_files, coalesce(processed_files, 0) as processed_files,
           coalesce(failed_files, 0) as failed_files, start_time, paused_at
    from batch_jobs where id = ${batchId}::uuid for update`);
  return row ?? null;
}

export async function findSourceState(tx: Tx, batchId: string, sourceIndex: number): Promise<SourceState> {
  const rows = await tx.$queryRaw<{ status: WorkStatus }[]>(Prisma.sql`
    select status from batch_items where batch_job_id = ${batchId}::uuid and source_index = ${sourceIndex}`);
  return deriveSourceState(rows.map((row) => row.status));
}

/** Moves the batch's counters by one where a source ended or was reopened, and derives the batch's status. They
 * are never recounted. `batch` is the row as locked in this transaction. */
export async function settleSource(
  tx: Tx,
  batch: BatchRow,
  before: SourceState,
  after: SourceState,
): Promise<void> {
  const step = (state: SourceState, wanted: SourceState[]) => (wanted.includes(state) ? 1 : 0);
  const processed = batch.processed_files + step(after, ["processed"]) - step(before, ["processed"]);
  const failed =
    batch.failed_files + step(after, ["failed", "cancelled"]) - step(before, ["failed", "cancelled"]);
  const ended = processed + failed >= batch.total_files;
  const cancelled = ended && processed === 0 ? await countCancelledSources(tx, batch.id) : 0;
  const status = deriveBatchStatus({
    totalSources: batch.total_files,
    processedSources: processed,
    failedSources: failed,
    cancelledSources: cancelled,
    started: batch.start_time !== null,
    paused: batch.paused_at !== null,
  });
  await tx.$executeRaw(Prisma.sql`
    update batch_jobs set processed_files = ${processed}, failed_files = ${failed}, status = ${status},
      end_time = case when ${isBatchEnded(status)} then coalesce(end_time, timezone('utc', now())) end
    where id = ${batch.id}::uuid`);
}

export function endsOrReopens(before: SourceState, after: SourceState): boolean {
  return isSourceEnded(before) || isSourceEnded(after) ? before !== after : false;
}

async function countCancelledSources(tx: Tx, batchId: string): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>(Prisma.sql`
    select count(*)::int as count from (
      select source_index from batch_items where batch_job_id = ${batchId}::uuid
      group by source_index
      having bool_or(status = 'cancelled') and not bool_or(status = 'failed')
    ) as cancelled`);
  return row?.count ?? 0;
}
