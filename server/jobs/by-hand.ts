import { statesBefore, type WorkStatus } from "@/core/status/transitions";
import { Prisma, type Tx } from "@/server/platform/db";
import { dispatchLocked } from "./dispatch";
import { endDownloads } from "./download-status";
import { announceBatch, notifyStatus } from "./notify";
import { type BatchRow, endsOrReopens, listSourceStates, lockBatch, settle } from "./settle";

/** What a person does to sources of a batch, one or thousands alike: a handful of statements. All return how many
 * items moved; the caller has checked the owner. */

/** Source indexes, or all of them. `failed`: sources of which a step failed. */
export type SourceChoice = number[] | "all" | "failed";

/** Ends every step of the sources that has not ended. A worker that runs one hears of it and stops. */
export async function cancelSources(tx: Tx, batchId: string, choice: SourceChoice): Promise<number> {
  return moveSources(tx, batchId, choice, statesBefore("cancelled", "person"), async (indexes) => {
    await tx.$executeRaw(Prisma.sql`
      update v2_processing_jobs set status = 'cancelled', claim_token = null, heartbeat_at = null,
        dispatched_at = null, run_at = null, stop_requested_at = null, completed_at = greatest(now(), started_at)
      where batch_job_id = ${batchId}::uuid and source_index = any(${indexes}::int[])
        and status = any(${statesBefore("cancelled", "person")}::text[])`);
    const moved = await tx.$executeRaw(Prisma.sql`
      update batch_items set status = 'cancelled', claim_token = null, heartbeat_at = null, dispatched_at = null,
        run_at = null, stop_requested_at = null, completed_at = greatest(timezone('utc', now()), started_at)
      where batch_job_id = ${batchId}::uuid and source_index = any(${indexes}::int[])
        and status = any(${statesBefore("cancelled", "person")}::text[])`);
    await endDownloads(tx, { batchId, sourceIndexes: indexes });
    return moved;
  });
}

/** Starts the sources again at the step that failed; what earlier steps made is kept. */
export async function retrySources(tx: Tx, batchId: string, choice: SourceChoice): Promise<number> {
  return moveSources(tx, batchId, choice, statesBefore("pending", "person"), (indexes) =>
    tx.$executeRaw(Prisma.sql`
      update batch_items set status = 'pending', retry_count = 0, dispatched_at = null, run_at = null,
        started_at = null, completed_at = null, paused_at = null, progress = 0,
        error_code = null, error_message = null
      where batch_job_id = ${batchId}::uuid and source_index = any(${indexes}::int[])
        and status = any(${statesBefore("pending", "person")}::text[])`),
  );
}

async function moveSources(
  tx: Tx,
  batchId: string,
  choice: SourceChoice,
  from: WorkStatus[],
  move: (sourceIndexes: number[]) => Promise<number>,
): Promise<number> {
  const batch = await lockBatch(tx, batchId);
  if (!batch) return 0;
  const indexes = await listChosen(tx, batchId, choice, from);
  if (indexes.length === 0) return 0;
  const running = await listRunning(tx, batchId, indexes);
  const before = await listSourceStates(tx, batchId, indexes);
  const moved = await move(indexes);
  const after = await listSourceStates(tx, batchId, indexes);
  const moves = indexes.flatMap((index) => {
    const change = { before: before.get(index) ?? "waiting", after: after.get(index) ?? "waiting" };
    return endsOrReopens(change.before, change.after) ? [change] : [];
  });
  if (moves.length > 0) await settle(tx, batch, moves);
  await announceMove(tx, batch, running);
  // What was cancelled leaves room for the next; what was opened again wants to run.
  await dispatchLocked(tx, batchId);
  return moved;
}

/** Of the chosen sources, those with a step in one of the states. */
async function listChosen(
  tx: Tx,
  batchId: string,
  choice: SourceChoice,
  from: WorkStatus[],
): Promise<number[]> {
  const rows = await tx.$queryRaw<{ source_index: number }[]>(Prisma.sql`
    select distinct source_index from batch_items item
    where batch_job_id = ${batchId}::uuid and status = any(${from}::text[]) and ${isChosen(batchId, choice)}
    order by source_index`);
  return rows.map((row) => row.source_index);
}

/** Whether a row `item` of the batch belongs to the choice. */
export function isChosen(batchId: string, choice: SourceChoice): Prisma.Sql {
  if (choice === "all") return Prisma.sql`true`;
  if (choice !== "failed") return Prisma.sql`item.source_index = any(${choice}::int[])`;
  return Prisma.sql`item.source_index in (
    select failed.source_index from batch_items failed
    where failed.batch_job_id = ${batchId}::uuid and failed.status = 'failed')`;
}

interface RunningRow {
  id: string;
  source_index: number;
  document_id: string | null;
}

function listRunning(tx: Tx, batchId: string, indexes: number[]): Promise<RunningRow[]> {
  return tx.$queryRaw<RunningRow[]>(Prisma.sql`
    select id, source_index, document_id from batch_items
    where batch_job_id = ${batchId}::uuid and source_index = any(${indexes}::int[]) and status = 'running'`);
}

/** One word for the pages, and one for the worker of each run, so that it looks at once whether it was meant. */
async function announceMove(tx: Tx, batch: BatchRow, running: RunningRow[]): Promise<void> {
  await announceBatch(tx, batch.owner_id, batch.id);
  for (const row of running) {
    await notifyStatus(tx, {
      ownerId: batch.owner_id,
      batchId: batch.id,
      documentId: row.document_id,
      sourceIndex: row.source_index,
      itemId: row.id,
      status: null,
    });
  }
}
