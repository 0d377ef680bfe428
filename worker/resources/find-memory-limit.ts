import { Prisma, type PrismaClient } from "@/server/platform/db";
import { getSettings } from "@/server/platform/env";

/** The limit of a batch, or of this worker where that is lower. */
export function lowerMemoryLimit(batchLimitMb: number): number {
  return Math.min(batchLimitMb, getSettings().TRAX_MEMORY_LIMIT_MB ?? Number.POSITIVE_INFINITY);
}

/** What counts for an item that nobody has claimed. Infinite where it cannot be found: the claim will tell. */
export async function findItemMemoryLimitMb(prisma: PrismaClient, itemId: string): Promise<number> {
  const [row] = await prisma.$queryRaw<{ limit: number | null }[]>(Prisma.sql`
    select batch.memory_limit_mb as limit from batch_items item join batch_jobs batch on batch.id = item.batch_job_id
    where item.id = ${itemId}::uuid`);
  return lowerMemoryLimit(row?.limit ?? Number.POSITIVE_INFINITY);
}

export async function findJobMemoryLimitMb(prisma: PrismaClient, jobId: number): Promise<number> {
  const [row] = await prisma.$queryRaw<{ limit: number | null }[]>(Prisma.sql`
    select batch.memory_limit_mb as limit
    from v2_processing_jobs job join batch_jobs batch on batch.id = job.batch_job_id
    where job.id = ${jobId}`);
  return lowerMemoryLimit(row?.limit ?? Number.POSITIVE_INFINITY);
}
