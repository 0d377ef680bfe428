import { makeWorkerUtils, runMigrations } from "graphile-worker";
import type pg from "pg";
import { getLogger } from "@/server/platform/logger";
// The supervisor loads this file before the database client is made: nothing here imports platform/db.
import { catalogue } from "./catalogue";

/** Brings the queue's own tables to the version this code speaks. */
export async function prepareQueue(pool: pg.Pool): Promise<void> {
  await runMigrations({ pgPool: pool });
}

/** Clears away jobs that ended badly in the queue; the items keep the truth about them. */
export async function cleanQueue(pool: pg.Pool): Promise<void> {
  const utils = await makeWorkerUtils({ pgPool: pool });
  try {
    await utils.cleanup({ tasks: ["DELETE_PERMAFAILED_JOBS"] });
  } finally {
    await utils.release();
  }
}

/** Long enough for a worker of another version to take what it knows, while both run during an upgrade. */
const UNKNOWN_AFTER = "1 hour";
const MAX_AT_ONCE = 10_000;

/** Ends, in the queue, jobs of tasks that this version does not know and that nobody has taken for an hour: no worker
 * ever asks for them, so they would stay unseen. Each is reported once, by being set aside; `cleanQueue` removes it at
 * its next round. Returns how many there were. */
export async function setAsideUnknownJobs(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ id: string; task: string }>(
    `select id::text as id, task_identifier as task from graphile_worker.jobs
     where task_identifier <> all($1::text[]) and locked_at is null and attempts < max_attempts
       and greatest(run_at, created_at) < now() - $2::interval
     order by id limit ${MAX_AT_ONCE}`,
    [Object.keys(catalogue), UNKNOWN_AFTER],
  );
  if (rows.length === 0) return 0;
  // One that a worker took in this very moment is left to it.
  const { rows: failed } = await pool.query<{ id: string }>(
    "select id::text as id from graphile_worker.permanently_fail_jobs($1::bigint[], $2)",
    [rows.map(({ id }) => id), "This version of Trax does not know the task."],
  );
  const done = new Set(failed.map(({ id }) => id));
  const counts: Record<string, number> = {};
  for (const { id, task } of rows) if (done.has(id)) counts[task] = (counts[task] ?? 0) + 1;
  getLogger().warn({ tasks: counts }, "unknown jobs set aside");
  return done.size;
}
