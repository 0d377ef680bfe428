import { statesBefore, type TaskType, type WorkStatus } from "@/core/status/transitions";
import { type Db, Prisma, type PrismaClient, type Tx } from "@/server/platform/db";
import { isRetryable, type TraxError } from "@/server/platform/errors";
import { retryDelayMs } from "@/server/platform/patience";
import { dispatch, dispatchAt } from "./dispatch";
import { notifyStatus } from "./notify";
import { endsOrReopens, findSourceState, lockBatch, settleSource } from "./settle";

/** One run of one item. Every write of the run names the token; a write with a stale one changes nothing. */
export interface Claim {
  itemId: string;
  claimToken: string;
  batchId: string;
  ownerId: number;
  sourceIndex: number;
  taskType: TaskType;
  taskData: unknown;
  mediaFileId: string | null;
  documentId: string | null;
  retryCount: number;
  maxRetries: number;
  /** Of its batch. */
  memoryLimitMb: number;
  /** Of its batch: the share of a worker's cores. */
  cpuLimitPercent: number;
}

/** What a run learns with its sign of life: go on; stop at the next checkpoint and give the item back; it was taken
 * away (cancelled, or given to another). */
export type Heartbeat = "alive" | "stop" | "lost";

/** Takes an item that waits. Null when somebody else was faster, or it may not run any more: stop, quietly. */
export async function claim(
  prisma: PrismaClient,
  itemId: string,
  workerId: string | null,
): Promise<Claim | null> {
  return prisma.$transaction(async (tx) => {
    await startBatch(tx, itemId);
    const [row] = await tx.$queryRaw<ClaimRow[]>(Prisma.sql`
      update batch_items item set status = 'running', claim_token = gen_random_uuid(),
        claimed_by = ${workerId}::uuid, heartbeat_at = now(), dispatched_at = null, run_at = null,
        started_at = timezone('utc', now()), completed_at = null, progress = 0,
        error_message = null, error_code = null
      from batch_jobs batch
      where item.id = ${itemId}::uuid and batch.id = item.batch_job_id
        and item.status = any(${statesBefore("running", "machine")}::text[])
        and item.paused_at is null and batch.paused_at is null
      returning item.id, item.claim_token, item.batch_job_id, batch.owner_id, item.source_index, item.task_type,
        item.task_data, item.media_file_id, item.document_id, item.retry_count, item.max_retries,
        batch.memory_limit_mb, batch.cpu_limit_percent`);
    if (!row) return null;
    const taken = toClaim(row);
    await notifyItem(tx, taken, "running");
    return taken;
  });
}

