import type { ExportFormat, ExportOptions, ExportSource } from "@/server/exports/schema";

export const layoutNames = {
  default: "Usual",
  broadcast: "Broadcast",
  social: "Social media",
  children: "Children",
} as const;
export type LayoutName = keyof typeof layoutNames;

/** What the menu remembers while the page is open. */
export interface DownloadChoice {
  source: ExportSource;
  /** Null: as each format has it. */
  speakers: boolean | null;
  times: boolean | null;
  layout: LayoutName;
}

export const defaultDownloadChoice: DownloadChoice = {
  source: "edited",
  speakers: null,
  times: null,
  layout: "default",
};

const subtitles: ExportFormat[] = ["srt", "vtt", "ass", "ttml"];

/** What is asked of the server for a format: nothing that it has no use for. */
export function toExportWish(
  { source, speakers, times, layout }: DownloadChoice,
  format: ExportFormat,
): { source: ExportSource; options: ExportOptions } {
  const isSubtitle = subtitles.includes(format);
  return {
    source,
    options: {
      ...(speakers === null ? {} : { speakers }),
      ...(times === null || isSubtitle || format === "json" ? {} : { times }),
      ...(isSubtitle ? { profile: layout } : {}),
    },
  };
}
