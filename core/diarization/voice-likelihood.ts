/** Log-likelihood ratio of one voice against two, for means of windows (two-covariance PLDA with diagonal covariances:
 * Brümmer and de Villiers 2010; Ioffe 2006). Within one voice a window spreads by 1 in every direction. */

/** A group of windows that are taken for one voice. */
export interface VoiceGroup {
  /** Mean of the windows. */
  mean: Float64Array;
  /** How many independent windows they are worth. */
  weight: number;
}

export function scoreSameVoice(left: VoiceGroup, right: VoiceGroup, between: Float64Array): number {
  const [noiseLeft, noiseRight] = [1 / left.weight, 1 / right.weight];
  let score = 0;
  for (let at = 0; at < between.length; at++) {
    const spread = between[at] as number;
    const [a, b] = [left.mean[at] as number, right.mean[at] as number];
    const [totalLeft, totalRight] = [spread + noiseLeft, spread + noiseRight];
    const determinant = totalLeft * totalRight - spread * spread;
    const joint = (totalRight * a * a - 2 * spread * a * b + totalLeft * b * b) / determinant;
    score +=
      (totalLeft * totalRight) / determinant > 0 ? Math.log((totalLeft * totalRight) / determinant) : 0;
    score += (a * a) / totalLeft + (b * b) / totalRight - joint;
  }
  return score / 2;
}

/** `scoreSameVoice` for groups of one weight, most of it worked out once.
 * @param voices group after group, `between.length` values each */
export function createPairScores(
  voices: Float32Array,
  weight: number,
  between: Float64Array,
): (left: number, right: number) => number {
  const width = between.length;
  const noise = 1 / weight;
  let constant = 0;
  const own = new Float64Array(width);
  const shared = new Float64Array(width);
  between.forEach((spread, at) => {
    const total = spread + noise;
    const determinant = total * total - spread * spread;
    constant += Math.log((total * total) / determinant) / 2;
    own[at] = (1 / total - total / determinant) / 2;
    shared[at] = Math.sqrt(spread / determinant);
  });
  const scaled = voices.map((value, at) => value * (shared[at % width] as number));
  const ownSums = new Float64Array(voices.length / width);
  voices.forEach((value, at) => {
    const group = Math.floor(at / width);
    ownSums[group] = (ownSums[group] as number) + (own[at % width] as number) * value * value;
  });
  return (left, right) => {
    const [from, other] = [left * width, right * width];
    let product = 0;
    for (let at = 0; at < width; at++) {
      product += (scaled[from + at] as number) * (scaled[other + at] as number);
    }
    return constant + (ownSums[left] as number) + (ownSums[right] as number) + product;
  };
}
