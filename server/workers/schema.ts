import { z } from "zod";
import { engineId } from "@/server/batches/schema";

export const workerView = z.object({
  id: z.uuid(),
  host: z.string(),
  pid: z.number().int(),
  version: z.string(),
  slots: z.number().int(),
  alive: z.boolean(),
  startedAt: z.date(),
  heartbeatAt: z.date(),
});

export const toolView = z.object({
  path: z.string().nullable(),
  version: z.string().nullable(),
  /** Said in full where the tool is missing or old. */
  warning: z.string().nullable(),
});

export const systemStatus = z.object({
  version: z.string(),
  schemaVersion: z.string(),
  database: z.object({ kind: z.enum(["embedded", "external"]), serverVersion: z.string() }),
  home: z.string(),
  freeBytes: z.number(),
  ffmpeg: toolView,
  ffprobe: toolView,
  engines: z.array(
    z.object({
      id: engineId,
      name: z.string(),
      languages: z.array(z.string()),
      description: z.string(),
      isDefault: z.boolean(),
    }),
  ),
  workers: z.array(workerView),
  /** Settings in force, by name; secrets left out. */
  settings: z.array(z.object({ name: z.string(), value: z.string(), isDefault: z.boolean() })),
  limits: z.object({ maxUploadBytes: z.number(), maxAudioHours: z.number() }),
  backups: z.object({
    /** Of the clock of the machine; null: they are switched off. */
    hour: z.number().int().nullable(),
    folder: z.string(),
    lastVerified: z.object({ createdAt: z.date(), verifiedAt: z.date(), bytes: z.number() }).nullable(),
    /** Why the last one was not made. */
    failure: z.string().nullable(),
    /** Of the embedded database's log; null where none is kept. */
    archive: z
      .object({
        folder: z.string(),
        lastArchivedAt: z.date().nullable(),
        /** Since when nothing could be archived; null while it goes on. */
        failingSince: z.date().nullable(),
      })
      .nullable(),
  }),
});
export type SystemStatus = z.infer<typeof systemStatus>;

/** An item that a worker holds. */
export const workerRun = z.object({
  itemId: z.uuid(),
  batchId: z.uuid(),
  documentId: z.uuid().nullable(),
  name: z.string(),
  /** The kind of step; one that this version does not know is shown as it is. */
  taskType: z.string(),
  progress: z.number().min(0).max(1),
  startedAt: z.date().nullable(),
});
export type WorkerRun = z.infer<typeof workerRun>;

export const workerDetail = workerView.omit({ alive: true }).extend({
  engines: z.array(z.string()),
  ioSlots: z.number().int(),
  /** Of its process tree at the last heartbeat; null where it was not measured. */
  memoryBytes: z.number().nullable(),
  state: z.enum(["alive", "silent", "stopped"]),
  stoppedAt: z.date().nullable(),
  runs: z.array(workerRun),
});
export type WorkerDetail = z.infer<typeof workerDetail>;
export const workerListOutput = z.object({ workers: z.array(workerDetail) });
