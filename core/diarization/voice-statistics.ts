import { CEPSTRUM_HOP_SAMPLES, CEPSTRUM_WIDTH, computeCepstra } from "./cepstrum";
import { findPitch, PITCH_HOP_SAMPLES } from "./find-pitch";

/** What one stretch of sound tells of a voice: means and deviations over its loud frames. */

/** Frames of a lower layer of the speech model, frame after frame. */
export interface LayerFrames {
  frames: number;
  width: number;
  values: Float32Array;
}

export interface VoiceStatistics {
  values: Float32Array;
  /** Frames that were loud enough, in seconds. */
  seconds: number;
  /** Median of the voiced frames, null where there are too few. */
  pitchHz: number | null;
}

/** Quieter than the loud frames of a window by this much (natural log of power, some 26 dB): a pause. */
const pauseDepth = 6;
const leastFrames = 12;
const leastVoicedFrames = 5;
const pitchMean = Math.log2(150);

/** Mean of each layer value; mean and deviation of each cepstral coefficient, and deviation of its slope (the mean slope
 * is nothing, and the mean of the first coefficient is loudness); of the pitch, and how much is voiced. */
const countStatistics = (layerWidth: number) => layerWidth + 3 * CEPSTRUM_WIDTH - 1 + 3;

/** @param samples what the frames were made of, 16 kHz
 * @returns for a window in samples of it; null: too little sound in it */
export function createStatistics(samples: Float32Array, layers: LayerFrames) {
  const cepstra = computeCepstra(samples);
  const pitch = findPitch(samples);
  const samplesPerFrame = samples.length / Math.max(1, layers.frames);

  return (start: number, end: number): VoiceStatistics | null => {
    const first = Math.max(0, Math.ceil(start / CEPSTRUM_HOP_SAMPLES));
    const last = Math.min(cepstra.frames, Math.floor(end / CEPSTRUM_HOP_SAMPLES));
    const floor = deriveFloor(cepstra.logEnergy.subarray(first, last));
    const isLoud = (sample: number) => {
      const at = Math.min(last - 1, Math.max(first, Math.round(sample / CEPSTRUM_HOP_SAMPLES - 1)));
      return (cepstra.logEnergy[at] ?? Number.NEGATIVE_INFINITY) >= floor;
    };
    const layerRows: number[] = [];
    const firstRow = Math.max(0, Math.ceil(start / samplesPerFrame));
    const endRow = Math.min(layers.frames, Math.floor(end / samplesPerFrame));
    for (let row = firstRow; row < endRow; row++) {
      if (isLoud((row + 0.5) * samplesPerFrame)) layerRows.push(row);
    }
    const rows: number[] = [];
    for (let t = first; t < last; t++) if ((cepstra.logEnergy[t] as number) >= floor) rows.push(t);
    if (layerRows.length < leastFrames || rows.length < leastFrames) return null;

    const values = new Float32Array(countStatistics(layers.width));
    const { width } = layers;
    for (const row of layerRows) {
      for (let at = 0; at < width; at++) {
        values[at] = (values[at] as number) + (layers.values[row * width + at] as number) / layerRows.length;
      }
    }
    const read = (t: number, q: number) => {
      const bounded = Math.min(cepstra.frames - 1, Math.max(0, t));
      return cepstra.values[bounded * CEPSTRUM_WIDTH + q] as number;
    };
    const both = new Float32Array(2 * CEPSTRUM_WIDTH);
    writeMoments(both, CEPSTRUM_WIDTH, rows, read);
    let at = width;
    values.set(both.subarray(1), at);
    at += both.length - 1;
    writeMoments(both, CEPSTRUM_WIDTH, rows, (t, q) => read(t + 2, q) - read(t - 2, q));
    values.set(both.subarray(CEPSTRUM_WIDTH), at);
    at += CEPSTRUM_WIDTH;

    const voiced = pitch
      .subarray(Math.floor(start / PITCH_HOP_SAMPLES), Math.max(0, Math.floor(end / PITCH_HOP_SAMPLES)))
      .filter((hz) => !Number.isNaN(hz))
      .sort();
    const octaves = Array.from(voiced, Math.log2);
    const mean = octaves.reduce((sum, value) => sum + value, 0) / Math.max(1, octaves.length);
    const square = octaves.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, octaves.length);
    const hasPitch = octaves.length >= leastVoicedFrames;
    values.set(
      [
        hasPitch ? mean : pitchMean,
        hasPitch ? Math.sqrt(square) : 0.2,
        (voiced.length * PITCH_HOP_SAMPLES) / (rows.length * CEPSTRUM_HOP_SAMPLES),
      ],
      at,
    );
    return {
      values,
      seconds: (rows.length * CEPSTRUM_HOP_SAMPLES) / 16_000,
      pitchHz: hasPitch ? (voiced[voiced.length >> 1] as number) : null,
    };
  };
}

/** A little above silence at least, however quiet the whole is. */
function deriveFloor(logEnergy: Float32Array): number {
  const sorted = logEnergy.slice().sort();
  const loud = sorted[Math.floor(sorted.length * 0.95)] ?? 0;
  return Math.max(loud - pauseDepth, Math.log(1e-8));
}

function writeMoments(
  target: Float32Array,
  width: number,
  rows: number[],
  read: (row: number, at: number) => number,
): void {
  const sums = new Float64Array(width);
  const squares = new Float64Array(width);
  for (const row of rows) {
    for (let at = 0; at < width; at++) {
      const value = read(row, at);
      sums[at] = (sums[at] as number) + value;
      squares[at] = (squares[at] as number) + value * value;
    }
  }
  for (let at = 0; at < width; at++) {
    const mean = (sums[at] as number) / rows.length;
    target[at] = mean;
    target[width + at] = Math.sqrt(Math.max(1e-8, (squares[at] as number) / rows.length - mean * mean));
  }
}
