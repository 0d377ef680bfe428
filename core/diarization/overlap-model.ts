import { decodeNumbers } from "./decode-numbers";

/** The numbers that tell from the statistics of a stretch of sound whether two voices are in it, as they are shipped: a
 * network of one hidden layer. */
export interface ShippedOverlapModel {
  /** Width of the statistics. */
  width: number;
  /** Base64 of 32-bit floats: mean and deviation of the statistics. */
  mean: string;
  deviation: string;
  /** Base64 of 16-bit integers, one row a hidden unit, and what one step of each row is worth. */
  hidden: string;
  steps: number[];
  hiddenBias: number[];
  output: number[];
  outputBias: number;
}

/** @returns for the statistics of a stretch the log-odds that two speak in more than half of it, among stretches of which
 * half are so
 * @throws RangeError when sizes do not agree */
export function loadOverlapModel(shipped: ShippedOverlapModel): (statistics: Float32Array) => number {
  const { width, steps, hiddenBias, output, outputBias } = shipped;
  const mean = new Float32Array(decodeNumbers(shipped.mean));
  const deviation = new Float32Array(decodeNumbers(shipped.deviation));
  const hidden = new Int16Array(decodeNumbers(shipped.hidden));
  const units = output.length;
  const isOfOneSize = [mean.length, deviation.length].every((length) => length === width);
  if (
    !isOfOneSize ||
    hidden.length !== width * units ||
    [steps, hiddenBias].some((row) => row.length !== units)
  )
    throw new RangeError("The numbers that tell overlapping speech are not of one size.");
  return (statistics) => {
    if (statistics.length !== width) throw new RangeError(`${statistics.length} statistics, not ${width}.`);
    const scaled = scaleStatistics(statistics, mean, deviation);
    let sum = outputBias;
    for (let unit = 0; unit < units; unit++) {
      let product = 0;
      for (let at = 0; at < width; at++) {
        product += (hidden[unit * width + at] as number) * (scaled[at] as number);
      }
      sum +=
        (output[unit] as number) *
        Math.max(0, product * (steps[unit] as number) + (hiddenBias[unit] as number));
    }
    return sum;
  };
}

/** Beyond so many deviations a value tells no more, and in sound unlike any that was learned from it would tell all. */
const farthest = 6;

export function scaleStatistics(
  statistics: Float32Array,
  mean: Float32Array,
  deviation: Float32Array,
): Float32Array {
  return statistics.map((value, at) =>
    Math.max(-farthest, Math.min(farthest, (value - (mean[at] as number)) / (deviation[at] as number))),
  );
}
