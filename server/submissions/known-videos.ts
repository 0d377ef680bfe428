import type { WorkStatus } from "@/core/status/transitions";
import { engineId } from "@/server/batches/schema";
import { type Db, getPrisma, Prisma } from "@/server/platform/db";
import { deriveEarlierState } from "./data";
import type { KnownVideo } from "./schema";

interface KnownRow {
  youtubeId: string;
  documentId: string;
  title: string;
  createdAt: Date;
  hasText: boolean;
  batchId: string | null;
  sourceIndex: number | null;
  engine: string | null;
  paused: boolean | null;
  statuses: WorkStatus[] | null;
}

/** Of each of these videos the best transcript that the owner has already: one with text before one under way before
 * one that stopped, then the newest. What is in the trash does not count. The rows of videos are everybody's, so the
 * way to them leads through the owner's recordings alone. */
export async function listKnownVideos(
  ownerId: number,
  youtubeIds: string[],
  db: Db = getPrisma(),
): Promise<KnownVideo[]> {
  if (youtubeIds.length === 0) return [];
  const rows = await db.$queryRaw<KnownRow[]>(Prisma.sql`
    select distinct on (video.youtube_id) video.youtube_id as "youtubeId", document.id as "documentId",
      document.title, document.created_at as "createdAt", document.current_result_id is not null as "hasText",
      work.batch_job_id as "batchId", work.source_index as "sourceIndex", work.engine, work.paused, work.statuses
    from youtube_videos video
    join media_files media on media.youtube_video_id = video.id and media.owner_id = ${ownerId}
    join transcript_documents document on document.media_file_id = media.id
      and document.owner_id = ${ownerId} and document.deleted_at is null
    left join lateral (
      select item.batch_job_id, item.source_index, item.status, item.task_data->>'engine' as engine,
        batch.paused_at is not null or item.paused_at is not null as paused,
        array(select step.status::text from batch_items step
          where step.batch_job_id = item.batch_job_id and step.source_index = item.source_index) as statuses
      from batch_items item join batch_jobs batch on batch.id = item.batch_job_id
      where item.document_id = document.id and item.task_type = 'transcribe' and batch.owner_id = ${ownerId}
      order by item.created_at desc limit 1
    ) work on true
    where video.youtube_id = any(${youtubeIds}::text[])
      and (document.current_result_id is not null or work.batch_job_id is not null)
    order by video.youtube_id, document.current_result_id is null,
      array_position(array['completed', 'running', 'retrying', 'pending'], work.status::text), document.created_at desc`);
  return rows.map((row) => ({
    youtubeId: row.youtubeId,
    documentId: row.documentId,
    title: row.title,
    createdAt: row.createdAt,
    hasText: row.hasText,
    state: deriveEarlierState(row),
    engine: engineId.nullable().catch(null).parse(row.engine),
    source: row.batchId === null ? null : { batchId: row.batchId, sourceIndex: Number(row.sourceIndex ?? 0) },
  }));
}
