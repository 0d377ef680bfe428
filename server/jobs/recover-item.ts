import type { WorkStatus } from "@/core/status/transitions";
import { Prisma, type PrismaClient, type Tx } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { dispatchLocked } from "./dispatch";
import { writeFailure } from "./lifecycle";
import { notifyStatus } from "./notify";
import { freeQueueJob, itemQueueKey } from "./queue-names";
import { lockBatch, settleStep, siblingStatuses } from "./settle";

export interface RunningItem {
  key: string;
  id: string;
  batchId: string;
  sourceIndex: number;
  documentId: string | null;
  /** Null for a run that an older client began. */
  claimToken: string | null;
  beat: string | null;
  ageMs: number | null;
  isDead: boolean;
  retryCount: number;
  maxRetries: number;
}

/** Every run there is. An item without a batch can have none. */
export function listRunningItems(prisma: PrismaClient, deadWorkers: string[]): Promise<RunningItem[]> {
  return prisma.$queryRaw<RunningItem[]>(Prisma.sql`
    select id || ':' || coalesce(claim_token::text, '') as key, id, batch_job_id as "batchId",
      source_index as "sourceIndex", document_id as "documentId", claim_token as "claimToken",
      heartbeat_at::text as beat, (extract(epoch from now() - heartbeat_at) * 1000)::float8 as "ageMs",
      coalesce(claimed_by = any(${deadWorkers}::uuid[]), false) as "isDead",
      coalesce(retry_count, 0) as "retryCount", coalesce(max_retries, 3) as "maxRetries"
    from batch_items where status = 'running' and batch_job_id is not null`);
}

/** Gives the item of a dead run to the next. False when the run has moved on in the meantime: the token and the
 * heartbeat are asked again under the lock. */
export async function recoverItem(tx: Tx, run: RunningItem): Promise<boolean> {
  const batch = await lockBatch(tx, run.batchId);
  if (!batch) return false;
  const [still] = await tx.$queryRaw<
    { stop: boolean; key: string | null; siblings: WorkStatus[] }[]
  >(Prisma.sql`
    select item.stop_requested_at is not null as stop, ${itemQueueKey} as key, ${siblingStatuses} as siblings
    from batch_items item
    where item.id = ${run.id}::uuid and item.status = 'running'
      and item.claim_token is not distinct from ${run.claimToken}::uuid
      and item.heartbeat_at::text is not distinct from ${run.beat}
    for update of item`);
  if (!still) return false;
  if (still.key) await freeQueueJob(tx, still.key);
  // The next worker takes it at once: the delay of a retry is for services that need rest, not for a crash.
  const status = await writeFailure(
    tx,
    { itemId: run.id, batchId: run.batchId, retryCount: run.retryCount, maxRetries: run.maxRetries },
    new TraxError("WORKER_DIED", { times: run.retryCount + 1 }),
    { delayMs: 0 },
  );
  await settleStep(tx, batch, still.siblings, status);
  await notifyStatus(tx, {
    ownerId: batch.owner_id,
    batchId: run.batchId,
    documentId: run.documentId,
    sourceIndex: run.sourceIndex,
    itemId: run.id,
    status,
  });
  await dispatchLocked(tx, run.batchId);
  return true;
}
