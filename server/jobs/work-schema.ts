import { z } from "zod";

/** `batch_items.task_data`: what a step is to do. Clients of before put other things beside. */
export const taskData = z.looseObject({
  engine: z.string().max(100).optional(),
  language: z.string().max(35).nullable().optional(),
  /** How many bytes the upload is to have. */
  announcedBytes: z.number().int().nonnegative().optional(),
});

/** `result_data` of `batch_items` and `v2_processing_jobs`: figures of a run, for people. */
export const resultData = z.looseObject({
  peakMemoryMb: z.number().nonnegative().optional(),
  cpuSeconds: z.number().nonnegative().optional(),
  warnings: z.array(z.string()).optional(),
});

/** `v2_processing_jobs.parameters`. */
export const jobParameters = z.looseObject({});
