import { dispatchLocked } from "@/server/jobs/dispatch";
import { announceBatch } from "@/server/jobs/notify";
import { takeBack } from "@/server/jobs/pause";
import { lockBatch } from "@/server/jobs/settle";
import { getPrisma, Prisma, type PrismaClient } from "@/server/platform/db";
import { getLimits, requireBatch } from "./data";
import { type BatchLimits, batchSetLimitsInput } from "./schema";

/** Changes what a batch may take while it waits or runs. What is named stays as it is where it is so already; 0 where
 * nothing changed or the batch has ended. @throws TraxError NOT_FOUND */
export async function setLimits(
  ownerId: number,
  input: { batchId: string } & Partial<BatchLimits>,
  prisma: PrismaClient = getPrisma(),
): Promise<number> {
  const { batchId, ...wanted } = batchSetLimitsInput.parse(input);
  return prisma.$transaction(async (tx) => {
    await requireBatch(ownerId, batchId, tx);
    const before = await lockBatch(tx, batchId);
    if (!before) return 0;
    const { workerCount, memoryLimitMb, cpuLimitPercent, priority, maxRetries } = {
      ...(await getLimits(ownerId, batchId, tx)),
      ...wanted,
    };
    const changed = await tx.$executeRaw(Prisma.sql`
      update batch_jobs set worker_count = ${workerCount}, memory_limit_mb = ${memoryLimitMb},
        cpu_limit_percent = ${cpuLimitPercent}, priority = ${priority}
      where id = ${batchId}::uuid and owner_id = ${ownerId} and status in ('pending', 'running', 'paused')
        and (worker_count, memory_limit_mb, cpu_limit_percent, priority)
          is distinct from (${workerCount}::int, ${memoryLimitMb}::int, ${cpuLimitPercent}::int, ${priority}::int)`);
    const items = await tx.$executeRaw(Prisma.sql`
      update batch_items item set max_retries = ${maxRetries} from batch_jobs batch
      where batch.id = ${batchId}::uuid and batch.status in ('pending', 'running', 'paused')
        and item.batch_job_id = batch.id and item.status in ('pending', 'running', 'retrying')
        and item.max_retries is distinct from ${maxRetries}::int`);
    if (changed === 0 && items === 0) return 0;
    // What was handed over under the old limits waits again, and is handed over under the new.
    await takeBack(tx, batchId);
    await dispatchLocked(tx, batchId);
    await announceBatch(tx, ownerId, batchId);
    return 1;
  });
}
