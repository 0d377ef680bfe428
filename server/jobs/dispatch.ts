import { stepOrder, taskTypes } from "@/core/status/transitions";
import { keptPlan, Prisma, type Tx } from "@/server/platform/db";
import { RETRY_LONGEST_MS } from "@/server/platform/patience";
import { jobTasks, stepTasks, stepTypes } from "./queue-names";

const inOrder = [...taskTypes].sort((a, b) => stepOrder[a] - stepOrder[b]);
const stepOf = (table: "item" | "earlier") =>
  Prisma.sql`array_position(${inOrder}::text[], ${Prisma.raw(table)}.task_type::text)`;

/** Jobs for now are due since long: a clock that is set back makes none of them wait. */
const ALREADY = Prisma.sql`timestamptz '2000-01-01 00:00:00Z'`;

/** A retry is due; one further ahead than any retry ever waits says that the clock was set back. */
const isDue = (table: "item" | "job") => {
  const row = Prisma.raw(table);
  return Prisma.sql`(${row}.status = 'pending' or (${row}.status = 'retrying' and (${row}.run_at is null
    or ${row}.run_at <= now() or ${row}.run_at > now() + make_interval(secs => ${RETRY_LONGEST_MS / 1000}::float8))))`;
};

/** Steps that bring the source's file. */
const fetchingSteps = Prisma.sql`'youtube', 'download'`;

/** Jobs that change what a text is made better from: its words, and who says them. */
const hearingJobs = Prisma.sql`'pass', 'merge', 'diarization'`;

/** Of a row `item` of batch_items: due, not paused, not handed over yet, every earlier step of its source completed,
 * and the source's file there, unless it is the step that brings it; a text is made better when all who hear it are
 * done. */
export const mayRunNow = Prisma.sql`
  item.status in ('pending', 'retrying') and ${isDue("item")}
  and item.dispatched_at is null and item.paused_at is null
  and not exists (
    select 1 from batch_items earlier
    where earlier.batch_job_id = item.batch_job_id and earlier.source_index = item.source_index
      and ${stepOf("earlier")} < ${stepOf("item")} and earlier.status <> 'completed'
    offset 0
  )
  and (item.task_type in (${fetchingSteps}) or not exists (
    select 1 from media_files media
    where media.id = item.media_file_id and media.download_status <> 'completed'
    offset 0
  ))
  and (item.task_type <> 'enhance' or not exists (
    select 1 from v2_processing_jobs busy
    where busy.batch_job_id = item.batch_job_id and busy.source_index = item.source_index
      and busy.job_type in (${hearingJobs}) and busy.status not in ('completed', 'failed', 'cancelled')
    offset 0
  ))`;

/** Of a row `job` of v2_processing_jobs. */
export const jobMayRunNow = Prisma.sql`
  job.status in ('pending', 'retrying') and ${isDue("job")} and job.dispatched_at is null and job.paused_at is null`;

/** What of a row `batch` is running or in the queue. */
export const inHand = Prisma.sql`(
  (select count(*) from batch_items busy
    where busy.batch_job_id = batch.id and (busy.status = 'running' or busy.dispatched_at is not null))
  + (select count(*) from v2_processing_jobs busy
    where busy.batch_job_id = batch.id and busy.status not in ('completed', 'failed', 'cancelled')
      and (busy.status = 'running' or busy.dispatched_at is not null)))`;

/** Hands to the queue what of a batch may run now: not paused, every earlier step of its source completed, the
 * source's file there, topped up to the batch's worker_count, by priority (the batch's and the item's own together)
 * and then in the order of its sources. Runs inside the caller's transaction, so work and its delivery commit
 * together; locks the batch row, so two dispatchers of one batch take turns. Called after submit, finish, resume and
 * upload, and by the sweeper. Returns how many were handed over. */
export async function dispatch(tx: Tx, batchId: string): Promise<number> {
  await tx.$queryRaw(Prisma.sql`${keptPlan}
    select 1, ${dispatchByIndex} from batch_jobs where id = ${batchId}::uuid for update`);
  return dispatchPlanned(tx, batchId);
}

/** The same for a caller that has locked the batch row in this transaction. */
export async function dispatchLocked(tx: Tx, batchId: string): Promise<number> {
  await tx.$queryRaw(Prisma.sql`${keptPlan} select ${dispatchByIndex}`);
  return dispatchPlanned(tx, batchId);
}

/** Planning a dispatch costs more than carrying it out, so its plan is kept: one that was made while the tables were
 * small must not read them whole when they have grown. Holds until the transaction ends: nothing comes after it. */
const dispatchByIndex = Prisma.sql`
  set_config('enable_seqscan', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)`;

