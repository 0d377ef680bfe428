import { writeFile } from "node:fs/promises";
import { SAMPLE_RATE } from "../../worker/engines/engine";
import { serializeWav } from "../../worker/engines/openai/serialize-wav";
import type { PlacedWord } from "./align-by-sphinx";
import type { KnownWord } from "./score-times";

/** Sound of a few words with silence trimmed off, so that its first sample is where it begins. */
export interface Phrase {
  words: string[];
  samples: Float32Array;
}

const leastPauseSeconds = 0.05;
const longestSeconds = 4;
const mostWords = 10;
/** The aligner's borders lie up to so far from the sound. */
const marginSeconds = 0.05;
const frame = SAMPLE_RATE / 100;
/** Quieter than the loudest frame by so much is silence; a pause within a reading is no quieter. */
const silenceRatio = 10 ** (-32 / 20);

/** Phrases of a recording between two pauses, by where an aligner placed its words. */
export function cutPhrases(placed: readonly PlacedWord[], samples: Float32Array): Phrase[] {
  const phrases: Phrase[] = [];
  let run: PlacedWord[] = [];
  placed.forEach((word, at) => {
    run.push(word);
    const next = placed[at + 1];
    if (next && next.start - word.end < leastPauseSeconds) return;
    const [first] = run;
    if (first && run.length <= mostWords) {
      const from = Math.max(0, Math.round((first.start - marginSeconds) * SAMPLE_RATE));
      const to = Math.round((word.end + marginSeconds) * SAMPLE_RATE);
      const sound = trimSilence(samples.slice(from, to));
      if (sound.length > 0.12 * SAMPLE_RATE && sound.length < longestSeconds * SAMPLE_RATE) {
        phrases.push({ words: run.map(({ text }) => text), samples: sound });
      }
    }
    run = [];
  });
  return phrases;
}

/** Without the quiet frames at both ends. */
export function trimSilence(samples: Float32Array): Float32Array {
  const levels = Array.from({ length: Math.floor(samples.length / frame) }, (_, at) =>
    Math.hypot(...samples.subarray(at * frame, (at + 1) * frame)),
  );
  const least = Math.max(...levels, 0) * silenceRatio;
  const first = levels.findIndex((level) => level > least);
  const last = levels.findLastIndex((level) => level > least);
  return first < 0 ? new Float32Array(0) : samples.slice(first * frame, (last + 1) * frame);
}

/** Phrases one after the other with pauses between, on the floor of a quiet room; what is known of the words are the
 * start of the first and the end of the last of each phrase.
 * @param random 0..1 */
export async function joinPhrases(
  phrases: readonly Phrase[],
  wavPath: string,
  random: () => number,
): Promise<KnownWord[]> {
  const parts: { at: number; phrase: Phrase }[] = [];
  let clock = Math.round(0.3 * SAMPLE_RATE);
  for (const phrase of phrases) {
    parts.push({ at: clock, phrase });
    clock += phrase.samples.length + Math.round((0.1 + 0.6 * random()) * SAMPLE_RATE);
  }
  const sound = Float32Array.from({ length: clock + SAMPLE_RATE / 2 }, () => (random() - 0.5) * 0.002);
  const known: KnownWord[] = [];
  for (const { at, phrase } of parts) {
    phrase.samples.forEach((value, offset) => {
      sound[at + offset] = (sound[at + offset] ?? 0) + value;
    });
    const start = at / SAMPLE_RATE;
    const end = (at + phrase.samples.length) / SAMPLE_RATE;
    phrase.words.forEach((text, index) => {
      known.push({
        text,
        start,
        end,
        hasStart: index === 0,
        hasEnd: index === phrase.words.length - 1,
      });
    });
  }
  await writeFile(wavPath, serializeWav(sound, 0));
  return known;
}
