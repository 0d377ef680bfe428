import { serializeHtml } from "@/core/exports/serialize-html";
import { serializeMarkdown } from "@/core/exports/serialize-markdown";
import { serializeTable } from "@/core/exports/serialize-table";
import { serializeTxt } from "@/core/exports/serialize-txt";
import type { Cue } from "@/core/subtitles/cue";
import { type CueProfile, defaultCueProfile } from "@/core/subtitles/cue-profile";
import { layoutCues } from "@/core/subtitles/layout-cues";
import { nameSpeakers } from "@/core/subtitles/name-speakers";
import { serializeAss } from "@/core/subtitles/serialize-ass";
import { type DocumentOrigin, deriveTraxDocument, serializeJson } from "@/core/subtitles/serialize-json";
import { serializeSrt } from "@/core/subtitles/serialize-srt";
import { serializeTtml } from "@/core/subtitles/serialize-ttml";
import { serializeVtt } from "@/core/subtitles/serialize-vtt";
import type { TranscriptText } from "@/core/transcript/transcript-text";
import type { ExportFormat, ExportOptions } from "./schema";
import { serializeDocx } from "./serialize-docx";

/** With the layout itself, where a person named one. */
export type SerializeOptions = Omit<ExportOptions, "profile"> & { profile?: CueProfile };

/** A transcript as a file of any format. */
export async function serializeTranscript(
  format: ExportFormat,
  given: TranscriptText,
  { origin, options = {} }: { origin: DocumentOrigin; options?: SerializeOptions },
): Promise<string | Uint8Array> {
  const text = options.speakers === false ? withoutSpeakers(given) : given;
  switch (format) {
    case "txt":
      return serializeTxt(text, options);
    case "md":
      return serializeMarkdown(text, options);
    case "html":
      return serializeHtml(text, options);
    case "docx":
      return serializeDocx(text, options);
    case "csv":
    case "tsv":
      return serializeTable(format, text, options);
    case "json":
      return serializeJson(deriveTraxDocument(text, origin));
    default:
      return serializeCues(format, text, options);
  }
}

function serializeCues(
  format: "srt" | "vtt" | "ass" | "ttml",
  text: TranscriptText,
  { speakers, profile = defaultCueProfile }: SerializeOptions,
): string {
  const named = format === "srt" && speakers === true ? nameSpeakers(text) : text;
  const cues: Cue[] = layoutCues(named, profile);
  if (format === "srt") return serializeSrt(cues);
  if (format === "vtt") return serializeVtt(cues);
  return format === "ass" ? serializeAss(cues, text.title) : serializeTtml(cues, text.title);
}

function withoutSpeakers(text: TranscriptText): TranscriptText {
  const segments = text.segments.map((segment) => ({ ...segment, speakerId: null }));
  return { ...text, speakers: [], segments };
}
