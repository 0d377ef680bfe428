import { z } from "zod";
import type { TaskType } from "@/core/status/transitions";

const itemPayload = z.object({ itemId: z.uuid() });
const jobPayload = z.object({ jobId: z.number().int() });

/** Every task the queue delivers, with its payload: ids only. New fields must be optional, for jobs that are in
 * flight during an upgrade. The worker's task list is exhaustive over these names by type. */
export const catalogue = {
  "media.youtube": { payload: itemPayload, runner: "io" },
  "media.download": { payload: itemPayload, runner: "io" },
  "media.preprocess": { payload: itemPayload, runner: "io" },
  "media.transcribe": { payload: itemPayload, runner: "engine" },
  "media.enhance": { payload: itemPayload, runner: "io" },
  "media.proxy": { payload: jobPayload, runner: "io" },
  "transcript.export": { payload: jobPayload, runner: "io" },
  "transcript.video": { payload: jobPayload, runner: "io" },
  "transcript.pass": { payload: jobPayload, runner: "engine" },
  "transcript.merge": { payload: jobPayload, runner: "io" },
  "transcript.enhance": { payload: jobPayload, runner: "io" },
  "transcript.summarise": { payload: jobPayload, runner: "io" },
  "transcript.diarize": { payload: jobPayload, runner: "engine" },
  "voice.sample": { payload: jobPayload, runner: "engine" },
  "batch.dispatch": { payload: z.object({ batchId: z.uuid() }), runner: "io" },
} as const satisfies Record<string, { payload: z.ZodType; runner: "io" | "engine" }>;

export type TaskName = keyof typeof catalogue;
export type TaskPayload<Name extends TaskName> = z.output<(typeof catalogue)[Name]["payload"]>;

/** The queue's task for a step of a source, null for steps that this version does not carry out. */
export const taskOfStep: Record<TaskType, TaskName | null> = {
  youtube: "media.youtube",
  download: "media.download",
  preprocess: "media.preprocess",
  transcribe: "media.transcribe",
  enhance: "media.enhance",
};

/** Work on what a source became, beside its steps: `v2_processing_jobs`. */
export const processingJobTypes = [
  ...["proxy", "export", "pass", "merge", "diarization", "sample", "enhancement", "summary", "video"],
] as const;
export type ProcessingJobType = (typeof processingJobTypes)[number];

export const taskOfJob: Record<ProcessingJobType, TaskName> = {
  proxy: "media.proxy",
  export: "transcript.export",
  pass: "transcript.pass",
  merge: "transcript.merge",
  diarization: "transcript.diarize",
  sample: "voice.sample",
  enhancement: "transcript.enhance",
  summary: "transcript.summarise",
  video: "transcript.video",
};
