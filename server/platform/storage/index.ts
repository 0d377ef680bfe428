import path from "node:path";
import { getSettings } from "../env";
import { processWide } from "../process-wide";
import { createLocalCache } from "./local-cache";
import { createLocalStorage } from "./local-storage";
import { createS3Bucket } from "./s3-bucket";
import { createS3Storage } from "./s3-storage";
import type { Storage } from "./storage";

export { measureFolder } from "./local-storage";
export type { StagedFolder, Storage } from "./storage";
export { derivedNames, storageKeys } from "./storage-key";

/** Folders of this machine below TRAX_HOME. */
export const homeFolders = {
  media: (): string => path.join(getSettings().TRAX_HOME, "media"),
  uploads: (): string => path.join(getSettings().TRAX_HOME, "media", "uploads"),
  /** What is being fetched, a folder for each recording: on the disk of the store, so that taking it over is a rename. */
  downloads: (): string => path.join(getSettings().TRAX_HOME, "media", "downloads"),
  /** Copies of what lies in the object store, and what is on its way there. */
  cache: (): string => path.join(getSettings().TRAX_HOME, "cache"),
  backups: (): string =>
    path.resolve(getSettings().TRAX_BACKUP_FOLDER ?? path.join(getSettings().TRAX_HOME, "backups")),
  /** Null: no archive of the database's log is kept. */
  walArchive: (): string | null => {
    const { TRAX_WAL_ARCHIVE, DATABASE_URL, TRAX_EMBEDDED_DATABASE } = getSettings();
    return TRAX_WAL_ARCHIVE && (!DATABASE_URL || TRAX_EMBEDDED_DATABASE)
      ? path.resolve(TRAX_WAL_ARCHIVE)
      : null;
  },
  models: (): string => path.join(getSettings().TRAX_HOME, "models"),
  /** Programs that were fetched: yt-dlp. */
  tools: (): string => path.join(getSettings().TRAX_HOME, "tools"),
  logs: (): string => path.join(getSettings().TRAX_HOME, "logs"),
  postgres: (): string => path.join(getSettings().TRAX_HOME, "postgres"),
};

/** Where recordings, what is derived from them, and downloads live: S3 where it is configured, else this disk. */
export function getStorage(): Storage {
  return processWide("storage", () => createConfiguredStorage() ?? getUploadStorage());
}

/** Uploads that are not whole yet, always on the disk of the web process that receives them: an object store
 * cannot append. The last byte moves them to `getStorage()`. */
export function getUploadStorage(): Storage {
  return processWide("upload-storage", () => createLocalStorage(homeFolders.media()));
}

function createConfiguredStorage(): Storage | null {
  const settings = getSettings();
  if (!settings.TRAX_S3_BUCKET) return null;
  const bucket = createS3Bucket({
    bucket: settings.TRAX_S3_BUCKET,
    endpoint: settings.TRAX_S3_ENDPOINT,
    region: settings.TRAX_S3_REGION,
    accessKeyId: settings.TRAX_S3_ACCESS_KEY_ID,
    secretAccessKey: settings.TRAX_S3_SECRET_ACCESS_KEY,
    // Servers of one's own seldom have a host name for each bucket; Amazon's has.
    forcePathStyle: settings.TRAX_S3_FORCE_PATH_STYLE ?? settings.TRAX_S3_ENDPOINT !== undefined,
  });
  const cache = createLocalCache({
    folder: homeFolders.cache(),
    maxBytes: settings.TRAX_CACHE_BYTES,
    reserveBytes: settings.TRAX_MIN_FREE_BYTES,
  });
  return createS3Storage({ bucket, cache, prefix: settings.TRAX_S3_PREFIX });
}
