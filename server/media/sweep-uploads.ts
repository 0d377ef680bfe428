import { opendir, stat } from "node:fs/promises";
import path from "node:path";
import { failWaiting } from "@/server/jobs/fail-waiting";
import { Prisma, type PrismaClient } from "@/server/platform/db";
import { getSettings } from "@/server/platform/env";
import { TraxError } from "@/server/platform/errors";
import { getLogger } from "@/server/platform/logger";
import { getUploadStorage, homeFolders, storageKeys } from "@/server/platform/storage";
import { sweepIncoming } from "@/server/platform/storage/incoming";
import { isAwaited } from "./data";

const HOUR_MS = 60 * 60_000;
/** What nobody can go on with stays this long all the same: its row may be on the way, or somebody looks at it. */
const ORPHAN_MS = HOUR_MS;
const ROWS_A_ROUND = 1_000;
const NAMES_AT_ONCE = 500;

export interface SweptUploads {
  /** Sources that waited for bytes which did not come. */
  abandoned: number;
  /** Files of this machine. */
  removed: number;
}

/** Ends uploads of which no byte came for TRAX_UPLOAD_KEEP_HOURS, whoever's, and removes what lies on this machine of
 * uploads that nobody waits for. Any number of processes may do so at once.
 * @param now milliseconds of the calendar */
export async function sweepUploads(prisma: PrismaClient, now = Date.now()): Promise<SweptUploads> {
  const abandoned = await failAbandoned(prisma, now);
  return { abandoned, removed: (await removeLeftFiles(prisma, now)) + (await sweepIncoming(now)) };
}

interface AbandonedRow {
  id: string;
  itemId: string;
  batchId: string;
  announcedBytes: number | null;
}

async function failAbandoned(prisma: PrismaClient, now: number): Promise<number> {
  const hours = getSettings().TRAX_UPLOAD_KEEP_HOURS;
  const before = new Date(now - hours * HOUR_MS);
  // A retry begins the time anew: it is written on the item.
  const isSilent = Prisma.sql`
    greatest(media.updated_at, item.updated_at) < timezone('utc', ${before}::timestamptz)`;
  const rows = await prisma.$queryRaw<AbandonedRow[]>(Prisma.sql`
    select media.id, item.id as "itemId", item.batch_job_id as "batchId",
      (item.task_data->>'announcedBytes')::float8 as "announcedBytes"
    from batch_items item join media_files media on media.id = item.media_file_id
    where ${isAwaited} and item.batch_job_id is not null and ${isSilent} limit ${ROWS_A_ROUND}`);
  const error = new TraxError("UPLOAD_ABANDONED", { time: serializeHours(hours) });
  let failed = 0;
  for (const row of rows) {
    const file = await stat(path.join(homeFolders.uploads(), row.id)).catch(() => null);
    // Bytes came that the database was not told of; or all are here, and the move is tried again.
    if (file && (file.mtimeMs > before.getTime() || file.size === row.announcedBytes)) continue;
    const isFailed = await prisma.$transaction(async (tx) => {
      // In the order of those who finish an upload: first the recording, then its batch.
      const [still] = await tx.$queryRaw<unknown[]>(Prisma.sql`
        select 1 from media_files media join batch_items item on item.id = ${row.itemId}::uuid
        where media.id = ${row.id}::uuid and ${isAwaited} and ${isSilent} for update of media`);
      return still ? failWaiting(tx, { id: row.itemId, batchId: row.batchId }, error) : false;
    });
    if (!isFailed) continue;
    failed += 1;
    await removeUpload(row.id);
    getLogger().info({ mediaFileId: row.id }, "upload abandoned");
  }
  return failed;
}

/** Of this machine's disk: uploads of recordings that are whole or gone, and of sources that were cancelled or failed
 * and that nobody took up again. */
async function removeLeftFiles(prisma: PrismaClient, now: number): Promise<number> {
  const keepMs = getSettings().TRAX_UPLOAD_KEEP_HOURS * HOUR_MS;
  const folder = homeFolders.uploads();
  let removed = 0;
  let names = new Map<string, number>();
  const flush = async () => {
    const ids = [...names.keys()];
    const rows = await prisma.$queryRaw<{ id: string; isAwaited: boolean; isOpen: boolean }[]>(Prisma.sql`
      select media.id, media.download_status = 'downloading' as "isOpen",
        exists (select 1 from batch_items item where item.media_file_id = media.id and ${isAwaited}) as "isAwaited"
      from media_files media where media.id = any(${ids}::uuid[])`);
    const known = new Map(rows.map((row) => [row.id, row]));
    for (const [id, ageMs] of names) {
      const row = known.get(id);
      if (row?.isAwaited || ageMs < (row?.isOpen ? keepMs : ORPHAN_MS)) continue;
      await removeUpload(id);
      removed += 1;
    }
    names = new Map();
  };
  for await (const entry of await opendir(folder).catch(() => [])) {
    const id = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\.json)?$/.exec(entry.name)?.[1];
    if (id === undefined || names.has(id)) continue;
    const info = (await findInfo(path.join(folder, id))) ?? (await findInfo(path.join(folder, entry.name)));
    if (!info) continue;
    names.set(id, now - info.mtimeMs);
    if (names.size >= NAMES_AT_ONCE) await flush();
  }
  if (names.size > 0) await flush();
  return removed;
}

const findInfo = (file: string) => stat(file).catch(() => null);

async function removeUpload(id: string): Promise<void> {
  await getUploadStorage().remove(storageKeys.upload(id));
  await getUploadStorage().remove(`${storageKeys.upload(id)}.json`);
}

function serializeHours(hours: number): string {
  if (hours === 1) return "an hour";
  return hours >= 48 && hours % 24 === 0 ? `${hours / 24} days` : `${hours} hours`;
}
