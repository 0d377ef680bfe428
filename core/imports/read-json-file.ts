import { findErrorLine } from "@/core/subtitles/find-error-line";
import type { MendReport } from "@/core/subtitles/mend-report";
import { SubtitleFormatError } from "@/core/subtitles/subtitle-format-error";
import type { RawTranscript } from "./imported-transcript";
import type { JsonReader } from "./json-reader";
import { readAssemblyai } from "./read-assemblyai";
import { readAws } from "./read-aws";
import { readAzure } from "./read-azure";
import { readDeepgram } from "./read-deepgram";
import { readGoogle } from "./read-google";
import { readRev } from "./read-rev";
import { readTrax } from "./read-trax";
import { readWhisper } from "./read-whisper";

/** The first that knows its outer keys reads the file: those with keys of their own come first. */
const readers: JsonReader[] = [
  readTrax,
  readRev,
  readAzure,
  readDeepgram,
  readAws,
  readGoogle,
  readAssemblyai,
  readWhisper,
];

/** Any of the JSON files that are known here.
 * @throws SubtitleFormatError */
export function readJsonFile(text: string, report: MendReport): RawTranscript {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new SubtitleFormatError("this is not a JSON file, or it is cut off.", findErrorLine(text, error));
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const known = readers.find((reader) => reader.isOurs(value as Record<string, unknown>));
    if (known) return known.read(value, text, report);
  }
  throw new SubtitleFormatError(
    "this JSON is no transcript that Trax knows: its own, Whisper's, or one of Deepgram, AssemblyAI, Amazon, Google, Rev or Azure.",
    1,
  );
}
