import { pauseQueue as pauseQueueByHand, resumeQueue as resumeQueueByHand } from "@/server/jobs/pause";
import { getPrisma, type PrismaClient } from "@/server/platform/db";

/** The queue is one for everybody: whoever may use this installation may hold it. Both return 1, or 0 where it was so
 * already. */
export async function pauseQueue(
  _ownerId: number,
  input: { stopRunning: boolean },
  prisma: PrismaClient = getPrisma(),
): Promise<number> {
  return prisma.$transaction((tx) => pauseQueueByHand(tx, input));
}

export async function resumeQueue(_ownerId: number, prisma: PrismaClient = getPrisma()): Promise<number> {
  return prisma.$transaction((tx) => resumeQueueByHand(tx));
}
