import type { TimedWord } from "@/core/transcript/types";

export interface TimeRange {
  startMs: number;
  endMs: number;
}

/** Words on each side that a word is looked at with. */
const reach = 4;
/** Shorter stretches are names and mumbling. */
const leastMs = 3_500;
const leastWords = 6;
/** Stretches that are no further apart are one. */
const joinMs = 2_500;
/** Mean log of the confidence below which words are no words of the language, and how far below the rest of the recording
 * that has to be: where all of it is unclear, it is the sound. */
const strangeLog = -0.75;
const belowUsual = 0.5;
/** So many words say what is usual. */
const usualWords = 12;

/** Where a recording in the language of its engine goes over into another one, in order: pure. Nothing where most of it
 * would be that. */
export function findOtherLanguage(words: readonly TimedWord[]): TimeRange[] {
  const logs = words.map(({ confidence }) =>
    confidence === null ? null : Math.log(Math.max(0.01, confidence)),
  );
  const known = logs.filter((log) => log !== null).sort((a, b) => a - b);
  if (known.length < usualWords) return [];
  const usual = known[Math.floor(known.length / 2)] ?? 0;
  const limit = Math.min(strangeLog, usual - belowUsual);
  const stretches: (TimeRange & { count: number })[] = [];
  words.forEach((word, at) => {
    const around = logs.slice(Math.max(0, at - reach), at + reach + 1).filter((log) => log !== null);
    const mean = around.reduce((sum, log) => sum + log, 0) / Math.max(1, around.length);
    if (around.length < reach || mean >= limit) return;
    const last = stretches.at(-1);
    if (last && word.startMs - last.endMs <= joinMs) {
      last.endMs = Math.max(last.endMs, word.endMs);
      last.count += 1;
    } else stretches.push({ startMs: word.startMs, endMs: word.endMs, count: 1 });
  });
  return stretches
    .filter(({ startMs, endMs, count }) => endMs - startMs >= leastMs && count >= leastWords)
    .map(({ startMs, endMs }) => ({ startMs, endMs }));
}
