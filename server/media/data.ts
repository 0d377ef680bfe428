import { type Db, getPrisma, Prisma } from "@/server/platform/db";
import { getSettings } from "@/server/platform/env";
import { TraxError } from "@/server/platform/errors";
import { getUploadStorage, storageKeys } from "@/server/platform/storage";
import { serializeBytes } from "@/server/platform/storage/serialize-bytes";
import { type FormatInfo, parseFormatInfo } from "./schema";

export interface MediaRecord {
  id: string;
  fileName: string;
  /** Storage key of the original. */
  filePath: string;
  sizeBytes: number;
  downloadStatus: string;
  durationSeconds: number | null;
  formatInfo: FormatInfo | null;
}

/** Null for what is not there and for what belongs to somebody else. */
export async function findMedia(
  ownerId: number,
  mediaFileId: string,
  db: Db = getPrisma(),
): Promise<MediaRecord | null> {
  const row = await db.mediaFile.findFirst({ where: { id: mediaFileId, ownerId } });
  if (!row) return null;
  return {
    id: row.id,
    fileName: row.fileName,
    filePath: row.filePath,
    sizeBytes: Number(row.fileSize),
    downloadStatus: row.downloadStatus ?? "pending",
    durationSeconds: row.durationSeconds,
    formatInfo: parseFormatInfo(row.formatInfo),
  };
}

/** @throws TraxError NOT_FOUND */
async function getMedia(ownerId: number, mediaFileId: string, db: Db = getPrisma()): Promise<MediaRecord> {
  const media = await findMedia(ownerId, mediaFileId, db);
  if (!media) throw new TraxError("NOT_FOUND", { what: "recording" });
  return media;
}

/** A recording that may be heard. The trash is closed: one whose transcripts all lie there is heard again when one of them
 * is restored.
 * @throws TraxError NOT_FOUND, TRANSCRIPT_TRASHED */
export async function getPlayableMedia(
  ownerId: number,
  mediaFileId: string,
  db: Db = getPrisma(),
): Promise<MediaRecord> {
  const media = await getMedia(ownerId, mediaFileId, db);
  const transcripts = await db.transcriptDocument.findMany({
    where: { mediaFileId },
    select: { deletedAt: true },
  });
  const isTrashed = transcripts.length > 0 && transcripts.every(({ deletedAt }) => deletedAt !== null);
  if (isTrashed) throw new TraxError("TRANSCRIPT_TRASHED");
  return media;
}

/** A file that no step fetches. */
const isUploaded = { batchItems: { none: { taskType: "download" } } };

export interface ExpectedUpload {
  mediaFileId: string;
  announcedBytes: number;
}

/** An upload that a submission still waits for. Null when it is complete, cancelled, or nobody's. */
export async function findExpectedUpload(
  ownerId: number,
  mediaFileId: string,
  db: Db = getPrisma(),
): Promise<ExpectedUpload | null> {
  const item = await db.batchItem.findFirst({
    where: {
      mediaFileId,
      taskType: "preprocess",
      status: "pending",
      mediaFile: { ownerId, downloadStatus: "downloading", ...isUploaded },
    },
    select: { taskData: true },
  });
  if (!item) return null;
  const announced = (item.taskData as { announcedBytes?: unknown } | null)?.announcedBytes;
  return typeof announced === "number" ? { mediaFileId, announcedBytes: announced } : null;
}

/** Uploads that began and did not end, of everyone: for the start of the web process. */
export async function listUnfinishedUploads(
  db: Db = getPrisma(),
): Promise<{ id: string; ownerId: number }[]> {
  return db.mediaFile.findMany({
    where: { downloadStatus: "downloading", ...isUploaded },
    select: { id: true, ownerId: true },
  });
}

/** More names than this no file gets: file systems have a bound too. */
const MAX_EQUAL = 1_000;