async function dispatchPlanned(tx: Tx, batchId: string): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>(Prisma.sql`${keptPlan}
    with batch as (
      select batch.id, batch.priority, greatest(0, coalesce(batch.worker_count, 8) - ${inHand}) as room
      from batch_jobs batch
      where batch.id = ${batchId}::uuid and batch.paused_at is null and batch.deleted_at is null
        and not exists (select 1 from queue_control where paused_at is not null)
    ), item_choice as (
      select item.id, task.identifier, coalesce(item.priority, 0) + batch.priority as priority,
        row_number() over (
          order by coalesce(item.priority, 0) desc, coalesce(item.position, item.source_index), item.source_index
        ) as turn
      from (
        select item.* from batch_items item
        where item.batch_job_id = ${batchId}::uuid and exists (select 1 from batch where room > 0)
          and item.task_type = any(${stepTypes}::text[]) and ${mayRunNow}
        order by coalesce(item.priority, 0) desc, coalesce(item.position, item.source_index), item.source_index
        limit (select room from batch)
      ) item
      join (values ${stepTasks}) as task(task_type, identifier) using (task_type)
      cross join batch
    ), item_mark as (
      update batch_items set dispatched_at = now() from item_choice
      where batch_items.id = item_choice.id
      returning item_choice.identifier || ':' || batch_items.id as key, item_choice.identifier,
        json_build_object('itemId', batch_items.id) as payload, item_choice.priority, item_choice.turn
    ), job_choice as (
      select job.id, task.identifier, job.priority + batch.priority as priority
      from v2_processing_jobs job
      join (values ${jobTasks}) as task(job_type, identifier) using (job_type)
      cross join batch
      where job.batch_job_id = ${batchId}::uuid and batch.room > (select count(*) from item_choice)
        and ${jobMayRunNow}
      order by job.priority desc, job.id
      limit (select room - (select count(*) from item_choice) from batch)
    ), job_mark as (
      update v2_processing_jobs set dispatched_at = now() from job_choice
      where v2_processing_jobs.id = job_choice.id
      returning job_choice.identifier || ':' || v2_processing_jobs.id as key, job_choice.identifier,
        json_build_object('jobId', v2_processing_jobs.id) as payload, job_choice.priority, 1000000 as turn
    ), handed as (
      select * from item_mark union all select * from job_mark
    )
    select count(added.id)::int as count from (${addJobs}) as added`);
  return row?.count ?? 0;
}

/** One call for all of `handed`, so one NOTIFY; and none for nothing, which would wake every worker. */
const addJobs = Prisma.sql`
  select job.id from (select 1 from handed limit 1) as any_handed
  cross join lateral graphile_worker.add_jobs((
    select coalesce(array_agg((handed.identifier, handed.payload, null, ${ALREADY}, 1, handed.key,
      greatest(-32768, least(32767, -handed.priority)), null)::graphile_worker.job_spec order by handed.turn), '{}')
    from handed
  )) as job`;

/** Hands over processing jobs that belong to no batch. */
export async function dispatchLooseJobs(tx: Tx): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>(Prisma.sql`
    with job_choice as (
      select job.id, task.identifier, job.priority
      from v2_processing_jobs job
      join (values ${jobTasks}) as task(job_type, identifier) using (job_type)
      where job.batch_job_id is null and ${jobMayRunNow}
        and not exists (select 1 from queue_control where paused_at is not null)
      order by job.priority desc, job.id
      limit 1000
      for update of job skip locked
    ), handed as (
      update v2_processing_jobs set dispatched_at = now() from job_choice
      where v2_processing_jobs.id = job_choice.id
      returning job_choice.identifier || ':' || v2_processing_jobs.id as key, job_choice.identifier,
        json_build_object('jobId', v2_processing_jobs.id) as payload, job_choice.priority,
        v2_processing_jobs.id as turn
    )
    select count(added.id)::int as count from (${addJobs}) as added`);
  return row?.count ?? 0;
}

/** Asks for a dispatch of the batch after a while, for a retry that waits. The sweeper does the same, later, when
 * this is lost. Retries of a batch that are due in the same second share one. */
export async function dispatchLater(tx: Tx, batchId: string, delayMs: number): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    with due as (select now() + make_interval(secs => ${delayMs / 1000}::float8) as at)
    select graphile_worker.add_job('batch.dispatch', json_build_object('batchId', ${batchId}::text),
      run_at => due.at, max_attempts => 1,
      job_key => 'batch.dispatch:' || ${batchId}::text || ':' || ceil(extract(epoch from due.at))::text)
    from due`);
}
