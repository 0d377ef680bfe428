import { z } from "zod";

export const exportFormats = ["json", "txt", "srt", "vtt"] as const;
export const exportFormat = z.enum(exportFormats);
export type ExportFormat = z.infer<typeof exportFormat>;

export const exportSources = ["edited", "machine"] as const;

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
export const exportListOutput = z.object({ exports: z.array(exportView) });
