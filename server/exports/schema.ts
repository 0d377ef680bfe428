import { z } from "zod";
import { cueProfileChoice } from "@/core/subtitles/cue-profile";

export const exportFormats = [
  "json",
  "txt",
  "srt",
  "vtt",
  "md",
  "docx",
  "html",
  "csv",
  "tsv",
  "ass",
  "ttml",
] as const;
export const exportFormat = z.enum(exportFormats);
export type ExportFormat = z.infer<typeof exportFormat>;

/** Short, as a list of choices shows them. */
export const exportFormatNames: Record<ExportFormat, string> = {
  txt: "Text",
  srt: "Subtitles (SRT)",
  vtt: "Web subtitles (VTT)",
  json: "Data (JSON)",
  docx: "Word (DOCX)",
  md: "Markdown",
  html: "Web page (HTML)",
  csv: "Table (CSV)",
  tsv: "Table (TSV)",
  ass: "Styled subtitles (ASS)",
  ttml: "Broadcast subtitles (TTML)",
};

export const exportSources = ["edited", "machine", "enhanced"] as const;
export type ExportSource = (typeof exportSources)[number];

/** What a person may wish of a file; each format has a default for what is left out. */
export const exportOptions = z.object({
  /** Name who speaks; in SRT, which has no place for it, before the words. */
  speakers: z.boolean().optional(),
  /** Of the formats for reading and of tables; subtitles and data always have times. */
  times: z.boolean().optional(),
  /** Of subtitles: how they are laid out. */
  profile: cueProfileChoice.optional(),
});
export type ExportOptions = z.infer<typeof exportOptions>;

export const exportCreateInput = z.object({
  documentId: z.uuid(),
  format: exportFormat,
  source: z.enum(exportSources).default("edited"),
  options: exportOptions.default({}),
});

export const zipCreateInput = z.object({
  documentIds: z.array(z.uuid()).min(1).max(10_000),
  format: exportFormat,
  source: z.enum(exportSources).default("edited"),
  options: exportOptions.default({}),
});
export type ZipCreateInput = z.infer<typeof zipCreateInput>;

export const exportView = z.object({
  id: z.uuid(),
  /** "zip" holds many transcripts. */
  format: z.enum([...exportFormats, "zip"]),
  source: z.enum(exportSources),
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
