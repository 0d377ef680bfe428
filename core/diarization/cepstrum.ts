import { createPowerSpectrum } from "./fourier-power";

/** Mel-frequency cepstral coefficients of 25 ms every 10 ms, of sound at 16 kHz (Davis and Mermelstein, 1980). */

export const CEPSTRUM_HOP_SAMPLES = 160;
export const CEPSTRUM_WIDTH = 20;

const frameSamples = 400;
const fourierSize = 512;
const bands = 26;
const lowestHz = 60;
const highestHz = 7_600;
const sampleRate = 16_000;
const preEmphasis = 0.97;

const spectrum = createPowerSpectrum(fourierSize);
const window = Float64Array.from(
  { length: frameSamples },
  (_, at) => 0.54 - 0.46 * Math.cos((2 * Math.PI * at) / (frameSamples - 1)),
);
const filters = buildFilters();
const cosines = Float64Array.from({ length: CEPSTRUM_WIDTH * bands }, (_, at) =>
  Math.cos((Math.PI * Math.floor(at / bands) * ((at % bands) + 0.5)) / bands),
);

export interface Cepstra {
  frames: number;
  /** Frame after frame, `CEPSTRUM_WIDTH` each. */
  values: Float32Array;
  /** Natural logarithm of each frame's mean square. */
  logEnergy: Float32Array;
}

/** @param samples 16 kHz, -1..1; frames that do not fit whole are left out */
export function computeCepstra(samples: Float32Array): Cepstra {
  const frames = Math.max(0, Math.floor((samples.length - frameSamples) / CEPSTRUM_HOP_SAMPLES) + 1);
  const values = new Float32Array(frames * CEPSTRUM_WIDTH);
  const logEnergy = new Float32Array(frames);
  const frame = new Float64Array(fourierSize);
  const power = new Float64Array(fourierSize / 2 + 1);
  const logBands = new Float64Array(bands);
  for (let t = 0; t < frames; t++) {
    const start = t * CEPSTRUM_HOP_SAMPLES;
    let energy = 0;
    for (let at = 0; at < frameSamples; at++) {
      const here = samples[start + at] as number;
      const before = start + at === 0 ? 0 : (samples[start + at - 1] as number);
      energy += here * here;
      frame[at] = (here - preEmphasis * before) * (window[at] as number);
    }
    logEnergy[t] = Math.log(energy / frameSamples + 1e-10);
    spectrum(frame, power);
    filters.forEach(({ first, weights }, band) => {
      let sum = 0;
      for (let at = 0; at < weights.length; at++) {
        sum += (weights[at] as number) * (power[first + at] as number);
      }
      logBands[band] = Math.log(sum + 1e-7);
    });
    for (let q = 0; q < CEPSTRUM_WIDTH; q++) {
      let sum = 0;
      for (let band = 0; band < bands; band++) {
        sum += (logBands[band] as number) * (cosines[q * bands + band] as number);
      }
      values[t * CEPSTRUM_WIDTH + q] = sum;
    }
  }
  return { frames, values, logEnergy };
}

/** Triangles, evenly spaced on the mel scale. */
function buildFilters(): { first: number; weights: Float64Array }[] {
  const mel = (hz: number) => 2595 * Math.log10(1 + hz / 700);
  const edges = Array.from({ length: bands + 2 }, (_, at) => {
    const value = mel(lowestHz) + (at * (mel(highestHz) - mel(lowestHz))) / (bands + 1);
    return ((700 * (10 ** (value / 2595) - 1)) / sampleRate) * fourierSize;
  });
  return Array.from({ length: bands }, (_, band) => {
    const [left, middle, right] = edges.slice(band, band + 3) as [number, number, number];
    const first = Math.ceil(left);
    const last = Math.min(fourierSize / 2, Math.ceil(right) - 1);
    const weights = Float64Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => {
      const bin = first + at;
      return bin < middle ? (bin - left) / (middle - left) : (right - bin) / (right - middle);
    });
    return { first, weights };
  });
}
