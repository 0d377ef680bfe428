import { Prisma, type PrismaClient } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { deadAfterMs } from "@/server/platform/patience";
import { traxVersion } from "@/server/platform/version";
import { mayRunNow } from "./dispatch";
import { failWaiting } from "./fail-waiting";
import { stepTypes } from "./queue-names";

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
  for (const step of steps) {
    const unknown = new TraxError("STEP_UNKNOWN", { step: step.taskType, version: traxVersion });
    await prisma.$transaction((tx) => failWaiting(tx, step, unknown));
  }
  return steps.length;
}
