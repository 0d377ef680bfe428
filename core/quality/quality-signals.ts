import type { TimedWord } from "@/core/transcript/types";
import { unsureBelow } from "./list-word-stretches";
import { deriveSnr, type SoundWindow } from "./sound-window";

/** What an estimate of the accuracy rests on, kept with the result. */
export interface QualitySignals {
  words: number;
  /** Of the tokens, chunks weighted by their duration; null where the engine says nothing of it. */
  meanLogprob: number | null;
  /** Share of the words of which the engine was unsure, 0..1; null where it says nothing of it. */
  unsureShare: number | null;
  /** How far speech stands above what is there between the words, dB; null where nobody measured. */
  snrDb: number | null;
  /** Words a second of the stretches that were decoded; null where there are none. */
  wordsPerSecond: number | null;
  /** How far several decodings agree, 0..1; null where there was one. */
  passAgreement: number | null;
}

export interface SignalInput {
  words: readonly TimedWord[];
  meanLogprob: number | null;
  /** Of the chunks. */
  speechSeconds: number;
  windows: readonly SoundWindow[];
  passAgreement: number | null;
}

export function deriveQualitySignals(input: SignalInput): QualitySignals {
  const { words, meanLogprob, speechSeconds, windows, passAgreement } = input;
  const told = words.flatMap(({ confidence }) => confidence ?? []);
  return {
    words: words.length,
    meanLogprob,
    unsureShare:
      told.length === 0 ? null : told.filter((confidence) => confidence < unsureBelow).length / told.length,
    snrDb: deriveSnr(windows),
    wordsPerSecond: speechSeconds > 0 ? words.length / speechSeconds : null,
    passAgreement,
  };
}
