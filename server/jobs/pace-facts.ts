import type { CompletedStep, PaceFacts, RunningStep } from "@/core/status/pace-model";
import { type Db, Prisma } from "@/server/platform/db";
import { getSettings } from "@/server/platform/env";
import { deadAfterMs } from "@/server/platform/patience";

/** Enough to tell a spread, few enough to read at every look. */
const RECENT_STEPS = 30;
/** More than any engine has places for. */
const MOST_RUNNING = 200;

/** SQL: which engine hears a row `item` of batch_items. */
export const engineOfItem = () =>
  Prisma.sql`coalesce(item.task_data->>'engine', ${getSettings().TRAX_ENGINE})`;

/** SQL: seconds of sound that a row `item` of batch_items works on, of a row `media`: of a stretch that is heard anew, its
 * own. */
export const audioSecondsOfItem = () => Prisma.sql`coalesce(
  case when jsonb_typeof(item.task_data->'range'->'startMs') = 'number'
    and jsonb_typeof(item.task_data->'range'->'endMs') = 'number'
  then least(media.duration_seconds, greatest(0, (item.task_data->'range'->>'endMs')::float8
    - (item.task_data->'range'->>'startMs')::float8) / 1000) end, media.duration_seconds)`;

const startedAt = Prisma.sql`(extract(epoch from timezone('utc', now()) - item.started_at))`;

/** Chunks of a row `item` of batch_items; its run's own are those decoded since it started. */
const chunkColumns = Prisma.sql`chunk.chunks::int, chunk."ownCount"::int, coalesce(chunk."ownSeconds", 0)::float8 as "ownSeconds",
  chunk."firstSeconds"::float8, chunk."firstAt"::float8, chunk."lastAt"::float8,
  chunk."leftCount"::int, coalesce(chunk."leftSeconds", 0)::float8 as "leftSeconds",
  coalesce(chunk."totalSeconds", 0)::float8 as "totalSeconds"`;
const chunkJoin = Prisma.sql`left join lateral (
  select count(*) as chunks, sum(seconds) as "totalSeconds",
    count(*) filter (where own) as "ownCount", sum(seconds) filter (where own) as "ownSeconds",
    (array_agg(seconds order by decoded_at) filter (where own))[1] as "firstSeconds",
    extract(epoch from min(decoded_at) filter (where own) - now()) as "firstAt",
    extract(epoch from max(decoded_at) filter (where own) - now()) as "lastAt",
    count(*) filter (where decoded_at is null) as "leftCount",
    sum(seconds) filter (where decoded_at is null) as "leftSeconds"
  from (
    select decoded_at, (end_sample - start_sample) / 16000.0 as seconds,
      decoded_at >= item.started_at at time zone 'utc' as own
    from transcription_chunks where batch_item_id = item.id
  ) as one
) as chunk on item.task_type = 'transcribe'`;

/** Three statements, each with a bound, however much there is. */
export async function getPaceFacts(db: Db): Promise<PaceFacts> {
  const [machine] = await db.$queryRaw<{ slots: number; queuePaused: boolean }[]>(Prisma.sql`
    select coalesce(sum(slots), 0)::int as slots,
      exists (select 1 from queue_control where paused_at is not null) as "queuePaused"
    from workers where stopped_at is null
      and heartbeat_at > now() - make_interval(secs => ${deadAfterMs() / 1000}::float8)`);
  const completed = await db.$queryRaw<CompletedStep[]>(Prisma.sql`
    select item.task_type as "taskType", ${engineOfItem()} as engine, ${audioSecondsOfItem()}::float8 as "audioSeconds",
      media.file_size::float8 as "sizeBytes", -${startedAt}::float8 as "startedAt",
      extract(epoch from item.completed_at - timezone('utc', now()))::float8 as "endedAt", ${chunkColumns}
    from unnest(array['preprocess', 'transcribe']) as step(task_type)
    cross join lateral (
      select * from batch_items recent
      where recent.task_type = step.task_type and recent.status = 'completed' and recent.completed_at is not null
      order by recent.completed_at desc limit ${RECENT_STEPS}
    ) as item
    join media_files media on media.id = item.media_file_id and media.duration_seconds > 0
    ${chunkJoin}
    where item.started_at is not null`);
  const running = await db.$queryRaw<RunningStep[]>(Prisma.sql`
    select item.batch_job_id as "batchId", item.source_index as "sourceIndex", item.task_type as "taskType",
      ${engineOfItem()} as engine, ${audioSecondsOfItem()}::float8 as "audioSeconds",
      media.file_size::float8 as "sizeBytes", item.progress, -${startedAt}::float8 as "startedAt", ${chunkColumns}
    from (
      select * from batch_items where status = 'running' and batch_job_id is not null
        and started_at is not null and stop_requested_at is null and paused_at is null
      order by started_at limit ${MOST_RUNNING}
    ) as item
    join media_files media on media.id = item.media_file_id
    ${chunkJoin}`);
  return { slots: machine?.slots ?? 0, queuePaused: machine?.queuePaused ?? false, completed, running };
}
