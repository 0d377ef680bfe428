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
