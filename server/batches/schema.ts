import { z } from "zod";
import { maxLinkLength } from "@/core/links/parse-link";
import { maxLinks } from "@/core/links/parse-links";
import { batchStatuses, workStatuses } from "@/core/status/transitions";
import { isErrorCode } from "@/server/platform/error-sentences";
import { batchSettings, engineId, languageName } from "./settings-schema";

export * from "./again-schema";
export * from "./settings-schema";

/** A file name as a browser gives it: data, shown escaped, never a path. */
export const fileName = z.string().min(1).max(1024);

/** Higher runs earlier. */
export const priority = z.number().int().min(-100).max(100);

/** The most files of one submission. */
export const maxBatchFiles = 10_000;

/** What a batch may take of the machine, and how stubborn it is. */
export const batchLimits = z.object({
  /** The most of its files that are worked on at once, over all workers. */
  workerCount: z.number().int().min(1).max(64),
  memoryLimitMb: z.number().int().min(256).max(1_048_576),
  cpuLimitPercent: z.number().int().min(1).max(100),
  priority,
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
  priority: priority.default(0),
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

export const batchCreateFromLinksInput = z.object({
  name: z.string().trim().min(1).max(200).optional(),
  links: z
    .array(
      z.object({
        url: z.string().trim().min(1).max(maxLinkLength),
        /** Where it is known already, as from a playlist; else the link is the title until the recording is known. */
        title: z.string().trim().min(1).max(500).optional(),
        /** The link is a file, whatever its name: an episode of a feed. */
        isMedia: z.boolean().default(false),
      }),
    )
    .min(1, "Give at least one link.")
    .max(maxLinks, `Give at most ${maxLinks} links at once.`),
  settings: batchSettings.default({}),
  priority: priority.default(0),
  limits: batchLimits.omit({ priority: true }).partial().default({}),
  /** Captions that the uploader made are kept as a result beside the engine's. */
  captions: z.boolean().default(false),
});
export type BatchCreateFromLinksInput = z.input<typeof batchCreateFromLinksInput>;

export const batchCreateFromLinksOutput = z.object({
  batchId: z.uuid(),
  /** In the order of the links, each recording once. */
  sources: z.array(
    z.object({
      sourceIndex: z.number().int(),
      mediaFileId: z.uuid(),
      documentId: z.uuid(),
      /** As it is fetched: the same video has one address, however it was given. */
      url: z.string(),
    }),
  ),
});
export type BatchCreateFromLinksOutput = z.infer<typeof batchCreateFromLinksOutput>;

export const errorView = z.object({
  code: z.string().refine(isErrorCode),
  /** Cause and remedy, for a person. */
  sentence: z.string(),
});
export type ErrorView = z.infer<typeof errorView>;

/** How a further hearing of a recording stands, whose text is there already. */
export const hearingView = z.object({
  state: z.enum(["waiting", "running", "retrying", "failed"]),
  progress: z.number().min(0).max(1),
  error: errorView.nullable(),
});
export type HearingView = z.infer<typeof hearingView>;

/** What a source is doing, in the words of the page. */
export const sourceStages = [
  "uploading",
  "waiting",
  "paused",
  "youtube",
  "download",
  "preprocess",
  "transcribe",
  "enhance",
  "stopping",
  "retrying",
  "processed",
  "failed",
  "cancelled",
] as const;

/** Time left as a range that holds the end in four cases of five, and how fast it goes. */
export const paceView = z.object({
  lowSeconds: z.number().min(0),
  highSeconds: z.number().min(0),
  /** Audio seconds a processing second, of a batch of all that runs of it; null until something was measured. */
  speed: z.number().min(0).nullable(),
});
export type PaceView = z.infer<typeof paceView>;

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
  batchName: z.string(),
  sourceIndex: z.number().int(),
  mediaFileId: z.uuid(),
  documentId: z.uuid().nullable(),
  /** Of a link: its title, once it is known. */
  fileName: z.string(),
  /** Where it is fetched from, if it was not uploaded. */
  link: z.string().nullable(),
  /** As announced while uploading, as stored afterwards. */
  sizeBytes: z.number(),
  durationSeconds: z.number().nullable(),
  /** What it is heard with. */
  engine: z.string(),
  stage: z.enum(sourceStages),
  /** Of the whole source, 0..1, uploading left out. */
  progress: z.number().min(0).max(1),
  /** It or its batch starts nothing new. */
  isPaused: z.boolean(),
  /** Its own, on top of its batch's. */
  priority: z.number().int(),
  /** Null while nothing can be said, and once it has ended. */
  pace: paceView.nullable(),
  error: errorView.nullable(),
  /** Null while none is under way. */
  hearing: hearingView.nullable(),
  /** How finding the speakers stands, of a source whose text is there; null while it is not under way. */
  diarization: hearingView.nullable(),
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
  priority: z.number().int(),
  pausedAt: z.date().nullable(),
  pace: paceView.nullable(),
  createdAt: z.date(),
  startTime: z.date().nullable(),
  endTime: z.date().nullable(),
});
export type BatchSummary = z.infer<typeof batchSummary>;

