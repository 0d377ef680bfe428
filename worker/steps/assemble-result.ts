import { deriveQualityWarnings } from "@/core/quality/derive-quality-warnings";
import { estimateAccuracy } from "@/core/quality/estimate-accuracy";
import type { QualityWarningCode } from "@/core/quality/quality-warnings";
import { segmentWords, type WordSegment } from "@/core/transcript/segment-words";
import type { TimedWord } from "@/core/transcript/types";
import type { FormatInfo } from "@/server/media/schema";
import { SAMPLE_RATE } from "../engines/engine";
import type { StoredChunk } from "./transcription-chunks";

export interface AssembledResult {
  engine: string;
  words: TimedWord[];
  segments: WordSegment[];
  text: string;
  /** Seconds of decoded sound. */
  durationSeconds: number;
  meanLogprob: number | null;
  accuracy: ReturnType<typeof estimateAccuracy>;
  warnings: QualityWarningCode[];
  chunks: StoredChunk[];
}

/** Puts decoded chunks together in their order. Pure: the same chunks give the same result, whoever decoded them
 * and however often the work was interrupted. */
export function assembleResult(input: {
  chunks: StoredChunk[];
  format: FormatInfo;
  engineId: string;
}): AssembledResult {
  const { chunks, format, engineId } = input;
  const words = chunks.flatMap((chunk) => chunk.result?.words ?? []);
  const segments = segmentWords(words);
  const meanLogprob = deriveMeanLogprob(chunks);
  return {
    engine: engineId,
    words,
    segments,
    text: segments.map((segment) => segment.text).join(" "),
    durationSeconds: format.durationMs / 1000,
    meanLogprob,
    accuracy: meanLogprob === null ? null : estimateAccuracy(engineId, meanLogprob),
    warnings: deriveQualityWarnings({
      speechSeconds: chunks.reduce((sum, chunk) => sum + secondsOf(chunk), 0),
      totalSeconds: format.durationMs / 1000,
      meanLogprob,
      loopCuts: chunks.filter((chunk) => chunk.result?.stopped === "loop").length,
      levels: format.levels,
      cutOff: format.cutOff,
    }),
    chunks,
  };
}

function secondsOf({ range }: StoredChunk): number {
  return (range.end - range.start) / SAMPLE_RATE;
}

/** Weighted by the length of the chunks; null when nothing was decoded. */
function deriveMeanLogprob(chunks: StoredChunk[]): number | null {
  let weight = 0;
  let sum = 0;
  for (const chunk of chunks) {
    if (chunk.result?.avgLogprob == null || chunk.result.words.length === 0) continue;
    weight += secondsOf(chunk);
    sum += chunk.result.avgLogprob * secondsOf(chunk);
  }
  return weight > 0 ? sum / weight : null;
}
