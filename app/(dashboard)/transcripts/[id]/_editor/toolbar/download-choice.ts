import {
  type ExportFormat,
  type ExportOptions,
  type ExportSource,
  exportOptions,
} from "@/server/exports/schema";

export const sourceNames: Record<ExportSource, string> = {
  edited: "As it is edited",
  machine: "As the machine heard it",
  enhanced: "Enhanced",
};

/** What the menu remembers while the page is open. */
export interface DownloadChoice {
  source: ExportSource;
  /** Null: as each format has it. */
  speakers: boolean | null;
  times: boolean | null;
}

export const defaultDownloadChoice: DownloadChoice = { source: "edited", speakers: null, times: null };

const subtitles: ExportFormat[] = ["srt", "vtt", "ass", "ttml"];

/** What is asked of the server for a format: nothing that it has no use for.
 * @param layout name or id of how subtitles are laid out */
export function toExportWish(
  { source, speakers, times }: DownloadChoice,
  layout: string,
  format: ExportFormat,
): { source: ExportSource; options: ExportOptions } {
  const isSubtitle = subtitles.includes(format);
  return {
    source,
    options: exportOptions.parse({
      ...(speakers === null ? {} : { speakers }),
      ...(times === null || isSubtitle || format === "json" ? {} : { times }),
      ...(isSubtitle ? { profile: layout } : {}),
    }),
  };
}
