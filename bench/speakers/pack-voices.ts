import type { ShippedVoiceModel } from "../../core/diarization/voice-model";
import type { Spread } from "./derive-between";
import type { Projection } from "./train-projection";

/** Grows whenever an embedding of before can no longer be compared with one of now. */
const voicesId = "trax-voices-1";
const stepsOfRow = 32_767;

/** The file that is shipped. */
export function packVoices({ mean, matrix }: Projection, { within, between }: Spread): string {
  const packed = packRows(matrix.values, matrix.columns);
  const { weights } = packed;
  const steps = packed.steps.map((step, row) => Number((step / (within[row] as number)).toPrecision(7)));
  const model: ShippedVoiceModel & { madeFrom: string } = {
    id: voicesId,
    madeFrom:
      "Readers of LibriSpeech (V. Panayotov, G. Chen, D. Povey, S. Khudanpur, 2015, openslr.org/12), licence CC BY 4.0 " +
      "(creativecommons.org/licenses/by/4.0). Changed: only statistics of their voices are here, no sound.",
    width: matrix.columns,
    mean: toBase64(Float32Array.from(mean)),
    matrix: toBase64(weights),
    steps,
    between: Array.from(between.slice(0, matrix.rows), (value) => Number(value.toPrecision(5))),
  };
  return `${JSON.stringify(model, null, 2)}\n`;
}

/** Rows as 16-bit integers, and what one step of each row is worth. */
export function packRows(
  values: Float32Array | Float64Array,
  width: number,
): { weights: Int16Array; steps: number[] } {
  const steps: number[] = [];
  const weights = new Int16Array(values.length);
  for (let offset = 0; offset < values.length; offset += width) {
    const row = values.subarray(offset, offset + width);
    let most = 1e-12;
    for (const value of row) most = Math.max(most, Math.abs(value));
    row.forEach((value, at) => {
      weights[offset + at] = Math.round((value / most) * stepsOfRow);
    });
    steps.push(most / stepsOfRow);
  }
  return { weights, steps };
}

export function toBase64({ buffer, byteOffset, byteLength }: Float32Array | Int16Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("base64");
}
