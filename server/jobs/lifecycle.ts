import { randomUUID } from "node:crypto";
import { statesBefore, type TaskType, type WorkStatus } from "@/core/status/transitions";
import { type Db, keptPlan, Prisma, type PrismaClient, type Tx } from "@/server/platform/db";
import type { TraxError } from "@/server/platform/errors";
import { storedJsonText } from "@/server/platform/stored-json";
import { dispatchLater, dispatchLocked, inHand } from "./dispatch";
import { dispatchShared } from "./dispatch-shared";
import { decideFailure } from "./failure";
import { announceSoon, type StatusNotice } from "./notify";
import {
  type BatchRow,
  batchColumns,
  settlementAfterCompletion,
  settlementOfCompletion,
  settleStep,
  siblingStatuses,
} from "./settle";
import { resultData as resultDataSchema } from "./work-schema";

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
  cpuLimitPercent: number;
}

/** `stop`: a person asked the run to stop at its next checkpoint and give its item back. `lost`: it was cancelled or
 * given to another. */
export type Heartbeat = "alive" | "stop" | "lost";

/** Takes an item that was dispatched, in one statement. Null when somebody else was faster, or it may not run any
 * more: stop, quietly.
 * @param claimToken made by the caller, so that asking again after a lost answer finds the claim already made */
export async function claim(
  prisma: PrismaClient,
  itemId: string,
  workerId: string | null,
  claimToken: string = randomUUID(),
): Promise<Claim | null> {
  // The first item that runs starts its batch. The count makes that happen first: batches are locked before items,
  // as everywhere. A claim that a crash of the server forgets costs nothing but another claim: it waits for no disk.
  const [row] = await prisma.$queryRaw<ClaimRow[]>(Prisma.sql`${keptPlan}
    with started as (
      update batch_jobs set start_time = timezone('utc', now()), status = 'running'
      where id = (select batch_job_id from batch_items where id = ${itemId}::uuid and dispatched_at is not null)
        and start_time is null and status = 'pending' and paused_at is null and deleted_at is null
      returning id
    ), taken as (
      update batch_items item set status = 'running', claim_token = ${claimToken}::uuid,
        claimed_by = ${workerId}::uuid, heartbeat_at = now(), dispatched_at = null, run_at = null,
        stop_requested_at = null, started_at = timezone('utc', now()), completed_at = null, progress = 0,
        error_message = null, error_code = null
      from batch_jobs batch
      where item.id = ${itemId}::uuid and batch.id = item.batch_job_id and (select count(*) from started) >= 0
        and (item.dispatched_at is not null and item.status = any(${statesBefore("running", "machine")}::text[])
          and item.paused_at is null and batch.paused_at is null and batch.deleted_at is null
          or item.claim_token = ${claimToken}::uuid and item.status = 'running')
      returning item.id, item.claim_token, item.batch_job_id, batch.owner_id, item.source_index, item.task_type,
        item.task_data, item.media_file_id, item.document_id, item.retry_count, item.max_retries,
        batch.memory_limit_mb, batch.cpu_limit_percent
    )
    select taken.*, set_config('synchronous_commit', 'off', true) from taken`);
  if (!row) return null;
  const run = toClaim(row);
  announceSoon(prisma, noticeOf(run, "running"));
  return run;
}

/** What was handed over but found no room waits again, for the sweeper to hand over. */
export async function putBack(db: Db, itemId: string): Promise<void> {
  await db.$executeRaw(Prisma.sql`
    update batch_items set dispatched_at = null
    where id = ${itemId}::uuid and status in ('pending', 'retrying') and dispatched_at is not null`);
}

/** A sign of life, with how far the step is (0..1). */
export async function heartbeat(db: Db, run: Claim, progress: number): Promise<Heartbeat> {
  const [row] = await db.$queryRaw<{ stop: boolean }[]>(Prisma.sql`${keptPlan}
    update batch_items set heartbeat_at = now(), progress = ${clampProgress(progress)}
    where id = ${run.itemId}::uuid and claim_token = ${run.claimToken}::uuid and status = 'running'
    returning stop_requested_at is not null as stop`);
  if (!row) return "lost";
  return row.stop ? "stop" : "alive";
}

/** Ends a run well: the outputs, the item, the counters and what may run next commit together or not at all.
 * False when the claim is stale: nothing was written.
 * @param write null where there is nothing but the item to write */
