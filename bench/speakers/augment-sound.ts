/** The same voice as another microphone, room or line would bring it: what differs between these is not the voice. */

const sampleRate = 16_000;

export type Augmentation = "clean" | "noise" | "telephone" | "room";
export const augmentations: readonly Augmentation[] = ["clean", "noise", "telephone", "room"];

/** @param random 0..1, seeded
 * @param others sound of other voices, to murmur in the background */
export function augmentSound(
  samples: Float32Array,
  kind: Augmentation,
  random: () => number,
  others: Float32Array[],
): Float32Array {
  switch (kind) {
    case "clean":
      return samples;
    case "noise":
      return addNoise(tilt(samples, random), between(random, 8, 22), random, others);
    case "telephone": {
      const line = bandPass(samples, between(random, 200, 350), between(random, 3_100, 3_700));
      return addNoise(line, between(random, 18, 35), random, []);
    }
    case "room":
      return addNoise(reverberate(tilt(samples, random), random), between(random, 15, 30), random, []);
  }
}

const between = (random: () => number, low: number, high: number) => low + (high - low) * random();

function addNoise(
  samples: Float32Array,
  snrDb: number,
  random: () => number,
  others: Float32Array[],
): Float32Array {
  const noise = new Float32Array(samples.length);
  if (others.length > 0 && random() < 0.4) {
    for (const other of others) {
      const offset = Math.floor(random() * other.length);
      for (let at = 0; at < noise.length; at++) {
        noise[at] = (noise[at] as number) + (other[(at + offset) % other.length] as number);
      }
    }
  } else {
    // From white to nearly brown.
    const memory = between(random, 0, 0.97);
    let last = 0;
    for (let at = 0; at < noise.length; at++) {
      last = memory * last + (random() + random() + random() - 1.5);
      noise[at] = last;
    }
  }
  const gain = Math.sqrt(power(samples) / Math.max(1e-12, power(noise)) / 10 ** (snrDb / 10));
  return samples.map((value, at) => value + gain * (noise[at] as number));
}

function power(samples: Float32Array): number {
  let sum = 0;
  for (const value of samples) sum += value * value;
  return sum / Math.max(1, samples.length);
}

/** A first-order shelf and one broad peak or dip. */
function tilt(samples: Float32Array, random: () => number): Float32Array {
  const slope = between(random, -0.45, 0.45);
  let before = 0;
  const sloped = samples.map((value) => {
    const result = value + slope * before;
    before = value;
    return result;
  });
  const gainDb = between(random, -8, 8);
  return filter(sloped, peak(300 * 10 ** between(random, 0, 1.2), 0.8, gainDb));
}

interface Biquad {
  b: [number, number, number];
  a: [number, number];
}

/** Second-order sections as in R. Bristow-Johnson's audio equaliser cookbook. */
function peak(hz: number, q: number, gainDb: number): Biquad {
  const amplitude = 10 ** (gainDb / 40);
  const angle = (2 * Math.PI * hz) / sampleRate;
  const alpha = Math.sin(angle) / (2 * q);
  const norm = 1 + alpha / amplitude;
  const turn = (-2 * Math.cos(angle)) / norm;
  return {
    b: [(1 + alpha * amplitude) / norm, turn, (1 - alpha * amplitude) / norm],
    a: [turn, (1 - alpha / amplitude) / norm],
  };
}

function edge(hz: number, kind: "low" | "high"): Biquad {
  const angle = (2 * Math.PI * hz) / sampleRate;
  const cosine = Math.cos(angle);
  const alpha = Math.sin(angle) / Math.SQRT2;
  const norm = 1 + alpha;
  const side = (kind === "low" ? 1 - cosine : 1 + cosine) / 2 / norm;
  return {
    b: [side, kind === "low" ? 2 * side : -2 * side, side],
    a: [(-2 * cosine) / norm, (1 - alpha) / norm],
  };
}

function bandPass(samples: Float32Array, lowHz: number, highHz: number): Float32Array {
  const [high, low] = [edge(lowHz, "high"), edge(highHz, "low")];
  return filter(filter(filter(filter(samples, high), high), low), low);
}

function filter(samples: Float32Array, { b, a }: Biquad): Float32Array {
  let [x1, x2, y1, y2] = [0, 0, 0, 0];
  return samples.map((x) => {
    const y = b[0] * x + b[1] * x1 + b[2] * x2 - a[0] * y1 - a[1] * y2;
    [x2, x1, y2, y1] = [x1, x, y1, y];
    return y;
  });
}

/** Forty echoes that die away within a fifth to half a second. */
function reverberate(samples: Float32Array, random: () => number): Float32Array {
  const decaySeconds = between(random, 0.2, 0.5);
  const wet = between(random, 0.15, 0.45);
  const result = samples.slice();
  for (let echo = 0; echo < 40; echo++) {
    const delay = Math.floor((0.003 + random() * decaySeconds) * sampleRate);
    const gain = wet * 10 ** ((-3 * delay) / (decaySeconds * sampleRate)) * (random() < 0.5 ? -1 : 1);
    for (let at = delay; at < result.length; at++) {
      result[at] = (result[at] as number) + gain * (samples[at - delay] as number);
    }
  }
  return result;
}
