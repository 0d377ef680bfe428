import type { WorkStatus } from "@/core/status/transitions";
import { Prisma, type Tx } from "@/server/platform/db";
import type { TraxError } from "@/server/platform/errors";
import { dispatchLocked } from "./dispatch";
import { writeFailure } from "./lifecycle";
import { announceBatch } from "./notify";
import { lockBatch, settleStep, siblingStatuses } from "./settle";

/** Ends a step that waits and that nothing will ever come of. Returns whether it still waited. */
export async function failWaiting(
  tx: Tx,
  step: { id: string; batchId: string },
  error: TraxError,
): Promise<boolean> {
  const batch = await lockBatch(tx, step.batchId);
  if (!batch) return false;
  // By way of running: what waits cannot fail.
  const [item] = await tx.$queryRaw<{ siblings: WorkStatus[] }[]>(Prisma.sql`
    update batch_items item set status = 'running', started_at = timezone('utc', now())
    where id = ${step.id}::uuid and status in ('pending', 'retrying')
    returning ${siblingStatuses} as siblings`);
  if (!item) return false;
  await writeFailure(tx, { itemId: step.id, batchId: step.batchId, retryCount: 0, maxRetries: 0 }, error);
  await settleStep(tx, batch, item.siblings, "failed");
  await announceBatch(tx, batch.owner_id, batch.id);
  await dispatchLocked(tx, batch.id);
  return true;
}
