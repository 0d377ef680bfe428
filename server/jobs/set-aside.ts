import type { WorkStatus } from "@/core/status/transitions";
import { Prisma, type PrismaClient, type Tx } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { deadAfterMs } from "@/server/platform/patience";
import { traxVersion } from "@/server/platform/version";
import { dispatchLocked, mayRunNow } from "./dispatch";
import { writeFailure } from "./lifecycle";
import { announceBatch } from "./notify";
import { stepTypes } from "./queue-names";
import { lockBatch, settleStep, siblingStatuses } from "./settle";

interface UnknownStep {
  id: string;
  batchId: string;
  taskType: string;
}

/** Steps whose turn it is but that this version does not carry out (written by another version, or by another
 * client) end with a sentence instead of waiting for ever. While a worker of another version lives they are left to
 * it. Returns how many. */
export async function setAsideUnknownSteps(prisma: PrismaClient): Promise<number> {
  const steps = await prisma.$queryRaw<UnknownStep[]>(Prisma.sql`
    select item.id, item.batch_job_id as "batchId", item.task_type as "taskType"
    from batch_items item
    where item.task_type <> all(${stepTypes}::text[]) and item.batch_job_id is not null and ${mayRunNow}
      and not exists (
        select 1 from workers where version <> ${traxVersion} and stopped_at is null
          and heartbeat_at > now() - make_interval(secs => ${deadAfterMs() / 1000}::float8))
    limit 200`);
  for (const step of steps) await prisma.$transaction((tx) => setAside(tx, step));
  return steps.length;
}

async function setAside(tx: Tx, step: UnknownStep): Promise<void> {
  const batch = await lockBatch(tx, step.batchId);
  if (!batch) return;
  // By way of running: what waits cannot fail.
  const [item] = await tx.$queryRaw<{ siblings: WorkStatus[] }[]>(Prisma.sql`
    update batch_items item set status = 'running', started_at = timezone('utc', now())
    where id = ${step.id}::uuid and status in ('pending', 'retrying')
    returning ${siblingStatuses} as siblings`);
  if (!item) return;
  await writeFailure(
    tx,
    { itemId: step.id, batchId: step.batchId, retryCount: 0, maxRetries: 0 },
    new TraxError("STEP_UNKNOWN", { step: step.taskType, version: traxVersion }),
  );
  await settleStep(tx, batch, item.siblings, "failed");
  await announceBatch(tx, batch.owner_id, batch.id);
  await dispatchLocked(tx, batch.id);
}
