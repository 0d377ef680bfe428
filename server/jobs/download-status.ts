import { type Db, Prisma, type PrismaClient, type Tx } from "@/server/platform/db";
import type { TraxError } from "@/server/platform/errors";
import { storedJsonText } from "@/server/platform/stored-json";
import { type Claim, holdsClaim } from "./lifecycle";
import { resultData } from "./work-schema";

/** `media_files.download_status` of recordings that a step fetches. Every write names the claim of its run, as all writes of
 * a run do. */

type Run = Pick<Claim, "itemId" | "claimToken" | "mediaFileId">;

/** The run fetches now. `whole`: the file is there, from a run whose end got lost. */
export function beginDownload(prisma: PrismaClient, run: Run): Promise<"begun" | "whole" | "lost"> {
  return prisma.$transaction(async (tx) => {
    if (!(await holdsClaim(tx, run))) return "lost";
    const [row] = await tx.$queryRaw<{ status: string | null }[]>(Prisma.sql`
      select download_status as status from media_files where id = ${run.mediaFileId}::uuid for update`);
    if (!row) return "lost";
    if (row.status === "completed") return "whole";
    await tx.$executeRaw(Prisma.sql`
      update media_files set download_status = 'downloading', download_error = null
      where id = ${run.mediaFileId}::uuid and download_status is distinct from 'downloading'`);
    return "begun";
  });
}

/** How the download stands, for who looks at it. */
export async function noteDownload(
  db: Db,
  run: Run,
  progress: { downloadedBytes: number; totalBytes: number | null; bytesPerSecond: number | null },
): Promise<void> {
  await db.$executeRaw(Prisma.sql`
    update batch_items
    set result_data = coalesce(result_data, '{}')::jsonb || ${storedJsonText(resultData, progress)}::jsonb
    where id = ${run.itemId}::uuid and claim_token = ${run.claimToken}::uuid and status = 'running'`);
}

/** The run ends without the file; a later one may begin again. */
export function failDownload(prisma: PrismaClient, run: Run, error: TraxError): Promise<void> {
  return moveFenced(
    prisma,
    run,
    Prisma.sql`download_status = 'failed', download_error = ${error.message}`,
    Prisma.sql`'pending', 'downloading'`,
  );
}

/** The run is given back. */
export function pauseDownload(prisma: PrismaClient, run: Run): Promise<void> {
  return moveFenced(prisma, run, Prisma.sql`download_status = 'pending'`, Prisma.sql`'downloading'`);
}

async function moveFenced(prisma: PrismaClient, run: Run, set: Prisma.Sql, from: Prisma.Sql): Promise<void> {
  await prisma.$transaction(async (tx) => {
    if (!(await holdsClaim(tx, run))) return;
    await tx.$executeRaw(Prisma.sql`
      update media_files set ${set} where id = ${run.mediaFileId}::uuid and download_status in (${from})`);
  });
}

/** The file is in its place. In the transaction that ends the item, which has asked for the claim. */
export async function completeDownload(
  tx: Tx,
  mediaFileId: string,
  file: { fileName: string; sizeBytes: number; sha256: string },
): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    update media_files set download_status = 'completed', download_error = null, file_name = ${file.fileName},
      file_size = ${file.sizeBytes}::bigint, sha256 = ${file.sha256}
    where id = ${mediaFileId}::uuid and download_status is distinct from 'completed'`);
}

/** Recordings whose download was cancelled, or failed where no run could say so, are not on their way any more.
 * @param of a batch and sources of it; left out, every batch. Returns how many. */
export async function endDownloads(
  db: Db,
  of?: { batchId: string; sourceIndexes: number[] },
): Promise<number> {
  const those = of
    ? Prisma.sql`item.batch_job_id = ${of.batchId}::uuid and item.source_index = any(${of.sourceIndexes}::int[])`
    : Prisma.sql`true`;
  return db.$executeRaw(Prisma.sql`
    update media_files media set download_status = 'failed',
      download_error = coalesce(ended.error_message, 'The download was cancelled. Retry to go on where it stopped.')
    from (
      select distinct on (item.media_file_id) item.media_file_id, item.error_message from batch_items item
      where item.task_type in ('youtube', 'download') and item.status in ('failed', 'cancelled') and ${those}
      order by item.media_file_id, item.error_message
    ) ended
    where media.id = ended.media_file_id and media.download_status in ('pending', 'downloading')
      and not exists (
        select 1 from batch_items live where live.media_file_id = media.id and live.status = 'running'
          and live.task_type in ('youtube', 'download'))`);
}

/** Of recordings, those whose partial download may be gone on with: by a run that has it or waits for its turn, or, of a
 * source that failed, by a retry. */
export async function listResumable(db: Db, mediaFileIds: string[]): Promise<Map<string, "live" | "failed">> {
  const rows = await db.$queryRaw<{ id: string; isLive: boolean }[]>(Prisma.sql`
    select media.id::text as id, bool_or(item.status <> 'failed') as "isLive" from media_files media
    join batch_items item on item.media_file_id = media.id and item.task_type = 'download'
    where media.id = any(${mediaFileIds}::uuid[]) and item.status in ('pending', 'running', 'retrying', 'failed')
    group by media.id`);
  return new Map(rows.map(({ id, isLive }) => [id, isLive ? "live" : "failed"]));
}
