import {
  type AccuracyFeature,
  type AccuracyModel,
  type AccuracyWeights,
  deriveFeatures,
  deriveSpread,
  levelBounds,
  predictRange,
  predictRoot,
} from "../../core/quality/accuracy-model";
import type { Sample } from "./list-samples";

export interface FitWish {
  features: readonly AccuracyFeature[];
  /** Of the clips, so many may lie beyond the range at either end. */
  missed: number;
}

const ridge = 1e-4;

const rootOf = ({ errors }: Sample) => Math.sqrt(Math.min(1, errors.wer));

/** Point estimate by least squares, each clip weighed by how little it scatters; how far the truth lies off from it by the
 * quantiles of the residuals of recordings that the estimate had not seen (split conformal prediction: V. Vovk,
 * A. Gammerman, G. Shafer, 2005; by level of the prediction: J. Lei et al., 2018; R. Barber et al., 2021, for leaving
 * out by turns). */
export function fitModel(samples: readonly Sample[], { features, missed }: FitWish): AccuracyModel {
  const unseen = predictUnseen(samples, features);
  const point = fitPoint(samples, features);
  let from = Number.NEGATIVE_INFINITY;
  const levels = levelBounds.map((upTo) => {
    const scores = samples
      .flatMap((sample, at) => {
        const root = unseen[at] as number;
        if (root <= from || root > upTo) return [];
        return [(rootOf(sample) - root) / deriveSpread(root, sample.signals.words)];
      })
      .sort((a, b) => a - b);
    from = upTo;
    // With so few that nothing can be said, nothing is said.
    const outermost = scores.length < 1 / missed - 1 ? Number.POSITIVE_INFINITY : null;
    const rank = missed * (scores.length + 1);
    return {
      upTo,
      below: outermost ?? -(scores[Math.max(0, Math.floor(rank) - 1)] as number),
      above: outermost ?? (scores[Math.min(scores.length - 1, scores.length - Math.floor(rank))] as number),
    };
  });
  return { ...point, levels };
}

function predictUnseen(samples: readonly Sample[], features: readonly AccuracyFeature[]): number[] {
  const points = new Map<string, AccuracyWeights>();
  return samples.map(({ recording, signals }) => {
    const others = () => samples.filter((other) => other.recording !== recording);
    const point = points.get(recording) ?? fitPoint(others(), features);
    points.set(recording, point);
    return predictRoot(point, signals);
  });
}

/** A weight below nothing is none: the rest is fitted without it. */
function fitPoint(samples: readonly Sample[], features: readonly AccuracyFeature[]): AccuracyWeights {
  let used = [...features];
  for (;;) {
    const [base = 0, ...found] = solve(samples, used);
    const least = Math.min(0, ...found);
    if (least === 0) {
      const weights = { base, logprob: 0, unsure: 0, disagreed: 0 };
      for (const [at, feature] of used.entries()) weights[feature] = found[at] as number;
      return weights;
    }
    used = used.filter((_, at) => found[at] !== least);
  }
}

/** Normal equations, by Gauss and Jordan. */
function solve(samples: readonly Sample[], used: readonly AccuracyFeature[]): number[] {
  const size = used.length + 1;
  const rows: number[][] = Array.from({ length: size }, (_, row) =>
    Array.from({ length: size + 1 }, (__, column) => (row === column ? ridge : 0)),
  );
  for (const sample of samples) {
    const features = deriveFeatures(sample.signals);
    const inputs = [1, ...used.map((feature) => features[feature])];
    const target = rootOf(sample);
    const weight = 1 / (0.01 + 0.25 / Math.max(1, sample.errors.words));
    rows.forEach((row, at) => {
      [...inputs, target].forEach((value, column) => {
        row[column] = (row[column] as number) + weight * (inputs[at] as number) * value;
      });
    });
  }
  for (let pivot = 0; pivot < size; pivot++) {
    const pivotRow = rows[pivot] as number[];
    const scale = pivotRow[pivot] as number;
    for (let column = 0; column <= size; column++) pivotRow[column] = (pivotRow[column] as number) / scale;
    rows.forEach((row, at) => {
      if (at === pivot) return;
      const factor = row[pivot] as number;
      for (let column = 0; column <= size; column++)
        row[column] = (row[column] as number) - factor * (pivotRow[column] as number);
    });
  }
  return rows.map((row) => row[size] as number);
}

export interface Judged extends Sample {
  /** Between what the word error rate was said to lie, by a model that had seen nothing of the recording. */
  least: number;
  most: number;
  held: boolean;
}

/** Every clip by a model of all the others: of those of other recordings, or, harder, of other sources. */
export function judgeUnseen(
  samples: readonly Sample[],
  wish: FitWish,
  groupOf: (sample: Sample) => string,
): Judged[] {
  const models = new Map<string, AccuracyModel>();
  return samples.map((sample) => {
    const group = groupOf(sample);
    const model =
      models.get(group) ??
      fitModel(
        samples.filter((other) => groupOf(other) !== group),
        wish,
      );
    models.set(group, model);
    const root = predictRoot(model, sample.signals);
    const range = predictRange(model, root, sample.signals.words);
    const wer = Math.min(1, sample.errors.wer);
    const [least, most] = [range.least ** 2, range.most ** 2];
    return { ...sample, least, most, held: wer >= least - 1e-9 && wer <= most + 1e-9 };
  });
}
