import { z } from "zod";
import { batchStatuses, workStatuses } from "@/core/status/transitions";
import { isErrorCode } from "@/server/platform/error-sentences";

export const engineIds = ["moonshine-base", "moonshine-tiny"] as const;
export const engineId = z.enum(engineIds);
export type EngineId = z.infer<typeof engineId>;

/** A file name as a browser gives it: data, shown escaped, never a path. */
export const fileName = z.string().min(1).max(1024);

export const batchSettings = z.object({
  engine: engineId.optional(),
  /** As a person writes it: "en", "en-GB", "English". What is stored is the primary tag. */
  language: z.string().trim().min(1).max(40).optional(),
});
export type BatchSettings = z.infer<typeof batchSettings>;

/** The most files of one submission. */
export const maxBatchFiles = 10_000;

/** What a batch may take of the machine, and how stubborn it is. */
export const batchLimits = z.object({
  /** The most of its files that are worked on at once, over all workers. */
  workerCount: z.number().int().min(1).max(64),
  memoryLimitMb: z.number().int().min(256).max(1_048_576),
  cpuLimitPercent: z.number().int().min(1).max(100),
  /** Higher runs earlier. */
  priority: z.number().int().min(-100).max(100),
  /** How often a step that failed for a passing reason is tried again. */
  maxRetries: z.number().int().min(0).max(20),
});
export type BatchLimits = z.infer<typeof batchLimits>;
/** As the batch has them: a row that was written by hand may be out of bounds. */
export const batchLimitsView = z.object({
  workerCount: z.number().int(),
  memoryLimitMb: z.number().int(),
  cpuLimitPercent: z.number().int(),
  priority: z.number().int(),
  maxRetries: z.number().int(),
});

export const batchCreateInput = z.object({
  name: z.string().trim().min(1).max(200).optional(),
  files: z
    .array(
      z.object({
        fileName,
        sizeBytes: z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER),
        mimeType: z.string().max(200).optional(),
      }),
    )
    .min(1, "Choose at least one file.")
    .max(maxBatchFiles, "Add at most 10,000 files at once."),
  settings: batchSettings.default({}),
  /** Higher runs earlier. */
  priority: batchLimits.shape.priority.default(0),
  /** What is left out is as the settings say. */
  limits: batchLimits.omit({ priority: true }).partial().default({}),
});
export type BatchCreateInput = z.input<typeof batchCreateInput>;

export const batchCreateOutput = z.object({
  batchId: z.uuid(),
  /** In the order of the files. The upload id of tus is the media file's id. */
  sources: z.array(z.object({ sourceIndex: z.number().int(), mediaFileId: z.uuid(), documentId: z.uuid() })),
});
export type BatchCreateOutput = z.infer<typeof batchCreateOutput>;

export const errorView = z.object({
  code: z.string().refine(isErrorCode),
  /** Cause and remedy, for a person. */
  sentence: z.string(),
});
export type ErrorView = z.infer<typeof errorView>;

/** What a source is doing, in the words of the page. */
export const sourceStages = [
  "uploading",
  "waiting",
  "preprocess",
  "transcribe",
  "retrying",
  "processed",
  "failed",
  "cancelled",
] as const;

export const stepView = z.object({
  itemId: z.uuid(),
  /** One of taskTypes, or what another version knows and this one does not: shown as it is. */
  taskType: z.string(),
  status: z.enum(workStatuses),
  progress: z.number().min(0).max(1),
  retryCount: z.number().int(),
  maxRetries: z.number().int(),
  /** When a retry that waits is due. */
  runAt: z.date().nullable(),
  startedAt: z.date().nullable(),
  completedAt: z.date().nullable(),
  processingTimeSeconds: z.number().nullable(),
  error: errorView.nullable(),
});
export type StepView = z.infer<typeof stepView>;

export const sourceView = z.object({
  batchId: z.uuid(),
  sourceIndex: z.number().int(),
  mediaFileId: z.uuid(),
  documentId: z.uuid().nullable(),
  fileName: z.string(),
  /** As announced while uploading, as stored afterwards. */
  sizeBytes: z.number(),
  durationSeconds: z.number().nullable(),
  stage: z.enum(sourceStages),
  /** Of the whole source, 0..1, uploading left out. */
  progress: z.number().min(0).max(1),
  error: errorView.nullable(),
  steps: z.array(stepView),
});
export type SourceView = z.infer<typeof sourceView>;

export const batchSummary = z.object({
  id: z.uuid(),
  name: z.string(),
  status: z.enum(batchStatuses),
  totalFiles: z.number().int(),
  processedFiles: z.number().int(),
  failedFiles: z.number().int(),
  progress: z.number().min(0).max(1),
  createdAt: z.date(),
  startTime: z.date().nullable(),
  endTime: z.date().nullable(),
});
export type BatchSummary = z.infer<typeof batchSummary>;

export const batchListInput = z.object({
  cursor: z.string().max(200).nullish(),
  limit: z.number().int().min(1).max(100).default(20),
});
export const batchListOutput = z.object({
  batches: z.array(batchSummary),
  nextCursor: z.string().nullable(),
});

export const batchIdInput = z.object({ batchId: z.uuid() });
export const batchDetail = batchSummary.extend({
  settings: batchSettings,
  sources: z.array(sourceView),
});
export type BatchDetail = z.infer<typeof batchDetail>;

/** How the work of an installation stands: items by state, and what waits for a person. */
export const queueView = z.object({
  pending: z.number().int(),
  running: z.number().int(),
  retrying: z.number().int(),
  failed: z.number().int(),
  paused: z.boolean(),
});
export type QueueView = z.infer<typeof queueView>;

export const sourceInput = batchIdInput.extend({ sourceIndex: z.number().int().min(0) });
/** How many items were really moved: 0 when somebody else was faster. */
export const movedOutput = z.object({ moved: z.number().int() });

/** Time left as a range that holds the end in four cases of five, and how fast the running step is. */
export const paceView = z.object({
  lowSeconds: z.number().min(0),
  highSeconds: z.number().min(0),
  /** Audio seconds a processing second; of a batch, of all that runs of it. */
  speed: z.number().nullable(),
});
export type PaceView = z.infer<typeof paceView>;
export const batchPaceOutput = z.object({
  /** Null when nothing is known yet, and for what does not move: paused, uploading, ended. */
  batch: paceView.nullable(),
  /** Those that run and the next of those that wait. */
  sources: z.array(z.object({ sourceIndex: z.number().int(), pace: paceView.nullable() })),
});
export const batchSetLimitsInput = batchIdInput.extend(batchLimits.partial().shape);

export const endedSinceInput = z.object({
  /** The time of the answer before; null asks only for the time. */
  sinceMs: z.number().int().nonnegative().max(8.64e15).nullable(),
});
/** For whoever waits for batches to end without looking at them. */
export const endedSinceOutput = z.object({
  now: z.date(),
  /** Batches that will still move. */
  working: z.number().int(),
  ended: z.array(
    batchSummary.pick({ id: true, name: true, status: true, totalFiles: true, failedFiles: true }).extend({
      endTime: z.date(),
    }),
  ),
});
export type EndedSince = z.infer<typeof endedSinceOutput>;
