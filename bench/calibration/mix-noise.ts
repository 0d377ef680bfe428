export const noiseKinds = ["white", "pink", "babble"] as const;
export type NoiseKind = (typeof noiseKinds)[number];

const FRAME = 320;
/** Frames this much below the loudest are pauses: they say nothing of how loud the speech is. */
const ACTIVE_BELOW_DB = 30;

/** mulberry32 (T. Ettinger): the same seed gives the same noise, so that what was heard can be kept. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function makeWhite(length: number, random: () => number): Float32Array {
  return Float32Array.from({ length }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    return radius * Math.cos(2 * Math.PI * random());
  });
}

/** White noise through P. Kellet's economy filter: 3 dB an octave, within half a decibel from 10 Hz on. */
function makePink(length: number, random: () => number): Float32Array {
  const white = makeWhite(length, random);
  let [slow, middle, fast] = [0, 0, 0];
  return white.map((value) => {
    slow = 0.99765 * slow + value * 0.099046;
    middle = 0.963 * middle + value * 0.2965164;
    fast = 0.57 * fast + value * 1.0526913;
    return slow + middle + fast + value * 0.1848;
  });
}

/** Several others who talk at once, each at the same loudness. */
function makeBabble(length: number, voices: readonly Float32Array[], random: () => number): Float32Array {
  const sum = new Float32Array(length);
  for (const voice of voices) {
    const loudness = Math.sqrt(measureSpeechPower(voice)) || 1;
    const from = Math.floor(random() * voice.length);
    for (let at = 0; at < length; at++)
      sum[at] = (sum[at] as number) + (voice[(from + at) % voice.length] as number) / loudness;
  }
  return sum;
}

/** Mean square of the frames in which somebody speaks. */
function measureSpeechPower(samples: Float32Array): number {
  const powers: number[] = [];
  for (let from = 0; from + FRAME <= samples.length; from += FRAME) {
    let sum = 0;
    for (let at = from; at < from + FRAME; at++) sum += (samples[at] as number) ** 2;
    powers.push(sum / FRAME);
  }
  const least = Math.max(...powers) * 10 ** (-ACTIVE_BELOW_DB / 10);
  const active = powers.filter((power) => power >= least);
  return active.reduce((sum, power) => sum + power, 0) / Math.max(1, active.length);
}

interface NoiseInput {
  kind: NoiseKind;
  /** Of the speech over the noise. */
  snrDb: number;
  seed: number;
  /** Who talks in the babble. */
  voices: readonly Float32Array[];
}

/** Speech with noise under it, made quieter where both together would be too loud for the file. */
export function mixNoise(speech: Float32Array, { kind, snrDb, seed, voices }: NoiseInput): Float32Array {
  const random = createRandom(seed);
  const noise =
    kind === "babble"
      ? makeBabble(speech.length, voices, random)
      : (kind === "white" ? makeWhite : makePink)(speech.length, random);
  const power = noise.reduce((sum, value) => sum + value * value, 0) / Math.max(1, noise.length);
  const gain = Math.sqrt(measureSpeechPower(speech) / Math.max(power, 1e-12) / 10 ** (snrDb / 10));
  const mixed = speech.map((value, at) => value + gain * (noise[at] as number));
  const loudest = mixed.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return loudest > 0.98 ? mixed.map((value) => (value * 0.98) / loudest) : mixed;
}
