import { deriveSourceState } from "@/core/status/derive-batch-status";
import type { WorkStatus } from "@/core/status/transitions";
import { getPrisma, Prisma, type PrismaClient } from "@/server/platform/db";
import { retrySource } from "./batch-actions";
import { meetsWishes } from "./meets-wishes";
import type { BatchSettings } from "./schema";
import { type ReusedSource, resolveSettings } from "./service";

/** Work on this very link with the same settings that is there already, as `reuseSource` finds it for a file. Null where
 * there is none. @throws TraxError LANGUAGE_UNKNOWN */
export async function reuseLink(
  ownerId: number,
  input: { url: string; settings: BatchSettings },
  prisma: PrismaClient = getPrisma(),
): Promise<ReusedSource | null> {
  const { engine, language, audioTrack, ...wishes } = resolveSettings(input.settings);
  const [row] = await prisma.$queryRaw<
    (Omit<ReusedSource, "outcome"> & { statuses: WorkStatus[] })[]
  >(Prisma.sql`
    select item.batch_job_id as "batchId", item.source_index as "sourceIndex",
      item.media_file_id as "mediaFileId", item.document_id as "documentId",
      array(select step.status::text from batch_items step
        where step.batch_job_id = item.batch_job_id and step.source_index = item.source_index) as statuses
    from batch_items fetching
    join batch_jobs batch on batch.id = fetching.batch_job_id and batch.owner_id = ${ownerId}
    join batch_items item on item.batch_job_id = fetching.batch_job_id
      and item.source_index = fetching.source_index and item.task_type = 'transcribe'
    join transcript_documents document on document.id = item.document_id and document.deleted_at is null
    where fetching.task_type = 'download' and fetching.task_data->'link'->>'url' = ${input.url}
      and item.media_file_id is not null and item.task_data->>'engine' = ${engine}
      and coalesce(item.task_data->>'language', ${language ?? ""}) = ${language ?? ""}
      and coalesce(item.task_data->>'audioTrack', '') = ${audioTrack === null ? "" : String(audioTrack)}
      and item.task_data->'range' is null and ${meetsWishes(wishes)}
      and (item.status = 'completed' or (batch.paused_at is null and item.paused_at is null))
    order by array_position(array['completed', 'running', 'retrying', 'pending'], item.status::text),
      item.created_at desc
    limit 1`);
  if (!row) return null;
  const { statuses, ...source } = row;
  const state = deriveSourceState(statuses);
  if (state === "processed") return { ...source, outcome: "processed" };
  if (state !== "failed" && state !== "cancelled") return { ...source, outcome: "joined" };
  await retrySource(ownerId, source, prisma);
  return { ...source, outcome: "reopened" };
}
