import type { PrismaClient } from "@/server/platform/db";
import { getSettings } from "@/server/platform/env";

/** The limit of a batch, or of this worker where that is lower. */
export function lowerMemoryLimit(batchLimitMb: number): number {
  return Math.min(batchLimitMb, getSettings().TRAX_MEMORY_LIMIT_MB ?? Number.POSITIVE_INFINITY);
}

/** What counts for an item that nobody has claimed. Infinite where it cannot be found: the claim will tell. */
export async function findMemoryLimitMb(prisma: PrismaClient, itemId: string): Promise<number> {
  const item = await prisma.batchItem.findUnique({
    where: { id: itemId },
    select: { batchJob: { select: { memoryLimitMb: true } } },
  });
  return lowerMemoryLimit(item?.batchJob?.memoryLimitMb ?? Number.POSITIVE_INFINITY);
}
