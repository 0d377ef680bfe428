import { serializeCueTime } from "@/core/subtitles/cue-time";
import { normalizeText } from "@/core/transcript/normalize-text";
import { findSpeakerLabel, type TranscriptText } from "@/core/transcript/transcript-text";
import type { ReadingOptions } from "./derive-paragraphs";
import { defuseCell } from "./table-cell";

const separators = { csv: ",", tsv: "\t" };

/** A row a line of the transcript, below the names of the columns: start, end (`hh:mm:ss.mmm`), speaker, text. CSV as in
 * RFC 4180 with a byte order mark, which spreadsheets tell UTF-8 by, and every cell in quotes; TSV the same with tabs.
 * Formulae are defused by `defuseCell`. Lines without text are left out. */
export function serializeTable(
  kind: keyof typeof separators,
  transcript: TranscriptText,
  { speakers = true, times = true }: ReadingOptions = {},
): string {
  const head = [...(times ? ["start", "end"] : []), ...(speakers ? ["speaker"] : []), "text"];
  const rows = transcript.segments.flatMap((segment) => {
    const text = normalizeText(segment.text);
    if (text === "") return [];
    const speaker = normalizeText(findSpeakerLabel(transcript, segment.speakerId) ?? "");
    const time = [segment.startMs, segment.endMs].map((ms) => serializeCueTime(ms, "."));
    return [[...(times ? time : []), ...(speakers ? [speaker] : []), text]];
  });
  const lines = [head, ...rows].map((cells) => cells.map(quote).join(separators[kind]));
  return `${kind === "csv" ? "\uFEFF" : ""}${lines.join("\r\n")}\r\n`;
}

function quote(cell: string): string {
  return `"${defuseCell(cell).replace(/"/g, '""')}"`;
}
