import { z } from "zod";
import { qualityWarningCodes } from "@/core/quality/quality-warnings";
import { engineId, errorView, hearingView, sourceStages } from "@/server/batches/schema";
import { audioTrack } from "@/server/media/schema";

export const word = z.object({
  id: z.string().max(40),
  /** A line may be one word. */
  text: z.string().max(1_000_000),
  startMs: z.number().int().nonnegative(),
  endMs: z.number().int().nonnegative(),
  confidence: z.number().min(0).max(1).nullable(),
});

export const segment = z.object({
  id: z.uuid(),
  position: z.number(),
  startMs: z.number().int().nonnegative(),
  endMs: z.number().int().nonnegative(),
  speakerId: z.uuid().nullable(),
  text: z.string(),
  words: z.array(word),
  revision: z.number().int().nonnegative(),
});
export type SegmentView = z.infer<typeof segment>;

/** `transcription_results.segments`: Whisper's shape, seconds as floats. */
export const machineSegments = z.array(
  z.object({
    id: z.number().int(),
    start: z.number(),
    end: z.number(),
    text: z.string(),
    avg_logprob: z.number().nullable().optional(),
    words: z
      .array(
        z.object({
          word: z.string(),
          start: z.number(),
          end: z.number(),
          probability: z.number().nullable(),
        }),
      )
      .optional(),
  }),
);
export type MachineSegments = z.infer<typeof machineSegments>;

export const documentIdInput = z.object({ documentId: z.uuid() });
export const hearAgainInput = documentIdInput.extend({ secondEngine: engineId.optional() });
export const movedJobsOutput = z.object({ moved: z.number().int() });
export const documentIdsInput = z.object({ documentIds: z.array(z.uuid()).min(1).max(500) });

/** Where the machine's work on a document stands; null once it has a result and nothing runs. */
export const workView = z.object({
  batchId: z.uuid(),
  sourceIndex: z.number().int(),
  stage: z.enum(sourceStages),
  progress: z.number().min(0).max(1),
  error: errorView.nullable(),
});
export type WorkView = z.infer<typeof workView>;

/** How much of a machine's text is right; null where nobody can say. */
export const accuracyView = z.object({
  /** 1 - WER, 0..1. */
  value: z.number(),
  /** Against what was really said; else it is estimated. */
  isMeasured: z.boolean(),
});
export type AccuracyView = z.infer<typeof accuracyView>;

export const documentSummary = z.object({
  id: z.uuid(),
  title: z.string(),
  createdAt: z.date(),
  updatedAt: z.date(),
  deletedAt: z.date().nullable(),
  /** Of one in the trash: when it is deleted for ever. */
  emptiedAt: z.date().nullable(),
  tags: z.array(z.string()),
  collections: z.array(z.object({ id: z.uuid(), name: z.string() })),
  fileName: z.string().nullable(),
  durationSeconds: z.number().nullable(),
  /** Of the source file. */
  sizeBytes: z.number().nullable(),
  hasText: z.boolean(),
  accuracy: accuracyView.nullable(),
  work: workView.nullable(),
});
export type DocumentSummary = z.infer<typeof documentSummary>;

const plainText = (max: number) =>
  z
    .string()
    .max(max)
    // The database knows no NUL.
    .transform((text) => text.replaceAll("\0", " ").trim());
const day = z.iso.date().refine((text) => text >= "1000-01-01", "The date lies out of range.");

export const documentStatuses = ["ready", "working", "failed"] as const;
export const documentSorts = ["newest", "oldest", "title", "changed", "longest", "largest"] as const;

/** Which transcripts are meant; what is left out does not matter. */
export const documentFilter = z.object({
  /** The name of somebody who speaks in it, any case. */
  speaker: plainText(1_000).optional(),
  speakerCount: z.number().int().min(0).max(1_000).optional(),
  /** Added on these days, in UTC, both included. */
  from: day.optional(),
  to: day.optional(),
  /** BCP 47 primary tag. */
  language: plainText(40).optional(),
  domain: plainText(100).optional(),
  pipelineVersion: plainText(20).optional(),
  status: z.enum(documentStatuses).optional(),
  /** Code of a quality warning. */
  warning: plainText(60).optional(),
  tag: plainText(60).optional(),
  collectionId: z.uuid().optional(),
});
export type DocumentFilter = z.infer<typeof documentFilter>;

/** What can be filtered by, as an owner's transcripts have it, the commonest first. */
export const facetsOutput = z.object({
  speakers: z.array(z.string()),
  speakerCounts: z.array(z.number().int()),
  languages: z.array(z.string()),
  domains: z.array(z.string()),
  pipelineVersions: z.array(z.string()),
  warnings: z.array(z.string()),
});
export type Facets = z.infer<typeof facetsOutput>;

