import { type AccuracyModel, predictRange, predictRoot } from "./accuracy-model";
import type { QualitySignals } from "./quality-signals";

export interface AccuracyEstimate {
  /** 1 - WER as it was for recordings with these signals, 0..1. */
  accuracy: number;
  /** Nine of ten recordings lay between these. */
  low: number;
  high: number;
  /** Whether it is of engines that were measured, or rests only on how far two hearings agree, whoever they are by, which
   * says less. */
  basis: "confidence" | "agreement";
}

/** Fitted by `npm run bench -- calibration DIR… --fit` on 576 clips: 60 recordings (readings, a speech, telephone prompts),
 * each clean and with noise at 20, 10, 5 and 0 dB, heard by both. The range held in 90 of 100 clips with the recording left
 * out, in 92 with its whole source left out. Signal to noise and speech rate added nothing for recordings of a speaker
 * that the fit had not seen, so they are told and not reckoned with. */
const moonshine: AccuracyModel = {
  base: -0.165,
  logprob: 0.946,
  unsure: 0.289,
  disagreed: 0,
  levels: [
    { upTo: 0.25, below: 1.859, above: 1.514 },
    { upTo: 0.5, below: 1.911, above: 1.84 },
    { upTo: Number.POSITIVE_INFINITY, below: 0.713, above: 1.484 },
  ],
};

/** The same clips heard by both models and merged, whichever of them was first: the range held in 90 of 100
 * with the recording left out, in 92 with its source. With their log-probabilities beside the agreement it held in 81. */
const moonshineTwice: AccuracyModel = {
  base: -0.026,
  logprob: 0,
  unsure: 0,
  disagreed: 0.819,
  levels: [
    { upTo: 0.25, below: 1.664, above: 2.164 },
    { upTo: 0.5, below: 2.88, above: 1.808 },
    { upTo: Number.POSITIVE_INFINITY, below: 1.316, above: 1.73 },
  ],
};

/** Two hearings of which nobody knows how good either is: the same clips, in which one hearing may have had much more noise
 * than the other and may say nothing of how sure it is. Fitted to miss one in twenty: 95 of 100 held, 92 with the source left
 * out. */
const anyTwo: AccuracyModel = {
  base: 0.047,
  logprob: 0,
  unsure: 0,
  disagreed: 0.518,
  levels: [
    { upTo: 0.25, below: 2.034, above: 2.124 },
    { upTo: 0.5, below: 3.163, above: 2.566 },
    { upTo: Number.POSITIVE_INFINITY, below: 3.93, above: 3.091 },
  ],
};

/** What a log-probability means differs from one engine to the next, so no engine borrows the figures of another. */
const measured: Record<string, AccuracyModel> = {
  "moonshine-base": moonshine,
  "moonshine-tiny": moonshine,
};
const measuredTogether: Record<string, AccuracyModel> = {
  "moonshine-base moonshine-tiny": moonshineTwice,
};

const own = (models: Record<string, AccuracyModel>, key: string) =>
  Object.hasOwn(models, key) ? models[key] : undefined;

/** A guess at 1 - WER with a range, from the engine's own confidence, how far two hearings agree, and the number of words.
 * Null where nothing was heard, and for an engine that was never measured, unless another engine heard the same: one that
 * hears it twice makes the same mistakes twice.
 * @param engines that heard it, the first hearing first */
export function estimateAccuracy(
  engines: readonly string[],
  signals: QualitySignals,
): AccuracyEstimate | null {
  const [first = ""] = engines;
  const heardBy = [...new Set(engines)].sort();
  const isAgreementKnown = signals.passAgreement !== null && heardBy.length > 1 && signals.words > 0;
  const isSureKnown = signals.meanLogprob !== null;
  const together = isAgreementKnown ? own(measuredTogether, heardBy.join(" ")) : undefined;
  if (together) return estimate(together, signals, "confidence");
  if (isAgreementKnown) return estimate(anyTwo, signals, "agreement");
  const model = isSureKnown ? own(measured, first) : undefined;
  return model ? estimate(model, signals, "confidence") : null;
}

function estimate(
  model: AccuracyModel,
  signals: QualitySignals,
  basis: AccuracyEstimate["basis"],
): AccuracyEstimate {
  const root = predictRoot(model, signals);
  const { least, most } = predictRange(model, root, signals.words);
  return { accuracy: 1 - root ** 2, low: 1 - most ** 2, high: 1 - least ** 2, basis };
}
