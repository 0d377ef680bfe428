/** What is believed of a speed (audio seconds a processing second) from what was measured. Speeds multiply, so their
 * logarithms are treated as normal. */
export interface SpeedBelief {
  /** Natural logarithm of the median speed. */
  meanLog: number;
  /** Standard deviation of the logarithm that all work to come has in common. */
  sdCommon: number;
  /** Standard deviation of the logarithm from one run to the next; it averages out over many. */
  sdEach: number;
  /** Of Student's t. */
  degrees: number;
}

export interface SpeedMeasure {
  /** Audio seconds a processing second. */
  speed: number;
  /** How many independent pieces (chunks) it was measured on. */
  pieces: number;
}

/** How much one run differs from the next before anything was measured, and how many runs that guess is worth. */
const PRIOR_SD = 0.3;
const PRIOR_RUNS = 4;
/** How much the speed of one chunk of speech differs from the next: density of words, and where its end falls. */
export const PIECE_SD = 0.3;
/** A machine does other things too, and not the same in the next minute as in the last. */
const DRIFT_SD = 0.12;

/** Recent runs and, where there is one, the running one's own measure, put together.
 *
 * The spread of the runs is the mean of the scaled inverse chi-squared posterior of a normal variance, their middle is
 * the median (one run beside a busy neighbour must not move it); a new run is predicted with s²(1 + 1/n) (Gelman et
 * al., Bayesian Data Analysis, 3rd ed., 2.6 and 3.2). The own measure is joined by precision weighting, the conjugate
 * normal update (ibid., 2.5), so that history decides at first and the run itself later. Null when nothing was
 * measured. */
export function deriveSpeedBelief(
  recentSpeeds: readonly number[],
  own: SpeedMeasure | null = null,
): SpeedBelief | null {
  const logs = recentSpeeds.filter(isSpeed).map(Math.log);
  const measured = own && isSpeed(own.speed) && own.pieces > 0 ? own : null;
  const ownVariance = measured ? PIECE_SD ** 2 / measured.pieces : Number.POSITIVE_INFINITY;
  const degrees = PRIOR_RUNS + logs.length;

  if (logs.length === 0) {
    if (!measured) return null;
    return {
      meanLog: Math.log(measured.speed),
      sdCommon: Math.hypot(Math.sqrt(ownVariance), DRIFT_SD),
      sdEach: PRIOR_SD,
      degrees,
    };
  }
  const middle = median(logs);
  const squares = logs.reduce((sum, log) => sum + (log - middle) ** 2, 0);
  const variance = (PRIOR_RUNS * PRIOR_SD ** 2 + squares) / degrees;
  if (!measured) {
    return {
      meanLog: middle,
      sdCommon: Math.hypot(Math.sqrt(variance / logs.length), DRIFT_SD),
      sdEach: Math.sqrt(variance),
      degrees,
    };
  }
  const prior = 1 / (variance * (1 + 1 / logs.length));
  const precision = prior + 1 / ownVariance;
  return {
    meanLog: (prior * middle + Math.log(measured.speed) / ownVariance) / precision,
    sdCommon: Math.hypot(Math.sqrt(1 / precision), DRIFT_SD),
    sdEach: Math.sqrt(variance),
    degrees,
  };
}

function isSpeed(value: number): boolean {
  return Number.isFinite(value) && value > 0;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : (high + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