/** The first item that runs starts its batch. The batch is locked before the item, as everywhere. */
async function startBatch(tx: Tx, itemId: string): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    update batch_jobs set start_time = timezone('utc', now()), status = 'running'
    where id = (select batch_job_id from batch_items where id = ${itemId}::uuid)
      and start_time is null and status = 'pending' and paused_at is null`);
}

/** A sign of life, with how far the step is. */
export async function heartbeat(db: Db, run: Claim, progress: number): Promise<Heartbeat> {
  const changed = await db.$executeRaw(Prisma.sql`
    update batch_items set heartbeat_at = now(), progress = ${clampProgress(progress)}
    where id = ${run.itemId}::uuid and claim_token = ${run.claimToken}::uuid and status = 'running'`);
  return changed === 1 ? "alive" : "lost";
}

/** Ends a run well: the outputs, the item, the counters and what may run next commit together or not at all.
 * False when the claim is stale: nothing was written. */
export async function finish(
  prisma: PrismaClient,
  run: Claim,
  resultData: Record<string, unknown>,
  write: (tx: Tx) => Promise<void> = async () => {},
): Promise<boolean> {
  return endRun(prisma, run, async (tx) => {
    await write(tx);
    await tx.$executeRaw(Prisma.sql`
      update batch_items set status = 'completed', progress = 1, claim_token = null, heartbeat_at = null,
        result_data = ${JSON.stringify(resultData)}::jsonb, completed_at = timezone('utc', now()),
        processing_time_seconds = extract(epoch from timezone('utc', now()) - started_at)
      where id = ${run.itemId}::uuid`);
    return "completed";
  });
}

/** Ends a run badly. What may pass later waits and is tried again up to max_retries; what cannot pass fails at
 * once. Returns the status the item has now, null when the claim is stale. */
export async function fail(
  prisma: PrismaClient,
  run: Claim,
  error: TraxError,
  resultData: Record<string, unknown> = {},
): Promise<WorkStatus | null> {
  let status: WorkStatus | null = null;
  await endRun(prisma, run, async (tx) => {
    status = await writeFailure(tx, run, error);
    await tx.$executeRaw(Prisma.sql`
      update batch_items set result_data = coalesce(result_data, '{}') || ${JSON.stringify(resultData)}::jsonb
      where id = ${run.itemId}::uuid`);
    return status;
  });
  return status;
}

/** Writes the failure of a running item whose batch is locked by the caller. */
export async function writeFailure(
  tx: Tx,
  run: Pick<Claim, "itemId" | "batchId" | "retryCount" | "maxRetries">,
  error: TraxError,
  delayMs = retryDelayMs(run.retryCount + 1),
): Promise<"retrying" | "failed"> {
  const again = isRetryable(error.code) && run.retryCount < run.maxRetries;
  if (again) {
    const runAt = new Date(Date.now() + delayMs);
    await tx.$executeRaw(Prisma.sql`
      update batch_items set status = 'retrying', retry_count = coalesce(retry_count, 0) + 1,
        run_at = ${runAt}::timestamptz, claim_token = null, heartbeat_at = null, dispatched_at = null,
        error_code = ${error.code}, error_message = ${error.message}
      where id = ${run.itemId}::uuid`);
    await dispatchAt(tx, run.batchId, runAt);
    return "retrying";
  }
  await tx.$executeRaw(Prisma.sql`
    update batch_items set status = 'failed', claim_token = null, heartbeat_at = null, dispatched_at = null,
      error_code = ${error.code}, error_message = ${error.message}, completed_at = timezone('utc', now()),
      processing_time_seconds = extract(epoch from timezone('utc', now()) - started_at)
    where id = ${run.itemId}::uuid`);
  return "failed";
}

/** Gives a run back unfinished, because the worker stops or the item was paused. Not an attempt. */
export async function release(prisma: PrismaClient, run: Claim): Promise<boolean> {
  return endRun(prisma, run, async (tx) => {
    await tx.$executeRaw(Prisma.sql`
      update batch_items set status = 'pending', claim_token = null, heartbeat_at = null, dispatched_at = null
      where id = ${run.itemId}::uuid`);
    return "pending";
  });
}

async function endRun(
  prisma: PrismaClient,
  run: Claim,
  write: (tx: Tx) => Promise<WorkStatus>,
): Promise<boolean> {
  return prisma.$transaction(async (tx) => {
    const batch = await lockBatch(tx, run.batchId);
    if (!batch || !(await holdsClaim(tx, run))) return false;
    const before = await findSourceState(tx, run.batchId, run.sourceIndex);
    const status = await write(tx);
    const after = await findSourceState(tx, run.batchId, run.sourceIndex);
    if (endsOrReopens(before, after)) await settleSource(tx, batch, before, after);
    await notifyItem(tx, run, status);
    await dispatch(tx, run.batchId);
    return true;
  });
}

/** Whether this run still owns its item; keeps the item from changing until the transaction ends. Every write of
 * a run's output outside `finish` asks this in the same transaction. */
export async function holdsClaim(tx: Tx, run: Pick<Claim, "itemId" | "claimToken">): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>(Prisma.sql`
    select 1 from batch_items
    where id = ${run.itemId}::uuid and claim_token = ${run.claimToken}::uuid and status = 'running' for update`);
  return rows.length === 1;
}

async function notifyItem(tx: Tx, run: Claim, status: WorkStatus): Promise<void> {
  const { ownerId, batchId, documentId, sourceIndex, itemId } = run;
  await notifyStatus(tx, { ownerId, batchId, documentId, sourceIndex, itemId, status });
}

function clampProgress(progress: number): number {
  return Number.isFinite(progress) ? Math.min(1, Math.max(0, progress)) : 0;
}

interface ClaimRow {
  id: string;
  claim_token: string;
  batch_job_id: string;
  owner_id: number;
  source_index: number;
  task_type: TaskType;
  task_data: unknown;
  media_file_id: string | null;
  document_id: string | null;
  retry_count: number | null;
  max_retries: number | null;
  memory_limit_mb: number | null;
  cpu_limit_percent: number | null;
}

function toClaim(row: ClaimRow): Claim {
  return {
    itemId: row.id,
    claimToken: row.claim_token,
    batchId: row.batch_job_id,
    ownerId: row.owner_id,
    sourceIndex: row.source_index,
    taskType: row.task_type,
    taskData: row.task_data,
    mediaFileId: row.media_file_id,
    documentId: row.document_id,
    retryCount: row.retry_count ?? 0,
    maxRetries: row.max_retries ?? 3,
    memoryLimitMb: row.memory_limit_mb ?? 2048,
    cpuLimitPercent: row.cpu_limit_percent ?? 90,
  };
}