export async function finish(
  prisma: PrismaClient,
  run: Claim,
  resultData: Record<string, unknown>,
  write: ((tx: Tx) => Promise<void>) | null = null,
  asksForWork = false,
): Promise<boolean> {
  if (!write) return finishAlone(prisma, run, resultData);
  const result = storedJsonText(resultDataSchema, resultData);
  return endRun(prisma, run, async (tx, held) => {
    await write(tx);
    // One statement for the item and the counters: the batch is locked, and others wait.
    const completed = endItemSql(run.itemId, completion(result));
    const settled = await settlementOfCompletion(tx, held.batch, held.siblings);
    await tx.$executeRaw(
      settled
        ? Prisma.sql`${keptPlan} with settled as (${settled}) ${completed}`
        : Prisma.sql`${keptPlan} ${completed}`,
    );
    return { status: "completed", isEnded: settled !== null && !asksForWork };
  });
}

/** `finish` in one statement, so that the batch is held for no round trip. What may run next follows in a transaction
 * of its own, which runs of the batch that end in the same moment share; one that gets lost is the sweeper's. */
async function finishAlone(
  prisma: PrismaClient,
  run: Claim,
  resultData: Record<string, unknown>,
): Promise<boolean> {
  const result = storedJsonText(resultDataSchema, resultData);
  const [row] = await prisma.$queryRaw<{ mayWait: boolean }[]>(Prisma.sql`${keptPlan}
    with batch as materialized (${lockedBatch(run)}),
    held as materialized (
      select item.id, ${siblingStatuses} as siblings
      from batch join batch_items item on item.batch_job_id = batch.id
      where item.id = ${run.itemId}::uuid and item.claim_token = ${run.claimToken}::uuid and item.status = 'running'
      for update of item
    ), completed as (
      update batch_items set ${itemEnd(completion(result))} from held where batch_items.id = held.id
    ), settled as (${settlementAfterCompletion} returning 1)
    select set_config('synchronous_commit', 'off', true),
      exists (select 1 from settled) and (${isSupplied} or not ${waits}) as "mayWait"
    from batch join held on true`);
  if (!row) return false;
  announceSoon(prisma, noticeOf(run, "completed"));
  if (!row.mayWait) await dispatchShared(prisma, run.batchId);
  return true;
}

/** Ends a run badly. What may pass later waits and is tried again up to max_retries; what cannot pass fails at
 * once. Returns the status the item has now, null when the claim is stale.
 * @param resultData what is known of the run all the same */
export async function fail(
  prisma: PrismaClient,
  run: Claim,
  error: TraxError,
  resultData: Record<string, unknown> | null = null,
): Promise<WorkStatus | null> {
  let status: WorkStatus | null = null;
  await endRun(prisma, run, async (tx, { batch, siblings }) => {
    status = await writeFailure(tx, run, error, { resultData });
    return { status, isEnded: await settleStep(tx, batch, siblings, status) };
  });
  return status;
}

type FailedRun = Pick<Claim, "itemId" | "batchId" | "retryCount" | "maxRetries">;

/** Writes the failure of a running item whose batch is locked by the caller. */
export async function writeFailure(
  tx: Tx,
  run: FailedRun,
  error: TraxError,
  options: { delayMs?: number; resultData?: Record<string, unknown> | null } = {},
): Promise<"retrying" | "failed"> {
  const decision = decideFailure(run, error.code);
  const said = Prisma.sql`error_code = ${error.code}, error_message = ${error.message}`;
  const kept = options.resultData
    ? Prisma.sql`, result_data = coalesce(result_data, '{}') || ${storedJsonText(resultDataSchema, options.resultData)}::jsonb`
    : Prisma.empty;
  if (decision.status === "failed") {
    await endItem(tx, run, Prisma.sql`status = 'failed', ${said}${kept}, ${ended}`);
    return "failed";
  }
  const delayMs = options.delayMs ?? decision.delayMs;
  await endItem(
    tx,
    run,
    Prisma.sql`status = 'retrying', retry_count = coalesce(retry_count, 0) + 1,
      run_at = now() + make_interval(secs => ${delayMs / 1000}::float8), ${said}${kept}`,
  );
  if (delayMs > 0) await dispatchLater(tx, run.batchId, delayMs);
  return "retrying";
}

/** Gives a run back unfinished, because the worker stops or the work was paused. Not an attempt. */
export async function release(prisma: PrismaClient, run: Claim): Promise<boolean> {
  return endRun(prisma, run, async (tx) => {
    await endItem(tx, run, Prisma.sql`status = 'pending'`);
    return { status: "pending", isEnded: false };
  });
}

