import { isEnded, statesBefore, type WorkStatus } from "@/core/status/transitions";
import { Prisma, type Tx } from "@/server/platform/db";
import { dispatch } from "./dispatch";
import { notifyStatus } from "./notify";
import { endsOrReopens, findSourceState, lockBatch, settleSource } from "./settle";

/** What a person does to a source. Both return how many items moved; the caller has checked the owner. */

/** Ends every step of the source that has not ended. A worker that runs one hears of it and stops. */
export async function cancelSource(tx: Tx, batchId: string, sourceIndex: number): Promise<number> {
  return moveSource(tx, batchId, sourceIndex, async () =>
    tx.$queryRaw<MovedRow[]>(Prisma.sql`
      update batch_items set status = 'cancelled', claim_token = null, heartbeat_at = null, dispatched_at = null,
        run_at = null, completed_at = timezone('utc', now())
      where batch_job_id = ${batchId}::uuid and source_index = ${sourceIndex}
        and status = any(${statesBefore("cancelled", "person")}::text[])
      returning id, document_id, status`),
  );
}

/** Starts the source again at the step that failed; what earlier steps made is kept. */
export async function retrySource(tx: Tx, batchId: string, sourceIndex: number): Promise<number> {
  return moveSource(tx, batchId, sourceIndex, async () =>
    tx.$queryRaw<MovedRow[]>(Prisma.sql`
      update batch_items set status = 'pending', retry_count = 0, dispatched_at = null, run_at = null,
        started_at = null, completed_at = null, progress = 0, error_code = null, error_message = null
      where batch_job_id = ${batchId}::uuid and source_index = ${sourceIndex}
        and status = any(${statesBefore("pending", "person")}::text[])
      returning id, document_id, status`),
  );
}

interface MovedRow {
  id: string;
  document_id: string | null;
  status: WorkStatus;
}

async function moveSource(
  tx: Tx,
  batchId: string,
  sourceIndex: number,
  move: () => Promise<MovedRow[]>,
): Promise<number> {
  const batch = await lockBatch(tx, batchId);
  if (!batch) return 0;
  const before = await findSourceState(tx, batchId, sourceIndex);
  const moved = await move();
  if (moved.length === 0) return 0;
  const after = await findSourceState(tx, batchId, sourceIndex);
  if (endsOrReopens(before, after)) await settleSource(tx, batch, before, after);
  for (const row of moved) {
    await notifyStatus(tx, {
      ownerId: batch.owner_id,
      batchId,
      documentId: row.document_id,
      sourceIndex,
      itemId: row.id,
      status: row.status,
    });
  }
  // A cancelled item leaves room for the next one of its batch; a reopened one wants to run.
  if (moved.some((row) => isEnded(row.status) || row.status === "pending")) await dispatch(tx, batchId);
  return moved.length;
}
