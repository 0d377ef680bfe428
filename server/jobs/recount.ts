import type { BatchStatus } from "@/core/status/transitions";
import { Prisma, type Tx } from "@/server/platform/db";
import { lockBatch, settle } from "./settle";

/** For repair: counts a batch's sources again where its counters do not say what its items do (rows that somebody
 * changed by hand), and derives its status from that. All else moves counters by one and never recounts. Nothing is
 * done to a batch with fewer items than files, whose counters are the only record.
 * @returns whether anything was written */
export async function recountBatch(tx: Tx, batchId: string): Promise<boolean> {
  const batch = await lockBatch(tx, batchId);
  if (!batch) return false;
  const [counted] = await tx.$queryRaw<{ sources: number; processed: number; failed: number }[]>(Prisma.sql`
    select count(*)::int as sources, count(*) filter (where processed)::int as processed,
      count(*) filter (where failed)::int as failed
    from (
      select bool_and(status = 'completed') as processed, bool_or(status in ('failed', 'cancelled')) as failed
      from batch_items where batch_job_id = ${batchId}::uuid group by source_index
    ) as source`);
  if (!counted || counted.sources === 0 || counted.sources < batch.total_files) return false;
  const { sources, processed, failed } = counted;
  await tx.$executeRaw(Prisma.sql`
    update batch_jobs set total_files = ${sources}, processed_files = ${processed}, failed_files = ${failed}
    where id = ${batchId}::uuid`);
  await passThrough(tx, batchId);
  const recounted = { ...batch, total_files: sources, processed_files: processed, failed_files: failed };
  await settle(tx, recounted, []);
  return true;
}

/** A status that was written by hand may be one from which the right one cannot be reached in one move; from `running`
 * every other can. */
async function passThrough(tx: Tx, batchId: string): Promise<void> {
  const over: BatchStatus[] = ["completed", "failed", "cancelled"];
  await tx.$executeRaw(Prisma.sql`
    update batch_jobs set status = 'running'
    where id = ${batchId}::uuid and status = any(${over}::text[])`);
}
