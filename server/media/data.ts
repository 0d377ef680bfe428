import { type Db, getPrisma } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
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
export async function getMedia(
  ownerId: number,
  mediaFileId: string,
  db: Db = getPrisma(),
): Promise<MediaRecord> {
  const media = await findMedia(ownerId, mediaFileId, db);
  if (!media) throw new TraxError("NOT_FOUND", { what: "recording" });
  return media;
}

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
      mediaFile: { ownerId, downloadStatus: "downloading" },
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
    where: { downloadStatus: "downloading" },
    select: { id: true, ownerId: true },
  });
}