export const documentListInput = z.object({
  /** Part of the title, any case. */
  filter: plainText(10_000).default(""),
  where: documentFilter.default({}),
  sort: z.enum(documentSorts).default("newest"),
  trash: z.boolean().default(false),
  cursor: plainText(2_000).nullish(),
  limit: z.number().int().min(1).max(100).default(50),
});
export const documentListOutput = z.object({
  documents: z.array(documentSummary),
  nextCursor: z.string().nullable(),
});

export const documentDetail = z.object({
  id: z.uuid(),
  title: z.string(),
  revision: z.number().int(),
  createdAt: z.date(),
  updatedAt: z.date(),
  deletedAt: z.date().nullable(),
  segmentCount: z.number().int(),
  media: z
    .object({
      id: z.uuid(),
      fileName: z.string(),
      sizeBytes: z.number(),
      durationMs: z.number().int().nullable(),
      kind: z.enum(["audio", "video"]),
      /** What the player opens, null until the file is there and read. `original` plays the upload itself,
       * `master` the sound that Trax decoded, where no browser plays the original. */
      playback: z
        .object({
          path: z.string(),
          source: z.enum(["original", "proxy", "master"]),
          kind: z.enum(["audio", "video"]),
        })
        .nullable(),
      /** In the file's order; empty until it is read. */
      audioTracks: z.array(audioTrack),
      /** Which of them is heard, from 1. */
      audioTrack: z.number().int(),
      peaksPath: z.string().nullable(),
      /** A finer one, for zooming; asked for in byte ranges. Null where the recording was read before there was one. */
      waveformPath: z.string().nullable(),
    })
    .nullable(),
  result: z
    .object({
      id: z.uuid(),
      engine: z.string(),
      /** Of an engine that asks a server: the one that answered there. */
      model: z.string().nullable(),
      /** BCP 47 primary tag; null where it was not recorded. */
      language: z.string().nullable(),
      /** Whether the submission named it. */
      isLanguageTold: z.boolean(),
      /** What the person's terms stand in the place of: what the engine would have written, or wrote. */
      corrections: z.array(z.object({ from: z.string(), to: z.string(), startMs: z.number() })),
      /** What it cost at that server, as the settings told the price; null where it cost nothing or nobody told. */
      dollars: z.number().nullable(),
      /** As stored: this version may not know it. */
      pipelineVersion: z.string().nullable(),
      /** Its text was put together of several hearings. */
      isMerged: z.boolean(),
      /** How many voices were told apart; null where nobody asked for that. */
      speakerCount: z.number().int().nullable(),
      domain: z.string().nullable(),
      /** As the submission said; null where nobody knew. */
      speakersExpected: z.object({ min: z.number().int(), max: z.number().int() }).nullable(),
      /** The stretch that the engine heard, where it was not all: the rest is what was there before. */
      range: z.object({ startMs: z.number(), endMs: z.number() }).nullable(),
      accuracyEstimate: z.number().nullable(),
      accuracy: accuracyView.nullable(),
      processingTimeSeconds: z.number().nullable(),
      /** Sentences for a person, with their code. */
      warnings: z.array(z.object({ code: z.enum(qualityWarningCodes), sentence: z.string() })),
      createdAt: z.date(),
    })
    .nullable(),
  work: workView.nullable(),
  /** A further hearing of the recording, beside the text that is there. */
  hearing: hearingView.nullable(),
  /** How finding the speakers stands; null while it is not under way and has not failed. */
  diarization: hearingView.nullable(),
  speakers: z.array(z.object({ id: z.uuid(), label: z.string(), profileId: z.number().int().nullable() })),
});
export type DocumentDetail = z.infer<typeof documentDetail>;

export const segmentListInput = documentIdInput.extend({
  /** The position of the last segment that is there already. */
  cursor: z.number().nullish(),
  limit: z.number().int().min(1).max(1_000).default(200),
});
export const segmentListOutput = z.object({ segments: z.array(segment), nextCursor: z.number().nullable() });

/** What has been heard so far of a file that is still being transcribed. */
export const partialInput = documentIdInput.extend({
  /** Chunks with a smaller index are there already. Chunks finish out of order; ask again from the first gap. */
  fromIndex: z.number().int().min(0).default(0),
});
export const partialOutput = z.object({
  totalChunks: z.number().int(),
  chunks: z.array(
    z.object({
      index: z.number().int(),
      startMs: z.number().int(),
      endMs: z.number().int(),
      text: z.string(),
    }),
  ),
});
export type PartialOutput = z.infer<typeof partialOutput>;

export const documentRenameInput = documentIdInput.extend({ title: z.string().trim().min(1).max(500) });

export const diskUseOutput = z.object({
  /** Uploaded originals, what was derived from them, downloads made, unfinished uploads; bytes. */
  sourcesBytes: z.number(),
  derivedBytes: z.number(),
  exportsBytes: z.number(),
  uploadsBytes: z.number(),
  /** Speech models of this machine, and the whole database. */
  modelsBytes: z.number(),
  databaseBytes: z.number(),
  freeBytes: z.number(),
});
export type DiskUse = z.infer<typeof diskUseOutput>;
