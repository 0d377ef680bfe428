/** Who speaks in each window: Bayesian hidden Markov model with one state a speaker, fitted by variational Bayes (VBx:
 * Landini, Profant, Diez and Burget 2022). A speaker that explains nothing the others do not fades out, which finds
 * their number. */

export interface FollowSettings {
  /** Weight of what is heard: windows overlap, so each is worth less than a whole one. */
  acoustic: number;
  /** Weight of keeping speakers near the average voice: higher, fewer speakers. */
  prior: number;
  /** Windows below which a speaker has faded. */
  leastWindows: number;
  rounds: number;
}

/** In a long recording a few windows that are unlike the others are no speaker. */
const leastShareOfLong = 0.003;

export interface FollowInput {
  /** Window after window, `between.length` values each. */
  voices: Float32Array;
  between: Float64Array;
  /** First guess of each window's speaker, from 0. */
  first: Int32Array;
  /** Probability that the speaker of the window before goes on, for each window. */
  stays: Float64Array;
}

export interface Following {
  /** Of each window and speaker, window after window. */
  posteriors: Float32Array;
  /** Log-likelihood of each window under each speaker, weighted as `acoustic` says, up to a constant a window. */
  likelihoods: Float32Array;
  speakers: number;
}

export function followVoices(
  { voices, between, first, stays }: FollowInput,
  { acoustic, prior, leastWindows, rounds }: FollowSettings,
  keepsAll = false,
): Following {
  const windows = first.length;
  const width = between.length;
  const leastShare = Math.max(leastShareOfLong, leastWindows / Math.max(1, windows));
  let speakers = windows === 0 ? 0 : Math.max(...first) + 1;
  const root = between.map(Math.sqrt);
  const scaled = Float32Array.from(voices, (value, at) => value * (root[at % width] as number));
  let posteriors = new Float32Array(windows * speakers);
  first.forEach((speaker, window) => {
    // Not sure of its first guess, or no other speaker would ever be tried.
    for (let at = 0; at < speakers; at++) {
      posteriors[window * speakers + at] = speakers === 1 ? 1 : at === speaker ? 0.9 : 0.1 / (speakers - 1);
    }
  });
  let shares = new Float64Array(speakers).fill(1 / Math.max(1, speakers));
  let likelihoods = new Float32Array(windows * speakers);
  for (let round = 0; round < rounds; round++) {
    likelihoods = describeSpeakers();
    const passed = passThrough(likelihoods, shares, stays, windows, speakers);
    posteriors = passed.posteriors;
    shares = passed.shares;
    if (!keepsAll) dropFaded();
  }
  return { posteriors, likelihoods: windows === 0 ? likelihoods : describeSpeakers(), speakers };

  function describeSpeakers(): Float32Array<ArrayBuffer> {
    const result = new Float32Array(windows * speakers);
    const ratio = acoustic / prior;
    for (let speaker = 0; speaker < speakers; speaker++) {
      const sum = new Float64Array(width);
      let mass = 0;
      for (let window = 0; window < windows; window++) {
        const share = posteriors[window * speakers + speaker] as number;
        if (share < 1e-6) continue;
        mass += share;
        const offset = window * width;
        for (let at = 0; at < width; at++)
          sum[at] = (sum[at] as number) + share * (scaled[offset + at] as number);
      }
      let constant = 0;
      for (let at = 0; at < width; at++) {
        const spread = 1 / (1 + ratio * mass * (between[at] as number));
        const centre = ratio * spread * (sum[at] as number);
        constant -= 0.5 * (spread + centre * centre) * (between[at] as number);
        sum[at] = centre;
      }
      for (let window = 0; window < windows; window++) {
        const offset = window * width;
        let product = 0;
        for (let at = 0; at < width; at++) product += (scaled[offset + at] as number) * (sum[at] as number);
        result[window * speakers + speaker] = acoustic * (product + constant);
      }
    }
    return result;
  }

  function dropFaded(): void {
    const kept = [...shares.keys()].filter((speaker) => (shares[speaker] as number) >= leastShare);
    if (kept.length === speakers || kept.length === 0) return;
    const next = new Float32Array(windows * kept.length);
    for (let window = 0; window < windows; window++) {
      let sum = 0;
      kept.forEach((speaker, at) => {
        const share = (posteriors[window * speakers + speaker] as number) + 1e-9;
        next[window * kept.length + at] = share;
        sum += share;
      });
      for (let at = 0; at < kept.length; at++) {
        next[window * kept.length + at] = (next[window * kept.length + at] as number) / sum;
      }
    }
    const total = kept.reduce((sum, speaker) => sum + (shares[speaker] as number), 0);
    shares = Float64Array.from(kept, (speaker) => (shares[speaker] as number) / total);
    posteriors = next;
    speakers = kept.length;
  }
}

/** Forward and backward through the windows, scaled at each so that nothing vanishes (Rabiner 1989). */
function passThrough(
  likelihoods: Float32Array,
  shares: Float64Array,
  stays: Float64Array,
  windows: number,
  speakers: number,
) {
  const heard = new Float64Array(windows * speakers);
  for (let window = 0; window < windows; window++) {
    const row = likelihoods.subarray(window * speakers, (window + 1) * speakers);
    const top = row.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    row.forEach((value, at) => {
      heard[window * speakers + at] = Math.exp(value - top) + 1e-30;
    });
  }
  const forward = new Float64Array(windows * speakers);
  const scales = new Float64Array(windows);
  for (let window = 0; window < windows; window++) {
    const stay = window === 0 ? 0 : (stays[window] as number);
    let sum = 0;
    for (let at = 0; at < speakers; at++) {
      const before = window === 0 ? 0 : (forward[(window - 1) * speakers + at] as number);
      const value =
        (stay * before + (1 - stay) * (shares[at] as number)) * (heard[window * speakers + at] as number);
      forward[window * speakers + at] = value;
      sum += value;
    }
    scales[window] = sum;
    for (let at = 0; at < speakers; at++) {
      forward[window * speakers + at] = (forward[window * speakers + at] as number) / sum;
    }
  }
  const posteriors = new Float32Array(windows * speakers);
  const entered = new Float64Array(speakers);
  let later = new Float64Array(speakers).fill(1);
  for (let window = windows - 1; window >= 0; window--) {
    const stay = window === 0 ? 0 : (stays[window] as number);
    let sum = 0;
    for (let at = 0; at < speakers; at++) {
      const value = (forward[window * speakers + at] as number) * (later[at] as number);
      posteriors[window * speakers + at] = value;
      sum += value;
      // Begun here, rather than gone on with.
      entered[at] =
        (entered[at] as number) +
        ((1 - stay) *
          (shares[at] as number) *
          (heard[window * speakers + at] as number) *
          (later[at] as number)) /
          (scales[window] as number);
    }
    for (let at = 0; at < speakers; at++) {
      posteriors[window * speakers + at] = (posteriors[window * speakers + at] as number) / sum;
    }
    let mixed = 0;
    const next = new Float64Array(speakers);
    for (let at = 0; at < speakers; at++) {
      const ahead = (heard[window * speakers + at] as number) * (later[at] as number);
      next[at] = stay * ahead;
      mixed += (1 - stay) * (shares[at] as number) * ahead;
    }
    for (let at = 0; at < speakers; at++)
      next[at] = ((next[at] as number) + mixed) / (scales[window] as number);
    later = next;
  }
  const total = entered.reduce((sum, value) => sum + value, 0);
  return { posteriors, shares: entered.map((value) => value / total) };
}
