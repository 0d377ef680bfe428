import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { dispatch } from "@/server/jobs/dispatch";
import { type Database, Prisma } from "@/server/platform/db";

const BATCHES = 10;
const POLL_MS = 20;
/** The bench's own questions bear this word, so that they are not counted as the product's. */
const MARK = Prisma.raw("/* bench */");

/** Hands in items of one step each, in some batches, and waits until all have ended. @returns items a second */
export async function measureLifecycle(database: Database, items: number): Promise<number> {
  const startedMs = performance.now();
  const batches: string[] = [];
  for (let index = 0; index < BATCHES; index += 1) {
    batches.push(await submitBatch(database, Math.ceil(items / BATCHES)));
  }
  const { prisma } = database;
  for (;;) {
    const [row] = await prisma.$queryRaw<{ open: number }[]>(Prisma.sql`
      select ${MARK} count(*)::int as open from batch_jobs
      where id = any(${batches}::uuid[]) and status <> 'completed'`);
    if (row?.open === 0) break;
    await delay(POLL_MS);
  }
  return (Math.ceil(items / BATCHES) * BATCHES) / ((performance.now() - startedMs) / 1000);
}

/** @returns jobs a second */
export async function measureBare({ prisma }: Database, jobs: number): Promise<number> {
  const startedMs = performance.now();
  await prisma.$executeRaw(Prisma.sql`
    select ${MARK} graphile_worker.add_jobs(array(
      select ('noop', '{}'::json, null, now(), 1, null, 0, null)::graphile_worker.job_spec
      from generate_series(1, ${jobs})))`);
  for (;;) {
    const [row] = await prisma.$queryRaw<{ open: number }[]>(Prisma.sql`
      select ${MARK} count(*)::int as open from graphile_worker.jobs where task_identifier = 'noop'`);
    if (row?.open === 0) break;
    await delay(POLL_MS);
  }
  return jobs / ((performance.now() - startedMs) / 1000);
}

/** From the call that submits one item to the claim's first sign of life, in milliseconds, on an idle queue. */
export async function measureSubmitToHeartbeat(database: Database): Promise<number> {
  const startedMs = Date.now();
  const batchId = await submitBatch(database, 1);
  for (;;) {
    // What the claim wrote into heartbeat_at it wrote into started_at, and that stays.
    const item = await database.prisma.batchItem.findFirst({ where: { batchJobId: batchId } });
    if (item?.startedAt && item.completedAt) return item.startedAt.getTime() - startedMs;
    await delay(POLL_MS);
  }
}

async function submitBatch({ prisma }: Database, items: number): Promise<string> {
  const id = randomUUID();
  await prisma.$transaction(async (tx) => {
    await tx.batchJob.create({
      data: { id, name: "bench", totalFiles: items },
    });
    await tx.batchItem.createMany({
      data: Array.from({ length: items }, (_, sourceIndex) => ({
        batchJobId: id,
        sourceIndex,
        taskType: "preprocess",
        taskData: {},
      })),
    });
    await dispatch(tx, id);
  });
  return id;
}

/** Statements that the server has carried out since `resetStatements`, without the bench's own. */
export async function countStatements({ prisma }: Database): Promise<number> {
  const [row] = await prisma.$queryRaw<{ calls: number }[]>(Prisma.sql`
    select ${MARK} coalesce(sum(calls), 0)::int as calls from pg_stat_statements
    where toplevel and dbid = (select oid from pg_database where datname = current_database())
      and query not like '%/* bench */%'`);
  return row?.calls ?? 0;
}

export async function resetStatements({ prisma }: Database): Promise<void> {
  await prisma.$queryRaw(Prisma.sql`select ${MARK} pg_stat_statements_reset()::text`);
}

/** What took the server's time, most first. */
export async function listDearestStatements({ prisma }: Database): Promise<string[]> {
  const rows = await prisma.$queryRaw<{ line: string }[]>(Prisma.sql`
    select ${MARK} round(total_exec_time)::text || ' ms ' || calls || ' x ' || left(regexp_replace(query, '\\s+', ' ', 'g'), 110)
      as line from pg_stat_statements where toplevel order by total_exec_time desc limit 14`);
  return rows.map(({ line }) => line);
}
