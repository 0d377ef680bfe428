import Papa from "papaparse";
import { parseCell } from "@/core/exports/table-cell";
import type { MendReport } from "@/core/subtitles/mend-report";
import { SubtitleFormatError } from "@/core/subtitles/subtitle-format-error";
import { normalizeText } from "@/core/transcript/normalize-text";
import { type ImportedLine, importBounds, type RawTranscript } from "./imported-transcript";

const clock = /^(-?)(?:(?:(\d{1,6}):)?(\d{1,2}):)?(\d{1,6})(?:[.,](\d{1,3}))?$/;

/** A table with the columns start, end and text, and speaker where there is one, as `serializeTable` writes it; times as
 * `hh:mm:ss.mmm` or seconds. A row whose start cannot be read stands at the end of the one before.
 * @throws SubtitleFormatError */
export function readTable(kind: "csv" | "tsv", text: string, report: MendReport): RawTranscript {
  const { data, errors } = Papa.parse<string[]>(text, {
    delimiter: kind === "csv" ? "," : "\t",
    skipEmptyLines: true,
    preview: importBounds.lines + 2,
  });
  const broken = errors.find((error) => error.type === "Quotes");
  if (broken) {
    throw new SubtitleFormatError("a quotation mark is not closed.", (broken.row ?? 0) + 1);
  }
  const head = (data[0] ?? []).map((name) => name.trim().toLowerCase());
  const [start, end, speaker, words] = ["start", "end", "speaker", "text"].map((name) => head.indexOf(name));
  if (start === undefined || start < 0 || words === undefined || words < 0) {
    throw new SubtitleFormatError("this table has no columns called start and text.", 1);
  }
  let freeMs = 0;
  const lines = data.slice(1).map((cells, index): ImportedLine => {
    const cell = (column: number | undefined) => parseCell(cells[column ?? -1] ?? "");
    const startMs = parseTime(cells[start] ?? "");
    const endMs = parseTime(cells[end ?? -1] ?? "");
    if (startMs === null) report.add("timeUnreadable", { line: index + 2 });
    const from = startMs ?? freeMs;
    freeMs = endMs ?? from;
    return {
      startMs: from,
      endMs: freeMs,
      speakerKey: normalizeText(cell(speaker)) || null,
      text: cell(words),
      words: [],
    };
  });
  const names = new Set(lines.flatMap((line) => (line.speakerKey === null ? [] : [line.speakerKey])));
  return { format: kind, title: null, speakers: [...names].map((key) => ({ key, label: key })), lines };
}

function parseTime(text: string): number | null {
  const match = clock.exec(text.trim());
  if (!match) return null;
  const [, minus, hours, minutes, seconds, fraction = ""] = match;
  const whole = Number(hours ?? 0) * 3_600 + Number(minutes ?? 0) * 60 + Number(seconds);
  const ms = whole * 1_000 + Number(fraction.padEnd(3, "0"));
  return minus === "-" && ms > 0 ? -ms : ms;
}
