import type { Cue } from "@/core/subtitles/cue";
import { MendReport } from "@/core/subtitles/mend-report";
import { parseAss } from "@/core/subtitles/parse-ass";
import { parseSrt } from "@/core/subtitles/parse-srt";
import { parseTtml } from "@/core/subtitles/parse-ttml";
import { parseVtt } from "@/core/subtitles/parse-vtt";
import { SubtitleFormatError } from "@/core/subtitles/subtitle-format-error";
import { decodeTextFile } from "./decode-text-file";
import {
  type ImportedTranscript,
  type ImportFormat,
  importBounds,
  type RawTranscript,
} from "./imported-transcript";
import { readJsonFile } from "./read-json-file";
import { readTable } from "./read-table";
import { settleLines } from "./settle-lines";

const cueParsers = { srt: parseSrt, vtt: parseVtt, ass: parseAss, ttml: parseTtml };

/** A subtitle or transcript file of any kind that Trax knows, told by what stands in it; only a table is told by its name.
 * What had to be put right is listed.
 * @throws SubtitleFormatError with the line, where there is one. */
export function readTranscriptFile(fileName: string, bytes: Uint8Array): ImportedTranscript {
  const report = new MendReport();
  const text = decodeTextFile(bytes, report);
  if (text.trim() === "") throw new SubtitleFormatError("this file is empty.", 1);
  const kind = findKind(fileName, text);
  const raw = readKind(kind, text, report);
  const keys = new Set(raw.speakers.map((speaker) => speaker.key));
  if (keys.size > importBounds.speakers) {
    throw new SubtitleFormatError(`This file names more than ${importBounds.speakers} speakers.`);
  }
  const lines = settleLines(
    raw.lines,
    raw.format === "trax" ? "own" : kind in cueParsers ? "cues" : "words",
    report,
  );
  if (lines.every((line) => line.text === ""))
    throw new SubtitleFormatError("There are no words in this file.");
  return { ...raw, lines, mends: report.list() };
}

type Kind = keyof typeof cueParsers | "json" | "csv" | "tsv";

function findKind(fileName: string, text: string): Kind {
  const start = text.trimStart().slice(0, 1_000);
  if (/^WEBVTT/.test(start)) return "vtt";
  if (/^\[script info\]/i.test(start) || /^\[events\]/im.test(text.slice(0, 200_000))) return "ass";
  if (start.startsWith("{") || start.startsWith("[")) return "json";
  if (start.startsWith("<")) return "ttml";
  const ending = /\.([a-z]{1,5})$/i.exec(fileName)?.[1]?.toLowerCase();
  if (ending === "csv" || ending === "tsv" || ending === "vtt" || ending === "ass" || ending === "json")
    return ending;
  if (ending === "ttml" || ending === "dfxp") return "ttml";
  return "srt";
}

function readKind(kind: Kind, text: string, report: MendReport): RawTranscript {
  if (kind === "json") return readJsonFile(text, report);
  if (kind === "csv" || kind === "tsv") return readTable(kind, text, report);
  return fromCues(kind, cueParsers[kind](text, report));
}

function fromCues(format: ImportFormat, cues: Cue[]): RawTranscript {
  const names = new Set(cues.flatMap((cue) => (cue.speaker === null ? [] : [cue.speaker])));
  return {
    format,
    title: null,
    speakers: [...names].map((name) => ({ key: name, label: name })),
    lines: cues.map(({ startMs, endMs, lines, speaker }) => ({
      ...{ startMs, endMs, speakerKey: speaker, text: lines.join(" "), words: [] },
    })),
  };
}
