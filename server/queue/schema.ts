import { z } from "zod";
import { groupCounts, paceView } from "@/server/batches/schema";

/** How the work of an installation stands: items by state, and what waits for a person. */
export const queueView = z.object({
  pending: z.number().int(),
  running: z.number().int(),
  retrying: z.number().int(),
  failed: z.number().int(),
  paused: z.boolean(),
  /** Sources of what is under way or ended in the last week, by group. */
  counts: groupCounts,
  /** Until everything that waits is done. */
  pace: paceView.nullable(),
});
export type QueueView = z.infer<typeof queueView>;

export const queuePauseInput = z.object({
  /** What runs finishes, or stops at its next chunk and keeps what it has. */
  stopRunning: z.boolean().default(false),
});