/** Other whole recordings of the owner with the very bytes of this one, where Trax itself put them. */
export async function listEqualMedia(
  ownerId: number,
  media: { mediaFileId: string; sizeBytes: number; sha256: string },
  db: Db = getPrisma(),
): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>(Prisma.sql`
    select id from media_files
    where owner_id = ${ownerId} and sha256 = ${media.sha256} and file_size = ${BigInt(media.sizeBytes)}
      and download_status = 'completed' and id <> ${media.mediaFileId}::uuid
      and file_path = 'sources/' || id || '/original'
    order by created_at desc limit ${MAX_EQUAL}`);
  return rows.map(({ id }) => id);
}

/** Says that bytes of an upload come: its row's updated_at, by which uploads that nobody goes on with are told. To the
 * minute: no chunk costs a write. */
export async function touchUpload(ownerId: number, mediaFileId: string, db: Db = getPrisma()): Promise<void> {
  // The trigger of the table writes the instant.
  await db.$executeRaw(Prisma.sql`
    update media_files set download_status = download_status
    where id = ${mediaFileId}::uuid and owner_id = ${ownerId} and download_status = 'downloading'
      and updated_at < timezone('utc', now()) - interval '1 minute'`);
}

/** Of rows `media` and `item`: its bytes are awaited from a browser or a script, not fetched by a worker. */
export const isAwaited = Prisma.sql`(
  media.download_status = 'downloading' and item.task_type = 'preprocess' and item.status = 'pending'
  and not exists (
    select 1 from batch_items fetching
    where fetching.batch_job_id = item.batch_job_id and fetching.source_index = item.source_index
      and fetching.task_type in ('youtube', 'download')))`;

const announcedBytes = Prisma.sql`case when jsonb_typeof(item.task_data->'announcedBytes') = 'number'
  then (item.task_data->>'announcedBytes')::numeric else 0 end`;

/** Bytes that unfinished uploads, whoever's, will still bring to the disk of this machine. */
export async function measureAwaitedBytes(db: Db = getPrisma()): Promise<number> {
  const rows = await db.$queryRaw<{ id: string; bytes: number }[]>(Prisma.sql`
    select media.id, max(${announcedBytes})::float8 as bytes
    from batch_items item join media_files media on media.id = item.media_file_id
    where ${isAwaited} group by media.id`);
  if (rows.length === 0) return 0;
  const received = new Map<string, number>();
  for await (const { key, sizeBytes } of getUploadStorage().listFiles(storageKeys.uploads)) {
    received.set(key, sizeBytes);
  }
  return rows.reduce(
    (sum, { id, bytes }) => sum + Math.max(0, bytes - (received.get(storageKeys.upload(id)) ?? 0)),
    0,
  );
}

/** What an owner may still add; null where there is no quota. Within a transaction nobody else of the same owner adds
 * anything until its end. */
export async function findQuotaLeft(ownerId: number, db: Db = getPrisma()): Promise<number | null> {
  const quota = getSettings().TRAX_OWNER_QUOTA_BYTES;
  if (quota === undefined) return null;
  await db.$queryRaw(Prisma.sql`select id from users where id = ${ownerId} for no key update`);
  const [row] = await db.$queryRaw<{ used: number }[]>(Prisma.sql`
    select (
      coalesce((select sum(file_size) from media_files
        where owner_id = ${ownerId} and download_status = 'completed'), 0)
      + coalesce((select sum(bytes) from (
          select max(${announcedBytes}) as bytes
          from batch_items item join media_files media on media.id = item.media_file_id
          where media.owner_id = ${ownerId} and ${isAwaited} group by media.id) as awaited), 0))::float8 as used`);
  return quota - (row?.used ?? 0);
}

/** @throws TraxError QUOTA_EXCEEDED */
export async function requireQuota(
  ownerId: number,
  neededBytes: number,
  db: Db = getPrisma(),
): Promise<void> {
  const left = await findQuotaLeft(ownerId, db);
  if (left === null || neededBytes <= left) return;
  throw new TraxError("QUOTA_EXCEEDED", {
    needed: serializeBytes(neededBytes),
    left: serializeBytes(Math.max(0, left)),
    quota: serializeBytes(getSettings().TRAX_OWNER_QUOTA_BYTES ?? 0),
  });
}
