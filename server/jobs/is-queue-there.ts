import { type Db, Prisma } from "@/server/platform/db";

/** Whether the queue's tables are there, at least as far as work can be handed over. */
export async function isQueueThere(db: Db): Promise<boolean> {
  const [row] = await db.$queryRaw<{ there: boolean }[]>(Prisma.sql`
    select to_regtype('graphile_worker.job_spec') is not null and to_regclass('graphile_worker.jobs') is not null
      as there`);
  return row?.there ?? false;
}
