import type { MergedDecodings } from "@/core/alignment/merge-decodings";
import {
  deriveQualityReport,
  type QualityReport,
  type ReportChunk,
} from "@/core/quality/derive-quality-report";
import { findOtherLanguage } from "@/core/quality/find-other-language";
import { findTroubles, textTroubles } from "@/core/quality/find-troubles";
import type { Stretch } from "@/core/quality/join-stretches";
import { canJudgeLanguage } from "@/core/quality/judge-language";
import type { QualityWarning, QualityWarningCode } from "@/core/quality/quality-warnings";
import type { SoundWindow } from "@/core/quality/sound-window";
import type { TimedWord } from "@/core/transcript/types";
import type { FormatInfo } from "@/server/media/schema";
import { qualityWarningsV2, rawContent } from "@/server/transcripts/result-schema";
import { listSpeech, type SpeechMap } from "./speech-map";

/** A hearing that went into a merge. */
export interface JudgedPass {
  engine: string;
  words: readonly TimedWord[];
  timesEstimated: boolean;
  /** Where the engine repeated itself and was stopped; of the first, its chunks tell. */
  loops: readonly Stretch[];
}

interface MergeFacts {
  /** The first hearing first. */
  passes: readonly JudgedPass[];
  merged: MergedDecodings;
  /** What was written of the first hearing. */
  first: { rawContent: unknown; qualityWarnings: readonly string[]; qualityWarningsV2: unknown };
  windows: SoundWindow[];
  format: FormatInfo;
  map: SpeechMap | null;
}

const troubleCodes: readonly string[] = textTroubles;

/** All that is said of a text that several hearings were made one of, as `deriveQualityReport` says it of one. Pure. */
export function judgeMerge({ passes, merged, first, windows, format, map }: MergeFacts): QualityReport {
  const report = deriveQualityReport({
    engines: passes.map(({ engine }) => engine),
    chunks: listChunks(first.rawContent, passes, merged, format.durationMs),
    windows,
    totalMs: format.durationMs,
    levels: format.levels,
    cutOff: format.cutOff,
    passAgreement: merged.agreement,
    found: [...listTroubles(passes, merged, first.qualityWarningsV2, map), ...listOtherLanguage(passes)],
  });
  // That the first hearing was of another language is no better known now, unless its engine was measured with the others.
  const carried: QualityWarningCode[] =
    report.accuracy?.basis === "agreement" && first.qualityWarnings.includes("other_language")
      ? ["other_language"]
      : [];
  return {
    ...report,
    codes: [...carried, ...report.codes],
    warnings: [...carried.map((code) => ({ code, startMs: null, endMs: null })), ...report.warnings],
  };
}

/** The chunks of the first hearing with the words that are there now. Of a result that an earlier client wrote: one. */
function listChunks(
  raw: unknown,
  passes: readonly JudgedPass[],
  { words }: MergedDecodings,
  durationMs: number,
): ReportChunk[] {
  const stored = rawContent.safeParse(raw).data?.segments ?? [];
  const known = stored
    .map(({ start, end, avg_logprob: avgLogprob = null, stopped }) => ({
      startMs: Math.round(start * 1_000),
      endMs: Math.round(end * 1_000),
      avgLogprob,
      isLoop: stopped === "loop",
    }))
    .sort((a, b) => a.startMs - b.startMs);
  const whole = { startMs: 0, endMs: durationMs, avgLogprob: null, isLoop: false };
  const chunks = known.length > 0 ? known : [whole];
  const wordsOf = chunks.map((): MergedDecodings["words"] => []);
  let at = 0;
  for (const word of words) {
    const middleMs = (word.startMs + word.endMs) / 2;
    while (at + 1 < chunks.length && (chunks[at + 1]?.startMs ?? 0) <= middleMs) at += 1;
    wordsOf[at]?.push(word);
  }
  const others = passes.slice(1);
  return chunks.map(({ isLoop, ...chunk }, index) => {
    const own = wordsOf[index] ?? [];
    const spread = own.filter(({ pass }) => passes[pass]?.timesEstimated).length;
    // Another hearing came through where one was stopped, and its words are there.
    const isStopped = isLoop && others.every(({ loops }) => loops.some((loop) => overlaps(loop, chunk)));
    return {
      ...chunk,
      words: own,
      stopped: isStopped ? "loop" : "end",
      timesEstimated: spread > own.length / 2,
    };
  });
}

const overlaps = (a: Stretch, b: Stretch) => a.startMs < b.endMs && a.endMs > b.startMs;

/** Where text and voice do not go together in the merged text. Where times were spread over the voice nothing follows from
 * them: then what was told of the first hearing stands, but for gaps that have words now. */
function listTroubles(
  passes: readonly JudgedPass[],
  { words }: MergedDecodings,
  storedWarnings: unknown,
  map: SpeechMap | null,
): QualityWarning[] {
  if (map && passes.every(({ timesEstimated }) => !timesEstimated)) {
    const speech = listSpeech(map).map(({ start, end }) => ({ startMs: start / 16, endMs: end / 16 }));
    const troubles = findTroubles(speech, [{ startMs: 0, endMs: 0, words, loopCut: false }]);
    return troubles.map(({ kind, startMs, endMs }) => ({
      code: kind,
      startMs: Math.round(startMs),
      endMs: Math.round(endMs),
      // Every hearing heard nothing there.
      retried: kind === "speech_gap",
    }));
  }
  const stored = qualityWarningsV2.safeParse(storedWarnings).data ?? [];
  return stored.flatMap((warning): QualityWarning[] => {
    if (typeof warning === "string" || !troubleCodes.includes(warning.code)) return [];
    const { code, startMs, endMs, retried } = warning;
    if (startMs == null || endMs == null) return [];
    const isHeard = words.some((word) => overlaps(word, { startMs, endMs }));
    if (code === "speech_gap" && isHeard) return [];
    return [{ code: code as QualityWarning["code"], startMs, endMs, retried }];
  });
}

/** Of hearings by engines whose confidence tells it. */
function listOtherLanguage(passes: readonly JudgedPass[]): QualityWarning[] {
  return passes
    .filter(({ engine }) => canJudgeLanguage(engine))
    .flatMap(({ words }) => findOtherLanguage(words))
    .map((range) => ({ code: "other_language" as const, ...range }));
}
