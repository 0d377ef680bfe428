import { z } from "zod";
import { videoFormats, videoSubtitles } from "@/core/exports/video-formats";
import { cueRules } from "@/core/subtitles/check-cues";
import { cueProfileNames, ownCueProfile } from "@/core/subtitles/cue-profile";

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

/** The name of a built-in layout, the id of one of one's own, or the numbers themselves. */
const profileWish = z.union([z.enum(cueProfileNames), z.uuid(), ownCueProfile]);
export type ProfileWish = z.infer<typeof profileWish>;

/** What a person may wish of a file; each format has a default for what is left out. */
export const exportOptions = z.object({
  /** Name who speaks; in SRT, which has no place for it, before the words. */
  speakers: z.boolean().optional(),
  /** Of the formats for reading and of tables; subtitles and data always have times. */
  times: z.boolean().optional(),
  /** Of subtitles: how they are laid out; left out: as the transcript has it. */
  profile: profileWish.optional(),
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
  /** "zip" holds many transcripts; the last ones are copies of the video. */
  format: z.enum([...exportFormats, "zip", ...videoFormats]),
  source: z.enum(exportSources),
  /** Of a copy of a video: how they are in it. */
  subtitles: z.enum(videoSubtitles).nullable(),
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

export const videoCreateInput = z.object({
  documentId: z.uuid(),
  /** "burned": part of the picture; "track": players switch them on and off. */
  subtitles: z.enum(videoSubtitles),
  /** Of a track; left out: what fits best. A burned-in copy is mp4, where the sound goes into that. */
  format: z.enum(videoFormats).optional(),
  source: z.enum(exportSources).default("edited"),
  options: exportOptions.pick({ speakers: true, profile: true }).default({}),
});
export type VideoCreateInput = z.input<typeof videoCreateInput>;

/** What can be made of the video of a transcript, and how the last wish stands. */
export const videoOutput = z.object({
  /** Why no copy can be made; null where one can. */
  refusal: z.string().nullable(),
  /** Files that take a track, the best first. */
  trackFormats: z.array(z.enum(videoFormats)),
  burnedFormat: z.enum(videoFormats),
  /** Null where nothing is under way and nothing failed. */
  work: z
    .object({
      jobId: z.number().int(),
      state: z.enum(["waiting", "running", "retrying", "failed"]),
      /** 0..1. */
      progress: z.number(),
      subtitles: z.enum(videoSubtitles),
      format: z.enum(videoFormats),
      /** What went wrong, and what to do. */
      sentence: z.string().nullable(),
    })
    .nullable(),
});
export type VideoOutput = z.infer<typeof videoOutput>;

const profileName = z.string().trim().min(1).max(60);

/** A layout of subtitles of one's own. */
export const subtitleProfileView = z.object({ id: z.uuid(), name: z.string(), profile: ownCueProfile });
export type SubtitleProfileView = z.infer<typeof subtitleProfileView>;

export const subtitleProfilesInput = z.object({ documentId: z.uuid().optional() });
export const subtitleProfilesOutput = z.object({
  own: z.array(subtitleProfileView),
  /** What subtitles of the transcript are laid out by: a built-in one's name, or an id. */
  chosen: z.string(),
});
export type SubtitleProfilesOutput = z.infer<typeof subtitleProfilesOutput>;

export const subtitleProfileSaveInput = z.object({
  /** Left out: a new one. */
  id: z.uuid().optional(),
  name: profileName,
  profile: ownCueProfile,
});
export type SubtitleProfileSave = z.infer<typeof subtitleProfileSaveInput>;

export const subtitleProfileIdInput = z.object({ id: z.uuid() });

export const subtitleProfileChooseInput = z.object({
  documentId: z.uuid(),
  profile: z.union([z.enum(cueProfileNames), z.uuid()]),
});

export const subtitleCheckOutput = z.object({
  breaches: z.array(
    z.object({
      segmentId: z.uuid(),
      segmentRevision: z.number().int(),
      /** Of the subtitle. */
      startMs: z.number().int(),
      endMs: z.number().int(),
      rule: z.enum(cueRules),
      /** What it is, and what it should be: characters, lines, milliseconds, characters a second. */
      amount: z.number(),
      limit: z.number(),
      /** Its words; of a torn phrase the two that belong together. */
      quote: z.string(),
    }),
  ),
  /** False: there are more, further on. */
  isComplete: z.boolean(),
});
export type SubtitleCheckOutput = z.infer<typeof subtitleCheckOutput>;
