import {
  deriveBatchPace,
  deriveSourcePace,
  type OpenBatch,
  type OpenSource,
} from "@/core/status/derive-pace";
import { createPaceModel, type PaceModel } from "@/core/status/pace-model";
import type { PaceView } from "@/server/batches/schema";
import { audioSecondsOfItem, engineOfItem, getPaceFacts } from "@/server/jobs/pace-facts";
import { type Db, getPrisma, Prisma } from "@/server/platform/db";

export interface SourceKey {
  batchId: string;
  sourceIndex: number;
}

export interface SourcePace extends SourceKey {
  pace: PaceView | null;
}

/** Time left of sources, in the order asked; null for what is paused, uploading, ended, not the owner's or not known
 * yet. Five statements, however many are asked for. */
export async function listPace(
  ownerId: number,
  sources: readonly SourceKey[],
  db: Db = getPrisma(),
): Promise<SourcePace[]> {
  const facts = await getPaceFacts(db);
  const model = createPaceModel(facts);
  const rows =
    facts.slots > 0 && !facts.queuePaused ? await listOpenSources(ownerId, sources, model, db) : [];
  const batches = rows.length > 0 ? await listOpenBatches(model, db) : [];
  const found = new Map(rows.map((row) => [toKey(row), row]));
  return sources.map((source) => {
    const row = found.get(toKey(source));
    const pace = row ? deriveSourcePace(row, facts.running, batches, model) : null;
    return { batchId: source.batchId, sourceIndex: source.sourceIndex, pace };
  });
}

/** Time left of batches, by id; null for what is paused, ended, or not known yet; those of others are missing. Five
 * statements, however many are asked for. */
export async function listBatchPaces(
  ownerId: number,
  batchIds: readonly string[],
  db: Db = getPrisma(),
): Promise<Map<string, PaceView | null>> {
  const owned = await db.batchJob.findMany({
    where: { ownerId, id: { in: [...batchIds] } },
    select: { id: true, status: true, pausedAt: true },
  });
  const facts = await getPaceFacts(db);
  const model = createPaceModel(facts);
  const stands = facts.slots === 0 || facts.queuePaused;
  const batches = stands ? [] : await listOpenBatches(model, db);
  return new Map(
    owned.map(({ id, status, pausedAt }) => {
      const moves = !stands && pausedAt === null && (status === "pending" || status === "running");
      return [id, moves ? deriveBatchPace(id, facts.running, batches, model) : null];
    }),
  );
}

/** Until the last batch of the owner that is under way has ended; null where nothing is, or one of them is not known. */
export async function getQueuePace(ownerId: number, db: Db = getPrisma()): Promise<PaceView | null> {
  const live = await db.batchJob.findMany({
    where: { ownerId, deletedAt: null, pausedAt: null, status: { in: ["pending", "running"] } },
    select: { id: true },
  });
  if (live.length === 0) return null;
  const paces = [
    ...(
      await listBatchPaces(
        ownerId,
        live.map(({ id }) => id),
        db,
      )
    ).values(),
  ];
  return paces.reduce((whole, pace) => {
    if (!whole || !pace) return null;
    return {
      lowSeconds: Math.max(whole.lowSeconds, pace.lowSeconds),
      highSeconds: Math.max(whole.highSeconds, pace.highSeconds),
      speed: whole.speed === null && pace.speed === null ? null : (whole.speed ?? 0) + (pace.speed ?? 0),
    };
  });
}

/** SQL, one row a source of a live batch that has neither ended nor lost a step. `guess` is bytes a second. */
function openSources(where: Prisma.Sql, model: PaceModel): Prisma.Sql {
  return Prisma.sql`
    select item.batch_job_id, item.source_index, max(${engineOfItem()}) filter (where item.task_type = 'transcribe') as engine,
      coalesce(min(${audioSecondsOfItem()}), nullif(max(video.duration_seconds), 0),
        nullif(max(media.file_size), 0)::float8 / ${model.lengthGuess?.bytesASecond ?? null}::float8) as audio,
      max(media.duration_seconds) is null as guessed,
      bool_and(item.paused_at is null and item.stop_requested_at is null
        and (media.download_status = 'completed' or fetching.status = 'running')) as moves,
      bool_or(item.task_type = 'transcribe' and item.status in ('pending', 'retrying')) as transcribe_waits,
      bool_or(item.task_type = 'preprocess' and item.status in ('pending', 'retrying')) as preparation_waits,
      greatest(0, coalesce(extract(epoch from max(item.run_at) filter (where item.status = 'retrying') - now()), 0))
        as wait,
      coalesce(max(item.priority), 0) as priority,
      coalesce(min(item.position), item.source_index) as place
    from batch_items item
    join batch_jobs batch on batch.id = item.batch_job_id
    join media_files media on media.id = item.media_file_id
    left join youtube_videos video on video.id = media.youtube_video_id
    -- What a step fetches moves while it runs; before that nobody knows how fast its server is.
    left join batch_items fetching on media.download_status <> 'completed' and fetching.task_type = 'download'
      and fetching.batch_job_id = item.batch_job_id and fetching.source_index = item.source_index
    where ${where} and batch.status in ('pending', 'running') and batch.paused_at is null
    group by item.batch_job_id, item.source_index
    having not bool_or(item.status in ('failed', 'cancelled')) and not bool_and(item.status = 'completed')`;
}

async function listOpenSources(
  ownerId: number,
  wanted: readonly SourceKey[],
  model: PaceModel,
  db: Db,
): Promise<OpenSource[]> {
  const batchIds = [...new Set(wanted.map(({ batchId }) => batchId))];
  const ofBatches = Prisma.sql`batch.owner_id = ${ownerId} and item.batch_job_id = any(${batchIds}::uuid[])`;
  return db.$queryRaw<OpenSource[]>(Prisma.sql`
    with source as (${openSources(ofBatches, model)}), queued as (
      select *, sum(case when transcribe_waits and moves then audio else 0 end) over (
        partition by batch_job_id order by priority desc, place, source_index
        rows between unbounded preceding and 1 preceding
      ) as ahead from source
    )
    select batch_job_id as "batchId", source_index as "sourceIndex", coalesce(engine, '') as engine,
      audio::float8 as "audioSeconds", guessed, preparation_waits as "preparationWaits",
      wait::float8 as "waitSeconds", coalesce(ahead, 0)::float8 as "aheadSeconds"
    from queued
    where moves and (batch_job_id, source_index) in (
      select * from unnest(${wanted.map((source) => source.batchId)}::uuid[],
        ${wanted.map((source) => source.sourceIndex)}::int[]))`);
}

/** Of everybody: they share the engine. */
async function listOpenBatches(model: PaceModel, db: Db): Promise<OpenBatch[]> {
  return db.$queryRaw<OpenBatch[]>(Prisma.sql`
    with source as (${openSources(Prisma.sql`true`, model)})
    select batch_job_id as "batchId", coalesce(engine, '') as engine,
      (count(*) filter (where moves and transcribe_waits))::int as waiting,
      coalesce(sum(audio) filter (where moves and transcribe_waits), 0)::float8 as "waitingSeconds",
      (count(*) filter (where moves and transcribe_waits and audio is null))::int as unknown,
      (count(*) filter (where moves and transcribe_waits and guessed))::int as guessed,
      (count(*) filter (where not moves))::int as still,
      coalesce(max(audio) filter (where moves and preparation_waits), 0)::float8 as "preparationSeconds",
      max(wait)::float8 as "waitSeconds"
    from source group by batch_job_id, engine`);
}

const toKey = ({ batchId, sourceIndex }: SourceKey) => `${batchId}:${sourceIndex}`;
