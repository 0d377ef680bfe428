import { stepOrder, taskTypes } from "@/core/status/transitions";
import { Prisma, type Tx } from "@/server/platform/db";
import { taskOfStep } from "./catalogue";

const carriedOut = taskTypes.filter((type) => taskOfStep[type] !== null);
const taskNames = Prisma.join(
  carriedOut.map((type) => Prisma.sql`(${type}::text, ${taskOfStep[type]}::text)`),
);

const inOrder = [...taskTypes].sort((a, b) => stepOrder[a] - stepOrder[b]);
const stepOf = (table: "item" | "earlier") =>
  Prisma.sql`array_position(${inOrder}::text[], ${Prisma.raw(table)}.task_type::text)`;

/** Of a row `item` of batch_items: due, not paused, not handed over yet, every earlier step of its source completed,
 * and the source's file there. */
export const mayRunNow = Prisma.sql`
  (item.status = 'pending' or (item.status = 'retrying' and item.run_at <= now()))
  and item.dispatched_at is null and item.paused_at is null
  and not exists (
    select 1 from batch_items earlier
    where earlier.batch_job_id = item.batch_job_id and earlier.source_index = item.source_index
      and ${stepOf("earlier")} < ${stepOf("item")} and earlier.status <> 'completed'
  )
  and not exists (
    select 1 from media_files media
    where media.id = item.media_file_id and media.download_status <> 'completed'
  )`;

/** Hands to the queue what of a batch may run now: not paused, every earlier step of its source completed, the
 * source's file there, topped up to the batch's worker_count, by priority and then age. Runs inside the caller's
 * transaction, so work and its delivery commit together; locks the batch row, so two dispatchers of one batch take
 * turns. Called after submit, finish, resume and upload, and by the sweeper. Returns how many were handed over. */
export async function dispatch(tx: Tx, batchId: string): Promise<number> {
  const [batch] = await tx.$queryRaw<{ room: number }[]>(Prisma.sql`
    with batch as (
      select id, worker_count from batch_jobs
      where id = ${batchId}::uuid and paused_at is null
        and status in ('pending', 'running')
        and not exists (select 1 from queue_control where paused_at is not null)
      for update
    )
    select greatest(0, coalesce(batch.worker_count, 8) - (
      select count(*) from batch_items
      where batch_job_id = batch.id
        and (status = 'running' or (status in ('pending', 'retrying') and dispatched_at is not null))
    ))::int as room from batch`);
  if (!batch || batch.room === 0) return 0;

  return tx.$executeRaw(Prisma.sql`
    with task(task_type, identifier) as (values ${taskNames}), chosen as (
      select item.id, task.identifier, coalesce(item.priority, 0) as priority
      from batch_items item
      join task using (task_type)
      where item.batch_job_id = ${batchId}::uuid and ${mayRunNow}
      order by coalesce(item.priority, 0) desc, item.created_at, item.source_index
      limit ${batch.room}
      for update of item
    ), marked as (
      update batch_items set dispatched_at = now() from chosen where batch_items.id = chosen.id returning batch_items.id
    )
    select graphile_worker.add_jobs(array(
      select (chosen.identifier, json_build_object('itemId', chosen.id), null, now(), 1,
              chosen.identifier || ':' || chosen.id, greatest(-32768, least(32767, -chosen.priority)), null
      )::graphile_worker.job_spec
      from chosen join marked using (id)
    )) from (select 1 where exists (select 1 from chosen)) as any_chosen`);
}

/** Asks for a dispatch of the batch at an instant, for a retry that waits. The sweeper does the same, later, when
 * this is lost. */
export async function dispatchAt(tx: Tx, batchId: string, runAt: Date): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    select graphile_worker.add_job('batch.dispatch', json_build_object('batchId', ${batchId}::text),
      run_at => ${runAt}::timestamptz, max_attempts => 1,
      job_key => 'batch.dispatch:' || ${batchId}::text || ':' || ${String(runAt.getTime())}::text)`);
}
