import { augmentations, augmentSound } from "./augment-sound";
import type { ReaderClip } from "./join-dialogue";

/** A second and a half, or less, of one reader, of two one after the other, or of two at once. */
interface MixedVoices {
  samples: Float32Array;
  /** Part of it in which both speak. */
  overlapShare: number;
}

const sampleRate = 16_000;
const longest = 1.5 * sampleRate;
const shortest = 0.5 * sampleRate;
/** Two who speak at once are as loud as each other, give or take. */
const levelDb = 5;

/** @param clips of two readers at least, each longer than three seconds */
export function mixVoices(clips: readonly ReaderClip[], random: () => number): MixedVoices {
  const between = (low: number, high: number) => low + (high - low) * random();
  const length = random() < 0.15 ? Math.round(between(shortest, longest)) : longest;
  const first = cutSpeech(clips, length, random);
  const second = cutSpeech(
    clips.filter(({ reader }) => reader !== first.reader),
    length,
    random,
  );
  const gain = 10 ** (between(-levelDb, levelDb) / 20);
  const mixed = first.samples.slice();
  const kind = random();
  let overlapShare = 0;
  if (kind < 0.2) {
    // The second takes over: that alone is no overlap.
    const change = Math.round(between(0.2, 0.8) * length);
    for (let at = change; at < length; at++) mixed[at] = gain * (second.samples[at] as number);
  } else if (kind < 0.75) {
    overlapShare = kind < 0.4 ? 1 : kind < 0.6 ? between(0.6, 1) : between(0, 0.6);
    const part = Math.round(overlapShare * length);
    const from = random() < 0.5 ? 0 : length - part;
    for (let at = from; at < from + part; at++) {
      mixed[at] = (mixed[at] as number) + gain * (second.samples[at] as number);
    }
  }
  const line = augmentations[Math.floor(random() * augmentations.length)] ?? "clean";
  return { samples: augmentSound(mixed, line, random, []), overlapShare };
}

/** A stretch in which the reader speaks, at the loudness of all others. */
function cutSpeech(clips: readonly ReaderClip[], length: number, random: () => number): ReaderClip {
  for (;;) {
    const { reader, samples } = clips[Math.floor(random() * clips.length)] as ReaderClip;
    const from = Math.floor(random() * Math.max(0, samples.length - length));
    const cut = samples.slice(from, from + length);
    const whole = measureLevel(samples);
    if (cut.length < length || measureLevel(cut) < 0.4 * whole) continue;
    return { reader, samples: cut.map((value) => (value * 0.05) / whole) };
  }
}

function measureLevel(samples: Float32Array): number {
  let sum = 0;
  for (const value of samples) sum += value * value;
  return Math.sqrt(sum / Math.max(1, samples.length) + 1e-12);
}
