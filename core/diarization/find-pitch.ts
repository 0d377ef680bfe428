/** Pitch by the normalised autocorrelation of 40 ms at 4 kHz, which leaves the harmonics that carry it. */

export const PITCH_HOP_SAMPLES = 320;

const decimation = 4;
const rate = 16_000 / decimation;
const frameSamples = 160;
const shortestLag = Math.floor(rate / 420);
const longestLag = Math.ceil(rate / 60);
/** Correlation from which a frame counts as voiced. */
const voicedFrom = 0.55;
/** A longer lag has to be this much better: multiples of the period fit as well as the period. */
const octaveCost = 0.04;

/** Hz of each frame, one every `PITCH_HOP_SAMPLES`; NaN where nothing is voiced.
 * @param samples 16 kHz */
export function findPitch(samples: Float32Array): Float32Array {
  const low = decimate(samples);
  const hop = PITCH_HOP_SAMPLES / decimation;
  const frames = Math.max(0, Math.floor((low.length - frameSamples - longestLag - 1) / hop) + 1);
  const pitch = new Float32Array(frames).fill(Number.NaN);
  const correlation = new Float64Array(longestLag + 2);
  for (let t = 0; t < frames; t++) {
    const start = t * hop;
    let energy = 0;
    for (let at = 0; at < frameSamples; at++) energy += (low[start + at] as number) ** 2;
    if (energy < 1e-6) continue;
    let shifted = 0;
    for (let at = 0; at < frameSamples; at++) shifted += (low[start + shortestLag - 1 + at] as number) ** 2;
    let best = shortestLag;
    let bestScore = 0;
    for (let lag = shortestLag - 1; lag <= longestLag + 1; lag++) {
      let sum = 0;
      for (let at = 0; at < frameSamples; at++) {
        sum += (low[start + at] as number) * (low[start + lag + at] as number);
      }
      correlation[lag] = sum / Math.sqrt(energy * shifted + 1e-12);
      shifted += (low[start + lag + frameSamples] ?? 0) ** 2 - (low[start + lag] as number) ** 2;
    }
    for (let lag = shortestLag; lag <= longestLag; lag++) {
      const here = correlation[lag] as number;
      if (here < (correlation[lag - 1] as number) || here < (correlation[lag + 1] as number)) continue;
      const score = here - octaveCost * Math.log2(lag / shortestLag);
      if (here >= voicedFrom && score > bestScore) {
        best = lag;
        bestScore = score;
      }
    }
    if (bestScore > 0) pitch[t] = rate / refine(correlation, best);
  }
  return pitch;
}

/** The top of the parabola through three values. */
function refine(values: Float64Array, at: number): number {
  const [left, middle, right] = [values[at - 1], values[at], values[at + 1]] as [number, number, number];
  const bend = left - 2 * middle + right;
  return bend < 0 ? at + (0.5 * (left - right)) / bend : at;
}

/** A Hann-weighted mean of 16 samples every 4: what lies above 2 kHz is mostly gone. */
function decimate(samples: Float32Array): Float32Array {
  const width = 16;
  const weights = Float64Array.from(
    { length: width },
    (_, at) => (1 - Math.cos((2 * Math.PI * (at + 0.5)) / width)) / width,
  );
  const length = Math.max(0, Math.floor((samples.length - width) / decimation) + 1);
  const low = new Float32Array(length);
  for (let at = 0; at < length; at++) {
    let sum = 0;
    for (let tap = 0; tap < width; tap++) {
      sum += (weights[tap] as number) * (samples[at * decimation + tap] as number);
    }
    low[at] = sum;
  }
  return low;
}