export const batchListInput = z.object({
  status: z.enum(batchStatuses).optional(),
  cursor: z.string().max(200).nullish(),
  limit: z.number().int().min(1).max(100).default(20),
});
export const batchListOutput = z.object({
  batches: z.array(batchSummary),
  nextCursor: z.string().nullable(),
});

export const batchIdInput = z.object({ batchId: z.uuid() });

/** What is asked of a work list in one word. `failed` covers cancelled; `working` covers uploading. */
export const sourceGroups = ["all", "working", "waiting", "paused", "done", "failed"] as const;
export const sourceGroup = z.enum(sourceGroups);
export type SourceGroup = z.infer<typeof sourceGroup>;

export const groupCounts = z.record(sourceGroup, z.number().int());
export type GroupCounts = z.infer<typeof groupCounts>;

export const batchDetail = batchSummary.extend({ settings: batchSettings, counts: groupCounts });
export type BatchDetail = z.infer<typeof batchDetail>;

export const sourceInput = batchIdInput.extend({ sourceIndex: z.number().int().min(0) });

/** What a source that stopped is started again with. */
export const sourceChangeInput = sourceInput.extend({
  /** Left out: the one that it had. */
  engine: engineId.optional(),
  /** Left out: it is found out. */
  language: languageName.optional(),
});
export type SourceChangeInput = z.infer<typeof sourceChangeInput>;

/** The most sources of one page. */
export const maxSourcePage = 200;

const sourceFilter = z.object({
  /** Absent: of every batch that has not ended, or ended in the last week. */
  batchId: z.uuid().optional(),
  group: sourceGroup.default("all"),
  /** Part of the file's name, any case. */
  text: z.string().max(200).default(""),
  /** `added`: newest batch first, then in the batch's own order. `next`: what runs, then what runs next. */
  sort: z.enum(["added", "next"]).default("added"),
  offset: z.number().int().min(0).max(10_000_000).default(0),
});
export const sourceListInput = sourceFilter.extend({
  limit: z.number().int().min(1).max(maxSourcePage).default(100),
});
export type SourceListInput = z.input<typeof sourceListInput>;
export const sourceListOutput = z.object({
  sources: z.array(sourceView),
  /** How many the filter lets through. */
  total: z.number().int(),
  /** Of the same batches and name, by group. */
  counts: groupCounts,
});
export type SourceListOutput = z.infer<typeof sourceListOutput>;

const sourceIndexes = z.array(z.number().int().min(0)).min(1).max(10_000);
/** The same places of a list, without what they hold: for a choice that reaches beyond what was loaded. */
export const sourceKeysInput = sourceFilter.extend({
  limit: z.number().int().min(1).max(100_000).default(100_000),
});
export type SourceKeysInput = z.input<typeof sourceKeysInput>;
export const sourceKeysOutput = z.object({
  keys: z.array(z.object({ batchId: z.uuid(), sourceIndexes: z.array(z.number().int()) })),
});

/** Sources chosen by hand, of one batch: some, or all. */
export const selection = z.union([
  z.object({ batchId: z.uuid(), sourceIndexes }),
  z.object({ batchId: z.uuid(), all: z.literal(true) }),
]);
export type Selection = z.infer<typeof selection>;
export const selectionsInput = z.object({ selections: z.array(selection).min(1).max(1_000) });
/** What runs finishes, or stops at its next chunk and keeps what it has. */
const stopRunning = z.boolean().default(false);
export const selectionsPauseInput = selectionsInput.extend({ stopRunning });
export const selectionsPriorityInput = selectionsInput.extend({ priority });
/** `before`: a source of the same batch, by its index. */
export const moveTo = z.union([z.enum(["first", "last"]), z.object({ before: z.number().int().min(0) })]);
export type MoveTo = z.infer<typeof moveTo>;
export const selectionsMoveInput = selectionsInput.extend({ to: moveTo });
export const batchPauseInput = batchIdInput.extend({ stopRunning });
export const batchPriorityInput = batchIdInput.extend({ priority });

/** How many items were really moved: 0 when somebody else was faster. */
export const movedOutput = z.object({ moved: z.number().int() });

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
export const sourceLog = z.object({
  addedAt: z.date(),
  events: z.array(
    z.object({
      id: z.string(),
      at: z.date(),
      taskType: z.string(),
      /** From 1. */
      attempt: z.number().int(),
      status: z.enum(workStatuses),
      /** Why, where it went wrong. */
      sentence: z.string().nullable(),
      /** The name of the machine that worked on it. */
      host: z.string().nullable(),
    }),
  ),
  steps: z.array(
    z.object({
      taskType: z.string(),
      processingTimeSeconds: z.number().nullable(),
      peakMemoryMb: z.number().nullable(),
      cpuSeconds: z.number().nullable(),
    }),
  ),
});
export type SourceLog = z.infer<typeof sourceLog>;
