import type { Mend } from "@/core/subtitles/mend-report";
import type { TimedWord } from "@/core/transcript/types";

export const importFormats = [
  "trax",
  "srt",
  "vtt",
  "ass",
  "ttml",
  "csv",
  "tsv",
  "whisper",
  "deepgram",
  "assemblyai",
  "aws",
  "google",
  "rev",
  "azure",
] as const;
export type ImportFormat = (typeof importFormats)[number];

export interface ImportedLine {
  /** Whole milliseconds on the clock of the recording. */
  startMs: number;
  endMs: number;
  /** `key` of a speaker. */
  speakerKey: string | null;
  /** One line, never empty. */
  text: string;
  /** Joined by spaces they are the text; none where the file has no times of words. */
  words: ImportedWord[];
}

export interface ImportedWord extends TimedWord {
  /** Where the file names its words. */
  id?: string;
}

/** What stands in a file of somebody else's, in order of time. */
export interface ImportedTranscript {
  format: ImportFormat;
  /** Null where the file has none. */
  title: string | null;
  speakers: { key: string; label: string }[];
  lines: ImportedLine[];
  mends: Mend[];
}

/** As a reader hands it over, before it is put in order. */
export type RawTranscript = Omit<ImportedTranscript, "mends">;

export const importBounds = {
  fileBytes: 50_000_000,
  lines: 200_000,
  /** Of one line. */
  characters: 100_000,
  speakers: 1_000,
  /** 23 days, as the editor allows. */
  timeMs: 2_000_000_000,
};
