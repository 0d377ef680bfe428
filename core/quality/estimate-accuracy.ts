export interface AccuracyEstimate {
  /** 1 - WER as it was for clips with this confidence, 0..1. */
  accuracy: number;
  low: number;
  high: number;
}

type Point = readonly [meanLogprob: number, wer: number];

/** Mean word error rate of 319 clips (readings, prompts, a telephone call) by their mean token log-probability, at
 * the middle of each bin. The last two bins of base hold two to four clips each, which is why its last point is
 * taken from tiny. */
const measured: Record<string, readonly Point[]> = {
  "moonshine-base": [
    [-0.025, 0.011],
    [-0.075, 0.026],
    [-0.15, 0.065],
    [-0.275, 0.115],
    [-0.475, 0.357],
    [-0.8, 0.75],
  ],
  "moonshine-tiny": [
    [-0.025, 0.008],
    [-0.075, 0.023],
    [-0.15, 0.074],
    [-0.275, 0.177],
    [-0.475, 0.385],
    [-0.8, 0.75],
  ],
};

/** A guess at 1 - WER from the engine's own confidence, linear between the measured points and flat beyond them.
 * `low` and `high` are the values one bin further down and up: a width to show, no confidence interval.
 * Null for an engine that was never measured.
 * @param meanLogprob mean token log-probability, chunks weighted by duration */
export function estimateAccuracy(engine: string, meanLogprob: number): AccuracyEstimate | null {
  const points = measured[engine];
  if (points === undefined) return null;
  const place = findPlace(points, meanLogprob);
  const accuracyAt = (at: number) => 1 - werAt(points, at);
  return { accuracy: accuracyAt(place), low: accuracyAt(place + 1), high: accuracyAt(place - 1) };
}

/** Index among the points, with the fraction on the way to the next one. */
function findPlace(points: readonly Point[], meanLogprob: number): number {
  const next = points.findIndex(([logprob]) => logprob <= meanLogprob);
  if (next === -1) return points.length - 1;
  if (next === 0) return 0;
  const [from] = points[next - 1] as Point;
  const [to] = points[next] as Point;
  return next - 1 + (from - meanLogprob) / (from - to);
}

/** Beyond the last point everything may be wrong, before the first one nothing. */
function werAt(points: readonly Point[], place: number): number {
  const wers = [0, ...points.map(([, wer]) => wer), 1];
  const index = Math.min(Math.max(place + 1, 0), wers.length - 1);
  const below = wers[Math.floor(index)] as number;
  const above = wers[Math.ceil(index)] as number;
  return below + (above - below) * (index - Math.floor(index));
}
