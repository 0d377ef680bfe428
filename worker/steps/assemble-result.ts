import { type Correction, correctVocabulary } from "@/core/quality/correct-vocabulary";
import {
  deriveQualityReport,
  type QualityReport,
  type ReportChunk,
} from "@/core/quality/derive-quality-report";
import { findOtherLanguage } from "@/core/quality/find-other-language";
import { canJudgeLanguage } from "@/core/quality/judge-language";
import type { QualityWarning } from "@/core/quality/quality-warnings";
import type { SoundWindow } from "@/core/quality/sound-window";
import type { VocabularyTerm } from "@/core/transcript/parse-terms";
import { segmentWords, type WordSegment } from "@/core/transcript/segment-words";
import type { TimedWord } from "@/core/transcript/types";
import type { FormatInfo } from "@/server/media/schema";
import { type EngineDescription, type LedTerm, SAMPLE_RATE } from "../engines/engine";
import { isCommonWord } from "../engines/moonshine/is-common-word";
import { joinChunks } from "./join-chunks";
import { deriveCost, findMostHeard, type RecordingCost } from "./recording-cost";
import type { StoredChunk } from "./transcription-chunks";

export interface AssembledResult {
  engine: string;
  /** Of an engine that asks a server, the one that answered there, of several the one that heard most. */
  model: string;
  /** BCP 47 primary tag of most of the sound; null where no engine said. */
  language: string | null;
  /** Whether the submission named the language. */
  isLanguageTold: boolean;
  /** Whether word times were spread over the sound. */
  timesEstimated: boolean;
  /** Null where the engine runs here. */
  cost: RecordingCost | null;
  /** Of the terms: which the engine wrote where it would have written something else without them, and which were put in
   * the place of what was heard. */
  vocabulary: { terms: number; led: LedTerm[]; corrections: Correction[] } | null;
  words: TimedWord[];
  segments: WordSegment[];
  text: string;
  /** Seconds of decoded sound. */
  durationSeconds: number;
  quality: QualityReport;
  chunks: StoredChunk[];
}

/** Puts decoded chunks together in their order. Pure: the same chunks give the same result, whoever decoded them
 * and however often the work was interrupted. */
export function assembleResult(input: {
  chunks: StoredChunk[];
  format: FormatInfo;
  engine: Pick<EngineDescription, "id" | "languages">;
  /** Of the engine's server, in US dollars; null: not told. */
  pricePerMinute: number | null;
  /** How loud the recording is; empty where nobody measured. */
  windows: SoundWindow[];
  /** Stretches that were heard once more, which cost as well. */
  retries?: StoredChunk[];
  /** Where they are not simply those of the chunks. */
  words?: TimedWord[] | undefined;
  /** What other steps found wrong, with its places. */
  found?: QualityWarning[];
  /** BCP 47 primary tag of the language that the submission named. */
  told?: string | null;
  /** Names and terms that what sounds like them is corrected to. */
  terms?: readonly VocabularyTerm[];
}): AssembledResult {
  const { chunks, format, engine, pricePerMinute, windows, found = [] } = input;
  const { told = null, terms = [] } = input;
  const [onlyLanguage = null, ...others] = engine.languages;
  const heard = input.words ?? joinChunks(chunks);
  const { words, corrections } = correctVocabulary(heard, terms, isCommonWord);
  const otherLanguage = canJudgeLanguage(engine.id) ? findOtherLanguage(heard) : [];
  const segments = segmentWords(words);
  const timesEstimated = chunks.some((chunk) => chunk.result?.times === "estimated");
  return {
    engine: engine.id,
    model: findMostHeard(chunks, "model") ?? engine.id,
    language: findMostHeard(chunks, "language") ?? told ?? (others.length > 0 ? null : onlyLanguage),
    isLanguageTold: told !== null,
    timesEstimated,
    cost: deriveCost([...chunks, ...(input.retries ?? [])], pricePerMinute),
    vocabulary: terms.length > 0 ? { terms: terms.length, led: listLed(input, words), corrections } : null,
    words,
    segments,
    text: segments.map((segment) => segment.text).join(" "),
    durationSeconds: format.durationMs / 1000,
    quality: deriveQualityReport({
      engines: [engine.id],
      chunks: chunks.map(toReportChunk),
      windows,
      totalMs: format.durationMs,
      levels: format.levels,
      cutOff: format.cutOff,
      passAgreement: null,
      found: [...found, ...otherLanguage.map((range) => ({ code: "other_language" as const, ...range }))],
    }),
    chunks,
  };
}

/** Of the chunks and the stretches that were heard once more, those whose word is in the text. */
function listLed(
  { chunks, retries = [] }: { chunks: StoredChunk[]; retries?: StoredChunk[] },
  words: readonly TimedWord[],
): LedTerm[] {
  const written = new Map(words.map((word) => [word.startMs, word.text]));
  const led = [...chunks, ...retries].flatMap(({ result }) => result?.led ?? []);
  const seen = new Set<string>();
  return led
    .filter(({ to, startMs }) => {
      const key = `${startMs} ${to}`;
      const isThere = written.get(startMs)?.includes(to.split(" ")[0] ?? to) ?? false;
      return isThere && !seen.has(key) && seen.add(key);
    })
    .sort((a, b) => a.startMs - b.startMs);
}

/** With the words of its own part of the sound alone: what was heard beyond the cut is its neighbour's. */
function toReportChunk({ range, result }: StoredChunk): ReportChunk {
  const startMs = Math.round((range.start * 1_000) / SAMPLE_RATE);
  const endMs = Math.round((range.end * 1_000) / SAMPLE_RATE);
  return {
    startMs,
    endMs,
    words: (result?.words ?? []).filter((word) => {
      const middleMs = (word.startMs + word.endMs) / 2;
      return middleMs >= startMs && middleMs <= endMs;
    }),
    avgLogprob: result?.avgLogprob ?? null,
    stopped: result?.stopped ?? "end",
    timesEstimated: result?.times === "estimated",
  };
}
