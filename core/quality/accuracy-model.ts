import type { QualitySignals } from "./quality-signals";

/** Square roots of word error rates: there the scatter is nearly the same at every level (the transform that steadies the
 * variance of counts and shares, M. S. Bartlett, 1936). */
export interface AccuracyWeights {
  /** root = base + logprob * √(-mean log-probability) + unsure * √(share of unsure words) + disagreed * √(share of places
   * at which the hearings differ). No weight is negative: less confidence never means fewer errors. */
  base: number;
  logprob: number;
  unsure: number;
  disagreed: number;
}

export interface AccuracyModel extends AccuracyWeights {
  /** By the root that is predicted, the surest first: how far below and above it the truth lies, in spreads. */
  levels: readonly { upTo: number; below: number; above: number }[];
}

export type AccuracyFeature = Exclude<keyof AccuracyWeights, "base">;

/** Of the root: what is left at any length, more of it where more is wrong, and what a count of few words scatters (a
 * quarter for each word, as the transform has it). */
const spreadFloor = 0.004;
const spreadOfLevel = 0.02;
const spreadOfWord = 0.25;

/** Roots at which another level begins: about 6 and 25 errors in a hundred words. */
export const levelBounds = [0.25, 0.5, Number.POSITIVE_INFINITY] as const;

export function deriveFeatures({
  meanLogprob,
  unsureShare,
  passAgreement,
}: QualitySignals): Record<AccuracyFeature, number> {
  return {
    logprob: Math.sqrt(Math.max(0, -(meanLogprob ?? 0))),
    unsure: Math.sqrt(unsureShare ?? 0),
    disagreed: Math.sqrt(Math.max(0, 1 - (passAgreement ?? 1))),
  };
}

/** Of the word error rate, 0..1. */
export function predictRoot(model: AccuracyWeights, signals: QualitySignals): number {
  const { logprob, unsure, disagreed } = deriveFeatures(signals);
  return clamp(model.base + model.logprob * logprob + model.unsure * unsure + model.disagreed * disagreed);
}

export function deriveSpread(root: number, words: number): number {
  return Math.sqrt(spreadFloor + spreadOfLevel * root ** 2 + spreadOfWord / Math.max(1, words));
}

/** Between what the root lies, 0..1. */
export function predictRange(
  model: AccuracyModel,
  root: number,
  words: number,
): { least: number; most: number } {
  const level = model.levels.find(({ upTo }) => root <= upTo) ?? model.levels.at(-1);
  const spread = deriveSpread(root, words);
  return {
    least: clamp(Math.min(root, root - (level?.below ?? 0) * spread)),
    most: clamp(Math.max(root, root + (level?.above ?? 0) * spread)),
  };
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
