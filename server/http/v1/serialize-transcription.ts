import { deflateSync } from "node:zlib";
import { z } from "zod";
import { layoutCues } from "@/core/subtitles/layout-cues";
import { serializeSrt } from "@/core/subtitles/serialize-srt";
import { serializeVtt } from "@/core/subtitles/serialize-vtt";
import { serializeLanguageName } from "@/core/transcript/find-language";
import type { SourceResult } from "@/server/batches/data";
import { toSegmentViews } from "@/server/transcripts/data";
import type { ResponseFormat, TranscriptionOptions } from "./transcription-options";

/** What is used of the engine's own output: a verbose transcription whose segments are the decoded chunks. */
const rawContent = z.object({
  language: z.string().catch("en"),
  duration: z.number().catch(0),
  segments: z
    .array(
      z.object({
        seek: z.number(),
        start: z.number(),
        end: z.number(),
        temperature: z.number().catch(0),
        avg_logprob: z.number().nullable().catch(null),
        no_speech_prob: z.number().nullable().catch(null),
      }),
    )
    .catch([]),
});
type RawContent = z.infer<typeof rawContent>;

export interface SerializedTranscription {
  type: string;
  body: string;
}

/** A result in one of the shapes of OpenAI's endpoint. Seconds as floats; `duration` is of the decoded sound. */
export function serializeTranscription(
  result: SourceResult,
  options: Pick<TranscriptionOptions, "format" | "words" | "segments">,
): SerializedTranscription {
  return serializers[options.format](result, options);
}

const serializers: Record<
  ResponseFormat,
  (result: SourceResult, options: Pick<TranscriptionOptions, "words" | "segments">) => SerializedTranscription
> = {
  json: (result) => json({ text: result.text, usage: deriveUsage(parseRaw(result)) }),
  text: ({ text }) => ({ type: "text/plain; charset=utf-8", body: `${text}\n` }),
  srt: (result) => ({ type: "application/x-subrip; charset=utf-8", body: serializeSrt(toCues(result)) }),
  vtt: (result) => ({ type: "text/vtt; charset=utf-8", body: serializeVtt(toCues(result)) }),
  verbose_json: (result, options) => json(toVerbose(result, options)),
};

function json(value: unknown): SerializedTranscription {
  return { type: "application/json; charset=utf-8", body: JSON.stringify(value) };
}

function parseRaw({ rawContent: raw }: SourceResult): RawContent {
  return rawContent.parse(raw ?? {});
}

function toCues({ segments }: SourceResult) {
  return layoutCues({ title: "", segments: toSegmentViews(segments), speakers: [] });
}

function deriveUsage({ duration }: RawContent) {
  return { type: "duration", seconds: Math.ceil(duration) };
}

function toVerbose(result: SourceResult, options: Pick<TranscriptionOptions, "words" | "segments">) {
  const raw = parseRaw(result);
  return {
    task: "transcribe",
    language: serializeLanguageName(raw.language),
    duration: raw.duration,
    text: result.text,
    ...(options.segments ? { segments: toSegments(result, raw) } : {}),
    ...(options.words ? { words: toWords(result) } : {}),
    usage: deriveUsage(raw),
  };
}

function toWords({ segments }: SourceResult) {
  return segments.flatMap((line) =>
    (line.words ?? []).map(({ word, start, end }) => ({ word: word.trim(), start, end })),
  );
}

/** Our lines are cut by sentence and pause, not by the chunks that were decoded: each takes the figures of the chunk
 * that it begins in. Tokens are known for whole chunks only, so a line has none. */
function toSegments({ segments }: SourceResult, raw: RawContent) {
  return segments.map((line, id) => {
    const chunk = raw.segments.findLast(({ start }) => start <= line.start) ?? raw.segments[0];
    return {
      id,
      seek: chunk?.seek ?? 0,
      start: line.start,
      end: line.end,
      text: line.text,
      tokens: [],
      temperature: chunk?.temperature ?? 0,
      avg_logprob: chunk?.avg_logprob ?? 0,
      compression_ratio: deriveCompressionRatio(line.text),
      no_speech_prob: chunk?.no_speech_prob ?? 0,
    };
  });
}

/** Bytes of the text over its bytes when deflated, as Whisper defines it: text that repeats itself is far above 2. */
function deriveCompressionRatio(text: string): number {
  const bytes = Buffer.from(text);
  return bytes.length / deflateSync(bytes).length;
}
