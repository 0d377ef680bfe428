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

/** What an engine can do, for whoever chooses. */
export const engineFacts = z.object({
  name: z.string(),
  /** BCP 47 primary tags. */
  languages: z.array(z.string()),
  description: z.string(),
  /** Of words: heard by the engine, told by the server where it can, or spread over the sound. */
  times: z.enum(["heard", "server", "estimated"]),
  /** Whether it tells who speaks. */
  speakers: z.boolean(),
  /** In US dollars; 0: it runs here, null: nobody told. */
  pricePerHour: z.number().nullable(),
  /** The server that the sound is sent to; null: it stays on this machine. */
  sendsTo: z.string().nullable(),
  speed: z.string(),
  /** Of a model that is fetched when it is first wanted: what that takes; null: it is there, or on a server. */
  fetched: z
    .object({
      sizeBytes: z.number(),
      memoryMb: z.number(),
      licence: z.string(),
      /** On a machine with workers. */
      isThere: z.boolean(),
    })
    .nullable(),
});
export type EngineFacts = z.infer<typeof engineFacts>;

export const systemStatus = z.object({
  version: z.string(),
  schemaVersion: z.string(),
  database: z.object({ kind: z.enum(["embedded", "external"]), serverVersion: z.string() }),
  home: z.string(),
  freeBytes: z.number(),
  ffmpeg: toolView,
  ffprobe: toolView,
  /** How programs that open media are shut in: without network, and as an account that owns nothing. */
  confinement: z.object({ network: z.boolean(), account: z.boolean() }),
  /** What fetches from links. */
  ytDlp: toolView.extend({
    /** Since its release; null where that is not known. */
    ageDays: z.number().int().nonnegative().nullable(),
    /** A copy that the command line fetched lies apart from the system's. */
    origin: z.enum(["setting", "tools", "system"]).nullable(),
  }),
  engines: z.array(engineFacts.extend({ id: engineId, isDefault: z.boolean() })),
  workers: z.array(workerView),
  /** Settings in force, by name; secrets left out. */
  settings: z.array(z.object({ name: z.string(), value: z.string(), isDefault: z.boolean() })),
  /** The watched folder; null where none is set. */
  watch: z
    .object({
      folder: z.string(),
      /** When a worker of this machine looked last; null where none has. */
      checkedAt: z.date().nullable(),
      failure: z.string().nullable(),
      waiting: z.number().int(),
      lastTakenAt: z.date().nullable(),
      /** The first of what is not taken, and how many there are. */
      problems: z.array(z.object({ name: z.string(), sentence: z.string() })),
      problemCount: z.number().int(),
    })
    .nullable(),
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
