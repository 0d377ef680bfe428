import { randomUUID } from "node:crypto";
import { type EngineId, engineIds } from "@/server/batches/schema";
import { hasLiveWorker } from "@/server/jobs/workers";
import { getPrisma, Prisma, type PrismaClient } from "@/server/platform/db";
import { getSettings, listSettings } from "@/server/platform/env";
import { findMediaTools } from "@/server/platform/media-tools";
import { deadAfterMs } from "@/server/platform/patience";
import { getStorage } from "@/server/platform/storage";
import { traxVersion } from "@/server/platform/version";
import type { SystemStatus } from "./schema";

/** What a person chooses between; languages are BCP 47 primary tags. */
export const engineFacts: Record<EngineId, { name: string; languages: string[]; description: string }> = {
  "moonshine-base": {
    name: "Moonshine base",
    languages: ["en"],
    description: "English. The more accurate of the two; several times faster than real time on two cores.",
  },
  "moonshine-tiny": {
    name: "Moonshine tiny",
    languages: ["en"],
    description: "English. About twice as fast as base, with more mistakes, above all on telephone sound.",
  },
};

export async function getSystemStatus(prisma: PrismaClient = getPrisma()): Promise<SystemStatus> {
  const settings = getSettings();
  const [tools, workers, schemaVersion, serverVersion, free] = await Promise.all([
    findMediaTools(),
    prisma.worker.findMany({ where: { stoppedAt: null }, orderBy: { startedAt: "desc" }, take: 100 }),
    findSchemaVersion(prisma),
    prisma.$queryRaw<{ version: string }[]>(Prisma.sql`select current_setting('server_version') as version`),
    getStorage().findFreeBytes(),
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
    engines: engineIds.map((id) => ({ id, ...engineFacts[id], isDefault: id === settings.TRAX_ENGINE })),
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
  };
}

export interface Health {
  ok: boolean;
  web: "ok";
  database: "ok" | "unreachable";
  schemaVersion: string | null;
  worker: "ok" | "silent";
  storage: "ok" | "not writable";
}

/** Whether this installation can take work and carry it out. Never throws. */
export async function getHealth(prisma: PrismaClient = getPrisma()): Promise<Health> {
  const [schemaVersion, worker, storage] = await Promise.all([
    findSchemaVersion(prisma).then(
      (version) => ({ version }),
      () => null,
    ),
    hasLiveWorker(prisma).catch(() => false),
    probeStorage().catch(() => false),
  ]);
  const health = {
    web: "ok",
    database: schemaVersion ? "ok" : "unreachable",
    schemaVersion: schemaVersion?.version ?? null,
    worker: worker ? "ok" : "silent",
    storage: storage ? "ok" : "not writable",
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
