import type { TimedWord } from "@/core/transcript/types";
import type { Stretch } from "./join-stretches";

/** As the dotted line below words has it. */
export const unsureBelow = 0.5;

/** Several words together say more than one: a name that was not known is no bad stretch. */
const unsureRun = { words: 8, share: 0.5 };
/** Letters a second, those of wide scripts counted twice. English at 300 words a minute has 24; a reader has 14. */
const fastLetters = 24;
/** Less is a word or two whose times are a little off. */
const fastMs = 4_000;
/** Words further apart do not belong to one run. */
const pauseMs = 3_000;

const wide = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u;

/** Where the engine was unsure of half of the words or more, eight words at a time. */
export function listUnsureStretches(words: readonly TimedWord[]): Stretch[] {
  return splitRuns(words).flatMap((run) => {
    const size = Math.min(unsureRun.words, run.length);
    // Of a few words alone, a cough is made of some.
    if (size < 4) return [];
    const stretches: Stretch[] = [];
    let unsure = 0;
    run.forEach((word, at) => {
      unsure += isUnsure(word) ? 1 : 0;
      const leaving = run[at - size];
      if (leaving && isUnsure(leaving)) unsure -= 1;
      const first = run[at - size + 1];
      if (first && unsure >= size * unsureRun.share)
        stretches.push({ startMs: first.startMs, endMs: word.endMs });
    });
    return stretches;
  });
}

/** Where more is said in a second than can be heard well. Only of times that were heard. */
export function listFastStretches(words: readonly TimedWord[]): Stretch[] {
  return splitRuns(words).flatMap((run) => {
    const stretches: Stretch[] = [];
    let from = 0;
    let letters = 0;
    for (const word of run) {
      letters += countLetters(word.text);
      let first = run[from];
      while (first) {
        const second = run[from + 1];
        // The shortest run of words that is long enough.
        if (!second || word.endMs - second.startMs < fastMs) break;
        letters -= countLetters(first.text);
        from += 1;
        first = second;
      }
      const lengthMs = word.endMs - (first?.startMs ?? word.startMs);
      if (first && lengthMs >= fastMs && letters * 1_000 > fastLetters * lengthMs)
        stretches.push({ startMs: first.startMs, endMs: word.endMs });
    }
    return stretches;
  });
}

const isUnsure = ({ confidence }: TimedWord) => confidence !== null && confidence < unsureBelow;

function countLetters(text: string): number {
  let letters = 0;
  for (const letter of text) letters += wide.test(letter) ? 2 : 1;
  return letters;
}

function splitRuns(words: readonly TimedWord[]): TimedWord[][] {
  const runs: TimedWord[][] = [];
  for (const word of words) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    if (run && before && word.startMs - before.endMs <= pauseMs) run.push(word);
    else runs.push([word]);
  }
  return runs;
}
