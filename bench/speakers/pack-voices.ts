import type { ShippedVoiceModel } from "../../core/diarization/voice-model";
import type { Spread } from "./derive-between";
import { rowOf } from "./linear-algebra";
import type { Projection } from "./train-projection";

/** Grows whenever an embedding of before can no longer be compared with one of now. */
const voicesId = "trax-voices-1";
const stepsOfRow = 32_767;

/** The file that is shipped. */
export function packVoices({ mean, matrix }: Projection, { within, between }: Spread): string {
  const steps: number[] = [];
  const weights = new Int16Array(matrix.rows * matrix.columns);
  for (let row = 0; row < matrix.rows; row++) {
    const values = rowOf(matrix, row);
    const most = values.reduce((top, value) => Math.max(top, Math.abs(value)), 1e-12);
    weights.set(
      Int16Array.from(values, (value) => Math.round((value / most) * stepsOfRow)),
      row * matrix.columns,
    );
    steps.push(Number((most / stepsOfRow / (within[row] as number)).toPrecision(7)));
  }
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

function toBase64({ buffer, byteOffset, byteLength }: Float32Array | Int16Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("base64");
}
