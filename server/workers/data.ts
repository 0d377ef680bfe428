import { randomUUID } from "node:crypto";
import { engineIds } from "@/server/batches/schema";
import { hasLiveWorker } from "@/server/jobs/workers";
import { listReadyModels } from "@/server/models/data";
import { readBackupRecord } from "@/server/platform/backup-record";
import { findConfinement } from "@/server/platform/confine-command";
import { getPrisma, Prisma, type PrismaClient } from "@/server/platform/db";
import { getSettings, listSettings } from "@/server/platform/env";
import { findYtDlp } from "@/server/platform/links/yt-dlp-program";
import { findMediaTools } from "@/server/platform/media-tools";
import { deadAfterMs } from "@/server/platform/patience";
import { getStorage, homeFolders } from "@/server/platform/storage";
import { traxVersion } from "@/server/platform/version";
import { readWatchRecord } from "@/server/platform/watch-record";
import { findEngineFacts } from "./engine-facts";
import type { SystemStatus, WorkerDetail, WorkerRun } from "./schema";

export { findEngineFacts, listEngineIds } from "./engine-facts";

export async function getSystemStatus(prisma: PrismaClient = getPrisma()): Promise<SystemStatus> {
  const settings = getSettings();
  const [tools, ytDlp, workers, schemaVersion, serverVersion, free, readyModels] = await Promise.all([
    findMediaTools(),
    findYtDlp(),
    prisma.worker.findMany({ where: { stoppedAt: null }, orderBy: { startedAt: "desc" }, take: 100 }),
    findSchemaVersion(prisma),
    prisma.$queryRaw<{ version: string }[]>(Prisma.sql`select current_setting('server_version') as version`),
    getStorage().findFreeBytes(),
    listReadyModels(prisma),
  ]);
  return {
    version: traxVersion,
    schemaVersion: schemaVersion ?? "none",
    database: {
      kind: settings.TRAX_EMBEDDED_DATABASE ? "embedded" : "external",
      serverVersion: serverVersion[0]?.version ?? "unknown",
    },
    home: settings.TRAX_HOME,
    freeBytes: free ?? 0,
    ffmpeg: { path: tools.ffmpeg.path, version: tools.ffmpeg.version, warning: tools.ffmpeg.warning },
    ffprobe: { path: tools.ffprobe.path, version: tools.ffprobe.version, warning: tools.ffprobe.warning },
    confinement: tools.ffprobe.path
      ? await findConfinement(tools.ffprobe.path)
      : { network: false, account: false },
    ytDlp: {
      path: ytDlp.program?.path ?? null,
      version: ytDlp.program?.version ?? null,
      ageDays: ytDlp.program?.ageDays ?? null,
      origin: ytDlp.program?.origin ?? null,
      warning: ytDlp.warning,
    },
    engines: engineIds.flatMap((id) => {
      const facts = findEngineFacts(id);
      if (!facts) return [];
      const fetched = facts.fetched && { ...facts.fetched, isThere: readyModels.has(id) };
      return [{ id, ...facts, fetched, isDefault: id === settings.TRAX_ENGINE }];
    }),
    workers: workers.map((worker) => ({
      id: worker.id,
      host: worker.host,
      pid: worker.pid,
      version: worker.version,
      slots: worker.slots,
      alive: Date.now() - worker.heartbeatAt.getTime() < deadAfterMs(),
      startedAt: worker.startedAt,
      heartbeatAt: worker.heartbeatAt,
    })),
    settings: listSettings(),
    limits: { maxUploadBytes: settings.TRAX_MAX_UPLOAD_BYTES, maxAudioHours: settings.TRAX_MAX_AUDIO_HOURS },
    backups: await getBackupState(),
    watch: await findWatchState(),
  };
}

/** As a worker of this machine told it last; null where no folder is watched. */
async function findWatchState(): Promise<SystemStatus["watch"]> {
  const { TRAX_WATCH_FOLDER: folder } = getSettings();
  if (!folder) return null;
  const record = await readWatchRecord(folder);
  return {
    folder,
    checkedAt: record && new Date(record.checkedAt),
    failure: record?.failure ?? null,
    waiting: record?.waiting ?? 0,
    lastTakenAt: record?.lastTakenAt ? new Date(record.lastTakenAt) : null,
    problems: record?.problems ?? [],
    problemCount: record?.problemCount ?? 0,
  };
}

async function getBackupState(): Promise<SystemStatus["backups"]> {
  const { TRAX_BACKUP_HOUR } = getSettings();
  const { lastVerified, failure } = await readBackupRecord();
  return {
    hour: TRAX_BACKUP_HOUR === "off" ? null : TRAX_BACKUP_HOUR,
    folder: homeFolders.backups(),
    lastVerified: lastVerified && {
      createdAt: new Date(lastVerified.createdAt),
      verifiedAt: new Date(lastVerified.verifiedAt),
      bytes: lastVerified.bytes,
    },
    failure,
    archive: await findArchiveState(),
  };
}

