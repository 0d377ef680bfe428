import type { QualityWarningCode } from "./quality-warnings";

/** Sound levels of the decoded file, in dB below full scale (0 is the loudest there is, silence is -Infinity). */
export interface SoundLevels {
  rmsDbfs: number;
  peakDbfs: number;
  /** Share of samples at full scale, 0..1. */
  clippedFraction: number;
}

export interface QualityFacts {
  /** Sound in which the voice detector heard speech. */
  speechSeconds: number;
  totalSeconds: number;
  /** Of the tokens, chunks weighted by their duration; null when nothing was decoded, and of an engine that says nothing
   * of it or for which nobody knows what it means. */
  meanLogprob: number | null;
  /** Whether there are words: what such an engine leaves open. */
  hasWords?: boolean;
  /** Whether word times were spread over the sound. */
  timesEstimated?: boolean;
  /** Chunks that were stopped because the engine repeated itself. */
  loopCuts: number;
  /** Null when they were not measured. */
  levels: SoundLevels | null;
  /** The file ends well before the end that it declares. */
  cutOff: boolean;
}

/** Less speech than this is a cough or a click. */
const minSpeechSeconds = 0.3;
/** Speech peaks at -20 to 0 as people record it; below -60 there is no sound at all, only the noise of the input. */
const quietPeakDbfs = -30;
const silentPeakDbfs = -60;
/** A clip or two does no harm; one sample in a thousand is heard as crackle. */
const clippedShare = 0.001;
/** Mean token log-probability of Moonshine: other languages gave -0.5 to -1.7, English clips below -0.45 are rare;
 * below -0.2 more than one word in ten was wrong. */
const otherLanguageLogprob = -0.45;
const lowConfidenceLogprob = -0.2;

/** Codes of everything worth telling, the gravest first. */
export function deriveQualityWarnings(facts: QualityFacts): QualityWarningCode[] {
  const { levels, meanLogprob } = facts;
  const warnings: QualityWarningCode[] = [];
  const hasSpeech = facts.speechSeconds >= minSpeechSeconds && (meanLogprob !== null || facts.hasWords);
  const isSilent = levels !== null && levels.peakDbfs < silentPeakDbfs;

  if (!hasSpeech) warnings.push("no_speech");
  else if (meanLogprob !== null && meanLogprob < otherLanguageLogprob) warnings.push("other_language");
  else if (meanLogprob !== null && meanLogprob < lowConfidenceLogprob) warnings.push("low_confidence");
  if (facts.cutOff) warnings.push("cut_off");
  if (facts.loopCuts > 0) warnings.push("loop_cut");
  if (levels !== null && levels.peakDbfs < quietPeakDbfs && !isSilent) warnings.push("very_quiet");
  if (levels !== null && levels.clippedFraction > clippedShare) warnings.push("clipped");
  if (facts.timesEstimated) warnings.push("times_estimated");
  return warnings;
}
