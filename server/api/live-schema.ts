import { z } from "zod";
import { taskTypes } from "@/core/status/transitions";

/** What a visible tab wants to hear of. */
export const liveWatchInput = z.object({
  batchIds: z.array(z.uuid()).max(50).default([]),
  documentIds: z.array(z.uuid()).max(50).default([]),
  /** Everything of this owner: the dashboard and the lists. */
  everything: z.boolean().default(false),
});
export type LiveWatchInput = z.input<typeof liveWatchInput>;

/** `status`: something moved, ask again for what you show. `gap`: something may have moved unheard, ask again for all
 * that you show. `progress`: how far a running step is. `edited`: a person's
 * edit of a document was saved, here or elsewhere. */
export const liveEvent = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("status"),
    batchId: z.uuid(),
    documentId: z.uuid().nullable(),
    sourceIndex: z.number().int().nullable(),
  }),
  z.object({
    kind: z.literal("progress"),
    batchId: z.uuid(),
    documentId: z.uuid().nullable(),
    sourceIndex: z.number().int(),
    taskType: z.enum(taskTypes),
    /** Of the step, 0..1. */
    progress: z.number().min(0).max(1),
    /** Chunks heard so far, of a transcribe step. */
    decodedChunks: z.number().int(),
    /** Of a download step: how large the file is, and how fast it comes. Null where nobody says. */
    totalBytes: z.number().nullable(),
    bytesPerSecond: z.number().nullable(),
  }),
  z.object({ kind: z.literal("gap") }),
  z.object({ kind: z.literal("edited"), documentId: z.uuid(), revision: z.number().int() }),
]);
export type LiveEvent = z.infer<typeof liveEvent>;