/** What the server says of its archiver; null where no archive is kept. */
async function findArchiveState(
  prisma: PrismaClient = getPrisma(),
): Promise<SystemStatus["backups"]["archive"]> {
  const folder = homeFolders.walArchive();
  if (!folder) return null;
  const [row] = await prisma.$queryRaw<
    { lastArchivedAt: Date | null; failingSince: Date | null }[]
  >(Prisma.sql`
    select last_archived_time as "lastArchivedAt",
      case when last_failed_time > coalesce(last_archived_time, '-infinity') then last_failed_time end as "failingSince"
    from pg_stat_archiver`);
  return { folder, lastArchivedAt: row?.lastArchivedAt ?? null, failingSince: row?.failingSince ?? null };
}

/** Workers of the last day, those at work first, with what they hold. A machine's workers are everybody's; what they
 * work on is told only to its owner. */
export async function listWorkers(
  ownerId: number,
  prisma: PrismaClient = getPrisma(),
): Promise<WorkerDetail[]> {
  const [workers, runs] = await Promise.all([
    prisma.worker.findMany({
      orderBy: [{ stoppedAt: { sort: "desc", nulls: "first" } }, { startedAt: "desc" }],
      take: 100,
    }),
    prisma.$queryRaw<(WorkerRun & { workerId: string })[]>(Prisma.sql`
      select item.claimed_by as "workerId", item.id as "itemId", item.batch_job_id as "batchId",
        item.document_id as "documentId", coalesce(document.title, media.file_name, batch.name) as name,
        item.task_type as "taskType", item.progress, item.started_at as "startedAt"
      from batch_items item
      join batch_jobs batch on batch.id = item.batch_job_id
      left join transcript_documents document on document.id = item.document_id
      left join media_files media on media.id = item.media_file_id
      where item.status = 'running' and item.claimed_by is not null and batch.owner_id = ${ownerId}
      order by item.started_at, item.id limit 1000`),
  ]);
  const silentBefore = Date.now() - deadAfterMs();
  return workers.map((worker) => ({
    id: worker.id,
    host: worker.host,
    pid: worker.pid,
    version: worker.version,
    engines: Array.isArray(worker.engines) ? worker.engines.map(String) : [],
    slots: worker.slots,
    ioSlots: worker.ioSlots,
    memoryBytes: worker.memoryBytes === null ? null : Number(worker.memoryBytes),
    startedAt: worker.startedAt,
    heartbeatAt: worker.heartbeatAt,
    stoppedAt: worker.stoppedAt,
    state: worker.stoppedAt ? "stopped" : worker.heartbeatAt.getTime() > silentBefore ? "alive" : "silent",
    runs: runs.filter(({ workerId }) => workerId === worker.id).map(({ workerId: _, ...run }) => run),
  }));
}

export interface Health {
  ok: boolean;
  web: "ok";
  database: "ok" | "unreachable";
  schemaVersion: string | null;
  worker: "ok" | "silent";
  storage: "ok" | "not writable";
  /** ISO 8601; null: no nightly backup was proved yet. */
  lastVerifiedBackupAt: string | null;
  /** Whether the embedded database's log is archived. */
  archive: "ok" | "failing" | "off";
  /** Whether the watched folder can be read. */
  watchFolder: "ok" | "failing" | "off";
}

/** Whether this installation can take work and carry it out. Never throws. */
export async function getHealth(prisma: PrismaClient = getPrisma()): Promise<Health> {
  const [schemaVersion, worker, storage, backups, archive, watch] = await Promise.all([
    findSchemaVersion(prisma).then(
      (version) => ({ version }),
      () => null,
    ),
    hasLiveWorker(prisma).catch(() => false),
    probeStorage().catch(() => false),
    readBackupRecord(),
    findArchiveState(prisma).catch(() => null),
    findWatchState(),
  ]);
  const health = {
    web: "ok",
    database: schemaVersion ? "ok" : "unreachable",
    schemaVersion: schemaVersion?.version ?? null,
    worker: worker ? "ok" : "silent",
    storage: storage ? "ok" : "not writable",
    lastVerifiedBackupAt: backups.lastVerified?.createdAt ?? null,
    archive: archive === null ? "off" : archive.failingSince ? "failing" : "ok",
    watchFolder: watch === null ? "off" : watch.failure === null ? "ok" : "failing",
  } as const;
  return { ok: schemaVersion?.version != null && worker && storage, ...health };
}

/** A byte there and back: a disk that is full or read-only says no only when asked. */
async function probeStorage(): Promise<boolean> {
  const key = `health/${randomUUID()}`;
  await getStorage().write(key, "x");
  await getStorage().remove(key);
  return true;
}

/** Name of the newest migration that is applied, null on an empty database. */
export async function findSchemaVersion(prisma: PrismaClient = getPrisma()): Promise<string | null> {
  const rows = await prisma.$queryRaw<{ name: string }[]>(Prisma.sql`
    select migration_name as name from _prisma_migrations
    where finished_at is not null and rolled_back_at is null order by migration_name desc limit 1`);
  return rows[0]?.name ?? null;
}
