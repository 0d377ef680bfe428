import { augmentSound } from "./augment-sound";
import { listSounding } from "./list-sounding";

/** Sound of one reader. */
export interface ReaderClip {
  reader: string;
  samples: Float32Array;
}

export interface Dialogue {
  samples: Float32Array;
  /** In samples; where a reader pauses within a piece nobody speaks. */
  turns: { speaker: string; start: number; end: number }[];
}

const sampleRate = 16_000;
const shortestTurn = 1.2 * sampleRate;
const longestTurn = 9 * sampleRate;

/** How often the next begins before the one before has ended, and by how much in seconds. */
const interrupting = { share: 0.45, least: 0.6, most: 3 };

/** Readers who take turns: each clip is cut at its quietest places into pieces of 1 to 9 s, which are laid one after the
 * other with up to 0.8 s between them, never two of one reader in a row while others have something left.
 * @param line heard over a telephone line
 * @param interrupts they speak at the same time, too, as loud as each other on average */
export function joinDialogue(
  clips: readonly ReaderClip[],
  random: () => number,
  { line = false, interrupts = false } = {},
): Dialogue {
  const left = clips.map(({ reader, samples }) => ({ reader, pieces: cutClip(samples, random) }));
  const parts: { at: number; samples: Float32Array }[] = [];
  const turns: Dialogue["turns"] = [];
  const spoken: Dialogue["turns"] = [];
  let at = 0;
  let last = "";
  const addSilence = (seconds: number) => {
    const samples = Float32Array.from(
      { length: Math.round(seconds * sampleRate) },
      () => (random() - 0.5) * 2e-4,
    );
    parts.push({ at, samples });
    at += samples.length;
  };
  addSilence(0.5);
  for (;;) {
    const ready = left.filter(({ pieces }) => pieces.length > 0);
    if (ready.length === 0) break;
    const others = ready.filter(({ reader }) => reader !== last);
    const from = others.length > 0 ? others : ready;
    const chosen = from[Math.floor(random() * from.length)] as (typeof left)[number];
    const piece = chosen.pieces.shift() as Float32Array;
    const before = turns.at(-1);
    // Never over the turn before that, so that two speak at once and not three.
    const free = before ? at - Math.max(before.start, turns.at(-2)?.end ?? 0) : 0;
    const start =
      interrupts && before && before.speaker !== chosen.reader && random() < interrupting.share
        ? at - Math.min(free, Math.round(sampleRate * between(random, interrupting)))
        : at;
    turns.push({ speaker: chosen.reader, start, end: start + piece.length });
    for (const own of listSounding(piece))
      spoken.push({ speaker: chosen.reader, start: start + own.start, end: start + own.end });
    parts.push({ at: start, samples: piece });
    at = Math.max(at, start + piece.length);
    last = chosen.reader;
    if (!interrupts) addSilence(random() * 0.8);
    else if (random() < 0.5) addSilence(random() * 0.8);
  }
  addSilence(0.3);
  const samples = new Float32Array(at);
  for (const part of parts) {
    part.samples.forEach((value, offset) => {
      samples[part.at + offset] = (samples[part.at + offset] as number) + value;
    });
  }
  return { samples: line ? augmentSound(samples, "telephone", random, []) : samples, turns: spoken };
}

const between = (random: () => number, { least, most }: { least: number; most: number }) =>
  least + random() * (most - least);

/** Loudness is evened out, so that it tells nobody. */
function cutClip(samples: Float32Array, random: () => number): Float32Array[] {
  const power = samples.reduce((sum, value) => sum + value * value, 0) / Math.max(1, samples.length);
  const gain = (0.05 * (0.6 + 0.8 * random())) / Math.sqrt(Math.max(1e-9, power));
  const pieces: Float32Array[] = [];
  let start = 0;
  while (samples.length - start > shortestTurn * 2) {
    const wanted = start + shortestTurn + random() ** 1.5 * (longestTurn - shortestTurn);
    const end = findQuiet(samples, Math.min(wanted, samples.length - shortestTurn));
    pieces.push(samples.slice(start, end).map((value) => value * gain));
    start = end;
  }
  pieces.push(samples.slice(start).map((value) => value * gain));
  return pieces;
}

/** The quietest 60 ms within half a second. */
function findQuiet(samples: Float32Array, near: number): number {
  const half = 480;
  let best = Math.round(near);
  let least = Number.POSITIVE_INFINITY;
  for (let at = Math.round(near) - 8_000; at <= near + 8_000; at += 160) {
    if (at - half < 0 || at + half > samples.length) continue;
    let sum = 0;
    for (let each = at - half; each < at + half; each++) sum += (samples[each] as number) ** 2;
    if (sum < least) {
      least = sum;
      best = at;
    }
  }
  return best;
}
