import { z } from "zod";
import type { TaskType } from "@/core/status/transitions";

/** Every task the queue delivers, with its payload: ids only. New fields must be optional, for jobs that are in
 * flight during an upgrade. The worker's task list is exhaustive over these names by type. */
export const catalogue = {
  "media.preprocess": { payload: z.object({ itemId: z.uuid() }), runner: "io" },
  "media.transcribe": { payload: z.object({ itemId: z.uuid() }), runner: "engine" },
  "batch.dispatch": { payload: z.object({ batchId: z.uuid() }), runner: "io" },
} as const satisfies Record<string, { payload: z.ZodType; runner: "io" | "engine" }>;

export type TaskName = keyof typeof catalogue;
export type TaskPayload<Name extends TaskName> = z.output<(typeof catalogue)[Name]["payload"]>;

/** The queue's task for a step of a source, null for steps that this version does not carry out. */
export const taskOfStep: Record<TaskType, TaskName | null> = {
  youtube: null,
  download: null,
  preprocess: "media.preprocess",
  transcribe: "media.transcribe",
  enhance: null,
};
