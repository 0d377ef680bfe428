import {
  deriveBatchStatus,
  deriveSourceState,
  isBatchEnded,
  isSourceEnded,
  type SourceState,
} from "@/core/status/derive-batch-status";
import type { WorkStatus } from "@/core/status/transitions";
import { Prisma, type Tx } from "@/server/platform/db";

export interface BatchRow {
  id: string;
  owner_id: number;
  priority: number;
  total_files: number;
  processed_files: number;
  failed_files: number;
  start_time: Date | null;
  paused_at: Date | null;
}

/** Of a BatchRow. */
export const batchColumns = Prisma.sql`id, owner_id, priority, total_files,
  coalesce(processed_files, 0) as processed_files, coalesce(failed_files, 0) as failed_files, start_time, paused_at`;

/** Locks the batch row: everything that ends or reopens a source takes turns here. Always before item rows, so
 * that no two transactions wait for each other. */
export async function lockBatch(tx: Tx, batchId: string): Promise<BatchRow | null> {
  const [row] = await tx.$queryRaw<BatchRow[]>(Prisma.sql`
    select ${batchColumns} from batch_jobs where id = ${batchId}::uuid for update`);
  return row ?? null;
}

/** How sources of a locked batch stand, by their index. */
export async function listSourceStates(
  tx: Tx,
  batchId: string,
  sourceIndexes: number[],
): Promise<Map<number, SourceState>> {
  const rows = await tx.$queryRaw<{ source_index: number; statuses: WorkStatus[] }[]>(Prisma.sql`
    select source_index, array_agg(status::text) as statuses from batch_items
    where batch_job_id = ${batchId}::uuid and source_index = any(${sourceIndexes}::int[])
    group by source_index`);
  return new Map(rows.map((row) => [row.source_index, deriveSourceState(row.statuses)]));
}

export interface SourceMove {
  before: SourceState;
  after: SourceState;
}

/** Moves the batch's counters by one for each source that ended or was reopened, and derives the batch's status.
 * They are never recounted. `batch` is the row as locked in this transaction. */
export async function settle(tx: Tx, batch: BatchRow, moves: SourceMove[]): Promise<void> {
  await tx.$executeRaw(await settlement(tx, batch, moves));
}

/** A batch of an older client may hold more sources than it counted. */
const grownTotal = (ended: Prisma.Sql) =>
  Prisma.sql`total_files = greatest(batch_jobs.total_files, ${ended})`;

/** This transaction may have begun, and waited for the lock, before another started the batch. */
const endTime = Prisma.sql`greatest(timezone('utc', now()), batch_jobs.start_time)`;

/** The statement that `settle` carries out, for who puts it beside another. */
async function settlement(tx: Tx, batch: BatchRow, moves: SourceMove[]): Promise<Prisma.Sql> {
  const sum = (wanted: SourceState[]) =>
    moves.reduce(
      (total, { before, after }) => total + Number(wanted.includes(after)) - Number(wanted.includes(before)),
      0,
    );
  const processed = batch.processed_files + sum(["processed"]);
  const failed = batch.failed_files + sum(["failed", "cancelled"]);
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
  return Prisma.sql`
    update batch_jobs set processed_files = ${processed}, failed_files = ${failed}, status = ${status},
      ${grownTotal(Prisma.sql`${processed + failed}`)},
      end_time = case when ${isBatchEnded(status)} then coalesce(batch_jobs.end_time, ${endTime}) end
    where id = ${batch.id}::uuid`;
}

/** The same for one step of a source that was running.
 * @param siblings the statuses of the source's other steps
 * @returns whether the source ended with it */
export async function settleStep(
  tx: Tx,
  batch: BatchRow,
  siblings: WorkStatus[],
  status: WorkStatus,
): Promise<boolean> {
  const before = deriveSourceState([...siblings, "running"]);
  const after = deriveSourceState([...siblings, status]);
  if (!endsOrReopens(before, after)) return false;
  await settle(tx, batch, [{ before, after }]);
  return isSourceEnded(after);
}

/** The settlement of a step that completes, null where it does not end its source. */
export async function settlementOfCompletion(
  tx: Tx,
  batch: BatchRow,
  siblings: WorkStatus[],
): Promise<Prisma.Sql | null> {
  const before = deriveSourceState([...siblings, "running"]);
  const after = deriveSourceState([...siblings, "completed"]);
  return endsOrReopens(before, after) ? settlement(tx, batch, [{ before, after }]) : null;
}

const isLastSource = Prisma.sql`(
  batch.total_files > 0 and batch.processed_files + 1 + batch.failed_files >= batch.total_files)`;

/** What `settlementOfCompletion` says, for a statement in which the step completes too: of a locked row `batch`, a
 * BatchRow, and a row `held` with the statuses of the step's siblings. A source ends with a step that completes when
 * all its others have, so it counts as processed, and a batch that ends has one that is. */
export const settlementAfterCompletion = Prisma.sql`
  update batch_jobs set processed_files = batch.processed_files + 1, failed_files = batch.failed_files,
    ${grownTotal(Prisma.sql`batch.processed_files + 1 + batch.failed_files`)},
    status = case when ${isLastSource} then 'completed' when batch.paused_at is not null then 'paused'
      when batch.start_time is not null then 'running' else 'pending' end,
    end_time = case when ${isLastSource} then coalesce(batch_jobs.end_time, ${endTime}) end
  from batch cross join held
  where batch_jobs.id = batch.id and 'completed' = all(held.siblings)`;

/** Statuses of the other steps of the source of a row `item`, which nobody moves while the batch is locked. */
export const siblingStatuses = Prisma.sql`array(
  select sibling.status::text from batch_items sibling
  where sibling.batch_job_id = item.batch_job_id and sibling.source_index = item.source_index
    and sibling.id <> item.id)`;

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
