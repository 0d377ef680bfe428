import { z } from "zod";
import { maxLinkLength } from "@/core/links/parse-link";
import { maxLinks } from "@/core/links/parse-links";
import { engineId, maxBatchFiles } from "@/server/batches/schema";

const sizeBytes = z.number().int().positive().max(Number.MAX_SAFE_INTEGER);

export const sameSizeInput = z.object({ sizesBytes: z.array(sizeBytes).max(maxBatchFiles) });
/** Those of the sizes that some recording of the owner has: only such files are worth reading for a checksum. */
export const sameSizeOutput = z.object({ sizesBytes: z.array(sizeBytes) });

export const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "must be 64 hexadecimal digits.");

export const duplicatesInput = z.object({
  files: z.array(z.object({ sha256, sizeBytes })).max(maxBatchFiles),
  /** Of several transcripts of one file, one that this engine made comes first. */
  engine: engineId.optional(),
});
export type DuplicatesInput = z.input<typeof duplicatesInput>;

/** How the earlier work on a file stands. */
export const duplicateStates = ["done", "working", "paused", "failed", "cancelled"] as const;

export const duplicateView = z.object({
  sha256,
  sizeBytes,
  documentId: z.uuid(),
  title: z.string(),
  createdAt: z.date(),
  hasText: z.boolean(),
  state: z.enum(duplicateStates),
  /** What it was transcribed with; null for what came from elsewhere. */
  engine: engineId.nullable(),
  /** The source whose work can be gone on with; null for what came from elsewhere. */
  source: z.object({ batchId: z.uuid(), sourceIndex: z.number().int() }).nullable(),
});
export type DuplicateView = z.infer<typeof duplicateView>;
export const knownVideosInput = z.object({
  youtubeIds: z.array(z.string().regex(/^[A-Za-z0-9_-]{11}$/)).max(maxLinks),
});
/** A video that the owner has submitted before. */
export const knownVideo = duplicateView
  .omit({ sha256: true, sizeBytes: true })
  .extend({ youtubeId: z.string() });
export type KnownVideo = z.infer<typeof knownVideo>;
export const knownVideosOutput = z.object({ videos: z.array(knownVideo) });

export const linkEntriesInput = z.object({ url: z.string().trim().min(1).max(maxLinkLength) });

/** One recording of a playlist, a channel or a feed. */
export const linkEntry = z.object({
  url: z.string(),
  title: z.string(),
  durationSeconds: z.number().nullable(),
  publishedAt: z.date().nullable(),
  /** Why it cannot be fetched; null where nothing speaks against it. */
  reason: z.string().nullable(),
  /** The link is the file. */
  isMedia: z.boolean(),
  /** The owner has submitted it before. */
  isKnown: z.boolean(),
});
export type LinkEntry = z.infer<typeof linkEntry>;

export const linkEntriesOutput = z.object({
  /** `single`: the link leads to one recording, and nothing is to be chosen. */
  kind: z.enum(["single", "list", "feed"]),
  title: z.string(),
  entries: z.array(linkEntry),
  /** There are more than are listed. */
  isCut: z.boolean(),
  /** Of a feed. */
  isFollowed: z.boolean(),
});
export type LinkEntries = z.infer<typeof linkEntriesOutput>;

export const duplicatesOutput = z.object({ duplicates: z.array(duplicateView) });

/** More than a person looks through; the rest is found in their batches. */
export const maxUnfinished = 1_000;

export const unfinishedUpload = z.object({
  mediaFileId: z.uuid(),
  batchId: z.uuid(),
  sourceIndex: z.number().int(),
  fileName: z.string(),
  sizeBytes: z.number(),
  /** What is here of it already. */
  receivedBytes: z.number(),
});
export type UnfinishedUpload = z.infer<typeof unfinishedUpload>;
export const unfinishedOutput = z.object({
  uploads: z.array(unfinishedUpload).max(maxUnfinished),
  /** All there are, also those that are not listed. */
  total: z.number().int(),
});