const ended = Prisma.sql`completed_at = greatest(timezone('utc', now()), started_at),
  processing_time_seconds = greatest(0, extract(epoch from timezone('utc', now()) - started_at))`;

/** Ends the run of an item in one way or another. */
async function endItem(tx: Tx, { itemId }: { itemId: string }, set: Prisma.Sql): Promise<void> {
  await tx.$executeRaw(endItemSql(itemId, set));
}

function endItemSql(itemId: string, set: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`update batch_items set ${itemEnd(set)} where id = ${itemId}::uuid`;
}

function itemEnd(set: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    claim_token = null, heartbeat_at = null, dispatched_at = null, stop_requested_at = null, ${set}`;
}

function completion(result: string): Prisma.Sql {
  return Prisma.sql`status = 'completed', progress = 1, result_data = ${result}::jsonb, ${ended}`;
}

function noticeOf(run: Claim, status: WorkStatus): StatusNotice {
  const { ownerId, batchId, documentId, sourceIndex, itemId } = run;
  return { ownerId, batchId, documentId, sourceIndex, itemId, status };
}

interface HeldRun {
  batch: BatchRow;
  /** Statuses of the source's other steps. */
  siblings: WorkStatus[];
  waits: boolean;
  isSupplied: boolean;
}

async function endRun(
  prisma: PrismaClient,
  run: Claim,
  write: (tx: Tx, held: HeldRun) => Promise<{ status: WorkStatus; isEnded: boolean }>,
): Promise<boolean> {
  const status = await prisma.$transaction(async (tx) => {
    const held = await holdRun(tx, run);
    if (!held) return null;
    const { status: written, isEnded } = await write(tx, held);
    // A step that ended its source made room, and no more: while others are in the queue for it, room may gather.
    const mayWait = isEnded && written === "completed" && (held.isSupplied || !held.waits);
    if (!mayWait) await dispatchLocked(tx, run.batchId);
    return written;
  });
  if (status) announceSoon(prisma, noticeOf(run, status));
  return status !== null;
}

/** Whether this run still owns its item; keeps the item from changing until the transaction ends. Every write of
 * a run's output outside `finish` asks this in the same transaction. */
export async function holdsClaim(tx: Tx, run: Pick<Claim, "itemId" | "claimToken">): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>(Prisma.sql`
    select 1 from batch_items
    where id = ${run.itemId}::uuid and claim_token = ${run.claimToken}::uuid and status = 'running' for update`);
  return rows.length === 1;
}

const lockedBatch = (run: Claim) => Prisma.sql`
  select ${batchColumns}, coalesce(worker_count, 8) as worker_count
  from batch_jobs where id = ${run.batchId}::uuid for update`;

/** Whether a row `batch` has something that nobody handed over yet. */
const waits = Prisma.sql`(
  exists (
    select 1 from batch_items waiting where waiting.batch_job_id = batch.id
      and waiting.status in ('pending', 'retrying') and waiting.dispatched_at is null
  ) or exists (
    select 1 from v2_processing_jobs waiting where waiting.batch_job_id = batch.id
      and waiting.status in ('pending', 'retrying') and waiting.dispatched_at is null
  ))`;

/** Whether the queue has work of a row `batch`, and little room for more: handing over can wait. */
const isSupplied = Prisma.sql`(
  exists (select 1 from batch_items queued
    where queued.batch_job_id = batch.id and queued.dispatched_at is not null)
  and ${inHand} * 4 > batch.worker_count)`;

/** Locks the batch and then the item, as everywhere, and looks around. Null when the claim is stale. In one statement:
 * what it sees beside the locked rows may be older than the lock, but whoever moves another step of this source by hand
 * ends this run too. */
async function holdRun(tx: Tx, run: Claim): Promise<HeldRun | null> {
  const [row] = await tx.$queryRaw<(BatchRow & Omit<HeldRun, "batch">)[]>(Prisma.sql`${keptPlan}
    with batch as materialized (${lockedBatch(run)})
    select batch.*, ${siblingStatuses} as siblings, set_config('synchronous_commit', 'off', true),
      ${waits} as waits, ${isSupplied} as "isSupplied"
    from batch join batch_items item on item.batch_job_id = batch.id
    where item.id = ${run.itemId}::uuid and item.claim_token = ${run.claimToken}::uuid and item.status = 'running'
    for update of item`);
  if (!row) return null;
  const { siblings, waits: waitsNow, isSupplied: isSuppliedNow, ...batch } = row;
  return { batch, siblings, waits: waitsNow, isSupplied: isSuppliedNow };
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
