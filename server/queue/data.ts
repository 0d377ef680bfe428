import { countSources } from "@/server/batches/data";
import { getQueuePace } from "@/server/estimates/data";
import { type Db, getPrisma, Prisma } from "@/server/platform/db";
import type { QueueView } from "./schema";

export async function getQueue(ownerId: number, db: Db = getPrisma()): Promise<QueueView> {
  const [[row], counts, pace] = await Promise.all([
    db.$queryRaw<Omit<QueueView, "counts" | "pace">[]>(Prisma.sql`
      select count(*) filter (where item.status = 'pending')::int as pending,
        count(*) filter (where item.status = 'running')::int as running,
        count(*) filter (where item.status = 'retrying')::int as retrying,
        count(*) filter (where item.status = 'failed')::int as failed,
        exists (select 1 from queue_control where paused_at is not null) as paused
      from batch_items item join batch_jobs batch on batch.id = item.batch_job_id
      where batch.owner_id = ${ownerId} and batch.deleted_at is null`),
    countSources(ownerId, {}, db),
    getQueuePace(ownerId, db),
  ]);
  return {
    ...(row ?? { pending: 0, running: 0, retrying: 0, failed: 0, paused: false }),
    counts,
    pace,
  };
}
