import { z } from "zod";

export const exportFormats = ["json", "txt", "srt", "vtt"] as const;
export const exportFormat = z.enum(exportFormats);
export type ExportFormat = z.infer<typeof exportFormat>;

export const exportSources = ["edited", "enhanced", "machine"] as const;
export type ExportSource = (typeof exportSources)[number];

export const exportCreateInput = z.object({
  documentId: z.uuid(),
  format: exportFormat,
  source: z.enum(exportSources).default("edited"),
});

export const exportView = z.object({
  id: z.uuid(),
  format: exportFormat,
  source: z.enum(["machine", "enhanced", "edited"]),
  fileName: z.string(),
  sizeBytes: z.number(),
  createdAt: z.date(),
  /** GET this to download. */
  path: z.string(),
});
export type ExportView = z.infer<typeof exportView>;

export const exportListInput = z.object({ documentId: z.uuid() });
/** A download that was asked for with the submission and is not there, or not yet. */
export const exportWorkView = z.object({
  jobId: z.number().int(),
  format: exportFormat,
  state: z.enum(["waiting", "running", "failed"]),
  /** Why, and what to do, of one that failed. */
  sentence: z.string().nullable(),
});
export type ExportWorkView = z.infer<typeof exportWorkView>;

export const exportListOutput = z.object({
  exports: z.array(exportView),
  /** Of the transcript's present text of the machine. */
  work: z.array(exportWorkView),
});
