import { z } from "zod";
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
export const duplicatesOutput = z.object({ duplicates: z.array(duplicateView) });
