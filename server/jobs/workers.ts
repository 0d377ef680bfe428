import { Prisma, type PrismaClient } from "@/server/platform/db";
import { deadAfterMs, heartbeatMs } from "@/server/platform/patience";

export interface WorkerRegistration {
  id: string;
  host: string;
  pid: number;
  version: string;
  engines: string[];
  slots: number;
  /** Steps that wait for disks and the network run beside the engines. */
  ioSlots?: number;
}

export async function registerWorker(prisma: PrismaClient, worker: WorkerRegistration): Promise<void> {
  await prisma.$executeRaw(Prisma.sql`
    insert into workers (id, host, pid, version, engines, slots, io_slots, started_at, heartbeat_at)
    values (${worker.id}::uuid, ${worker.host}, ${worker.pid}, ${worker.version},
      ${JSON.stringify(worker.engines)}::jsonb, ${worker.slots}, ${worker.ioSlots ?? 0}, now(), now())
    on conflict (id) do update set pid = excluded.pid, version = excluded.version, engines = excluded.engines,
      slots = excluded.slots, io_slots = excluded.io_slots, heartbeat_at = now(), stopped_at = null`);
}

/** A sign of life. @param memoryBytes of its process tree, where somebody measured it */
export async function beatWorker(
  prisma: PrismaClient,
  workerId: string,
  memoryBytes?: number,
): Promise<void> {
  const memory = memoryBytes === undefined ? null : BigInt(Math.max(0, Math.round(memoryBytes)));
  await prisma.$executeRaw(Prisma.sql`
    update workers set heartbeat_at = now(), memory_bytes = coalesce(${memory}::bigint, memory_bytes)
    where id = ${workerId}::uuid`);
}

export async function stopWorker(prisma: PrismaClient, workerId: string): Promise<void> {
  await prisma.$executeRaw(Prisma.sql`update workers set stopped_at = now() where id = ${workerId}::uuid`);
}

/** Workers of one machine that have not said that they stopped, and missed a heartbeat: another machine may have the
 * same name, and what beats is alive. */
export async function listSilentWorkers(
  prisma: PrismaClient,
  host: string,
): Promise<{ id: string; pid: number }[]> {
  const heartbeatAt = { lt: new Date(Date.now() - heartbeatMs() * 1.5) };
  return prisma.worker.findMany({
    where: { host, stoppedAt: null, heartbeatAt },
    select: { id: true, pid: true },
  });
}

/** Workers that stopped or died long ago are of no use to anyone; a day is kept to be looked at. */
export async function removeOldWorkers(prisma: PrismaClient): Promise<void> {
  await prisma.$executeRaw(Prisma.sql`
    delete from workers where greatest(heartbeat_at, stopped_at) < now() - interval '1 day'`);
}

export async function hasLiveWorker(prisma: PrismaClient): Promise<boolean> {
  const rows = await prisma.$queryRaw<unknown[]>(Prisma.sql`
    select 1 from workers where stopped_at is null
      and heartbeat_at > now() - make_interval(secs => ${deadAfterMs() / 1000}::float8) limit 1`);
  return rows.length > 0;
}
