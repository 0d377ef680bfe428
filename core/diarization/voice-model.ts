import { decodeNumbers } from "./decode-numbers";

/** The numbers that turn statistics of a stretch of sound into a voice, as they are shipped. */
export interface ShippedVoiceModel {
  /** Id with version. */
  id: string;
  /** Width of the statistics. */
  width: number;
  /** Base64 of 32-bit floats: mean of the statistics. */
  mean: string;
  /** Base64 of 16-bit integers, one row a direction, and what one step of each row is worth. */
  matrix: string;
  steps: number[];
  /** Variance between voices along each direction; that within one voice, of windows of 1.5 s, is 1. */
  between: number[];
}

export interface VoiceModel {
  readonly id: string;
  readonly width: number;
  readonly directions: number;
  readonly between: Float64Array;
  /** Statistics in the space in which two windows of one voice differ by 1 in every direction. */
  project(statistics: Float32Array): Float32Array;
}

/** @throws RangeError when sizes do not agree */
export function loadVoiceModel({ id, width, mean, matrix, steps, between }: ShippedVoiceModel): VoiceModel {
  const means = new Float32Array(decodeNumbers(mean));
  const weights = new Int16Array(decodeNumbers(matrix));
  const directions = between.length;
  if (means.length !== width || weights.length !== width * directions || steps.length !== directions) {
    throw new RangeError(`The numbers of ${id} are not of one size.`);
  }
  return {
    id,
    width,
    directions,
    between: Float64Array.from(between),
    project(statistics) {
      if (statistics.length !== width) throw new RangeError(`${statistics.length} statistics for ${id}.`);
      const centred = Float64Array.from(statistics, (value, at) => value - (means[at] as number));
      return Float32Array.from(steps, (step, direction) => {
        const offset = direction * width;
        let sum = 0;
        for (let at = 0; at < width; at++) {
          sum += (weights[offset + at] as number) * (centred[at] as number);
        }
        return sum * step;
      });
    },
  };
}
