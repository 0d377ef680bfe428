import type { ShippedOverlapModel } from "../../core/diarization/overlap-model";
import { packRows, toBase64 } from "./pack-voices";
import type { Network } from "./train-network";

/** The file that is shipped. */
export function packOverlap(
  { hidden, hiddenBias, output, outputBias }: Network,
  { mean, deviation }: { mean: Float32Array; deviation: Float32Array },
): ShippedOverlapModel & { madeFrom: string } {
  const width = mean.length;
  const { weights, steps } = packRows(hidden, width);
  const round = (values: Float32Array) => Array.from(values, (value) => Number(value.toPrecision(6)));
  return {
    madeFrom:
      "Readers of LibriSpeech (V. Panayotov, G. Chen, D. Povey, S. Khudanpur, 2015, openslr.org/12), licence CC BY 4.0 " +
      "(creativecommons.org/licenses/by/4.0). Changed: only numbers learned from mixtures of two of them are here, no sound.",
    width,
    mean: toBase64(mean),
    deviation: toBase64(deviation),
    hidden: toBase64(weights),
    steps: steps.map((step) => Number(step.toPrecision(7))),
    hiddenBias: round(hiddenBias),
    output: round(output),
    outputBias: Number((outputBias[0] as number).toPrecision(6)),
  };
}
