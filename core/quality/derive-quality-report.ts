import type { TimedWord } from "@/core/transcript/types";
import { deriveQualityWarnings, type QualityFacts } from "./derive-quality-warnings";
import { type AccuracyEstimate, estimateAccuracy } from "./estimate-accuracy";
import { joinStretches, type Stretch, sumStretches } from "./join-stretches";
import { listFastStretches, listUnsureStretches } from "./list-word-stretches";
import { deriveQualitySignals, type QualitySignals } from "./quality-signals";
import type { QualityWarning, QualityWarningCode } from "./quality-warnings";
import { deriveWindowSnr, type SoundWindow } from "./sound-window";

/** A chunk as far as its quality goes. */
export interface ReportChunk extends Stretch {
  words: readonly TimedWord[];
  avgLogprob: number | null;
  stopped: "end" | "loop" | "cap";
  timesEstimated: boolean;
}

export interface ReportInput {
  /** That heard it, the first hearing first. */
  engines: readonly string[];
  chunks: readonly ReportChunk[];
  /** Of the whole recording, in order; empty where nobody measured. */
  windows: readonly SoundWindow[];
  totalMs: number;
  levels: QualityFacts["levels"];
  cutOff: boolean;
  /** How far several decodings agree, 0..1; null where there was one. */
  passAgreement: number | null;
  /** What other steps found. */
  found: readonly QualityWarning[];
}

export interface QualityReport {
  signals: QualitySignals;
  accuracy: AccuracyEstimate | null;
  /** `quality_warnings`: of the whole recording, the gravest first. */
  codes: QualityWarningCode[];
  /** `quality_warnings_v2`: of the whole recording first, then by place. */
  warnings: QualityWarning[];
}

/** Nothing that anybody says stands less far above the noise than this, dB. */
const noisySnrDb = 6;
/** Mean power of speech; as people record it, it is -35 to -15. */
const quietSpeechDbfs = -48;
const clippedShare = 0.001;
/** Less speech in a window says nothing of how loud it is. */
const leastSpeechMs = 1_000;
/** Where so much of the recording is like that, it is told of the whole. */
const wholeShare = 0.8;
/** Nearer stretches of one kind are one. */
const nearMs = 5_000;

/** All that is said of the quality of a machine's text. Pure: the same chunks and levels give the same. */
export function deriveQualityReport(input: ReportInput): QualityReport {
  const { engines, chunks, windows, totalMs, levels, cutOff, passAgreement } = input;
  const words = chunks.flatMap((chunk) => chunk.words);
  const speechSeconds = sumStretches(chunks) / 1_000;
  const meanLogprob = deriveMeanLogprob(chunks);
  const signals = deriveQualitySignals({ words, meanLogprob, speechSeconds, windows, passAgreement });
  const accuracy = estimateAccuracy(engines, signals);
  const codes = deriveQualityWarnings({
    speechSeconds,
    totalSeconds: totalMs / 1_000,
    // What a figure means is known of engines that were measured.
    meanLogprob: accuracy?.basis === "confidence" ? meanLogprob : null,
    hasWords: words.length > 0,
    timesEstimated: chunks.some((chunk) => chunk.timesEstimated),
    loopCuts: chunks.filter(({ stopped }) => stopped === "loop").length,
    levels,
    cutOff,
  });
  return { signals, accuracy, codes, warnings: listWarnings(input, codes) };
}

function listWarnings(input: ReportInput, codes: readonly QualityWarningCode[]): QualityWarning[] {
  const { chunks, windows, found } = input;
  const spoken = windows.filter(({ speechMs }) => speechMs >= leastSpeechMs);
  const speechMs = sumStretches(chunks);
  const spokenMs = sumStretches(spoken);
  const stretches = [
    ...place(
      "low_confidence",
      chunks.flatMap((chunk) => listUnsureStretches(chunk.words)),
      speechMs,
    ),
    ...place(
      "noisy",
      spoken.filter((window) => (deriveWindowSnr(window) ?? noisySnrDb) < noisySnrDb),
      spokenMs,
    ),
    ...place(
      "very_quiet",
      spoken.filter(({ speechDbfs }) => (speechDbfs ?? 0) < quietSpeechDbfs),
      spokenMs,
    ),
    ...place(
      "clipped",
      windows.filter((window) => window.clippedShare > clippedShare),
      sumStretches(windows),
    ),
    ...place(
      "fast_speech",
      chunks.flatMap((chunk) => (chunk.timesEstimated ? [] : listFastStretches(chunk.words))),
      speechMs,
    ),
    ...place(
      "loop_cut",
      // Those that were looked at more closely are among what was found.
      found.some(({ code }) => code === "loop_cut") ? [] : chunks.filter(({ stopped }) => stopped === "loop"),
      Number.POSITIVE_INFINITY,
    ),
    ...place(
      "times_estimated",
      chunks.filter((chunk) => chunk.timesEstimated),
      speechMs,
    ),
    ...boundFound(found),
  ];
  const placed = new Set(stretches.map(({ code }) => code));
  // What is told of its places need not be told of the whole as well.
  const whole = codes
    .filter((code) => !placed.has(code))
    .map((code) => ({ code, startMs: null, endMs: null }));
  const order = ({ startMs }: QualityWarning) => startMs ?? -1;
  return [...whole, ...stretches].sort((a, b) => order(a) - order(b));
}

/** Few stretches of one kind, or one word of the whole where it is nearly everywhere. */
function place(code: QualityWarning["code"], stretches: readonly Stretch[], ofMs: number): QualityWarning[] {
  const exact = joinStretches(stretches, 0, Number.POSITIVE_INFINITY);
  if (exact.length > 0 && sumStretches(exact) >= wholeShare * ofMs) {
    return [{ code, startMs: null, endMs: null }];
  }
  return joinStretches(exact, nearMs).map((stretch) => ({ code, ...stretch }));
}

/** What others found, no less bounded. */
function boundFound(found: readonly QualityWarning[]): QualityWarning[] {
  const kinds = new Map<string, { sample: QualityWarning; stretches: Stretch[]; isWhole: boolean }>();
  for (const warning of found) {
    const { code, retried, startMs, endMs } = warning;
    const key = `${code} ${retried}`;
    const kind = kinds.get(key) ?? { sample: warning, stretches: [], isWhole: false };
    kinds.set(key, kind);
    if (startMs === null || endMs === null) kind.isWhole = true;
    else kind.stretches.push({ startMs, endMs });
  }
  return [...kinds.values()].flatMap(({ sample, stretches, isWhole }) => [
    ...(isWhole ? [{ ...sample, startMs: null, endMs: null }] : []),
    ...joinStretches(stretches, 0).map((stretch) => ({ ...sample, ...stretch })),
  ]);
}

/** Weighted by the length of the chunks; null when nothing was decoded. */
export function deriveMeanLogprob(chunks: readonly ReportChunk[]): number | null {
  let weight = 0;
  let sum = 0;
  for (const { avgLogprob, words, startMs, endMs } of chunks) {
    if (avgLogprob === null || words.length === 0) continue;
    weight += endMs - startMs;
    sum += avgLogprob * (endMs - startMs);
  }
  return weight > 0 ? sum / weight : null;
}
