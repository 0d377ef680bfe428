import { taskTypes } from "@/core/status/transitions";
import { Prisma, type Tx } from "@/server/platform/db";
import { processingJobTypes, taskOfJob, taskOfStep } from "./catalogue";

/** Names of the queue's tasks and jobs in SQL, from the one catalogue. */

const carriedOut = taskTypes.filter((type) => taskOfStep[type] !== null);

/** Steps that this version carries out. */
export const stepTypes: readonly string[] = carriedOut;

/** `values` list of (task_type, identifier) for the steps that this version carries out. */
export const stepTasks = Prisma.join(
  carriedOut.map((type) => Prisma.sql`(${type}::text, ${taskOfStep[type]}::text)`),
);

/** `values` list of (job_type, identifier) for processing jobs. */
export const jobTasks = Prisma.join(
  processingJobTypes.map((type) => Prisma.sql`(${type}::text, ${taskOfJob[type]}::text)`),
);

/** The key under which the queue holds a row `item` of batch_items; null for a step nobody carries out. */
export const itemQueueKey = Prisma.sql`(
  select task.identifier || ':' || item.id from (values ${stepTasks}) as task(task_type, identifier)
  where task.task_type = item.task_type)`;

/** The key under which the queue holds a row `job` of v2_processing_jobs. */
export const jobQueueKey = Prisma.sql`(
  select task.identifier || ':' || job.id from (values ${jobTasks}) as task(job_type, identifier)
  where task.job_type = job.job_type)`;

/** graphile-worker keeps a dead worker's job locked for four hours: free the lock and clear the job away, since the
 * row alone says what is still to do. */
export async function freeQueueJob(tx: Tx, key: string): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    select graphile_worker.force_unlock_workers(array_agg(distinct locked_by))
    from graphile_worker.jobs where key = ${key} and locked_by is not null
    having count(*) > 0`);
  await tx.$executeRaw(Prisma.sql`select graphile_worker.remove_job(${key})`);
}
