import type { TimedWord } from "@/core/transcript/types";

/** What an engine that knows one language made of a stretch of speech. */
export interface HeardStretch {
  seconds: number;
  /** Mean token log-probability; null when nothing was decoded. */
  meanLogprob: number | null;
  words: readonly TimedWord[];
  /** How many pieces the words were put together from. */
  tokenCount: number;
  /** Whether the engine repeated itself and was stopped. */
  isLoop: boolean;
}

export type LanguageVerdict = "same" | "other" | "unsure";

interface LanguageJudge {
  /** Below it, what was heard is another language. */
  otherBelow: number;
}

/** Engines of one language whose figures were measured (`npm run bench -- language`). */
const judges: Record<string, LanguageJudge> = {
  "moonshine-base": { otherBelow: -0.58 },
  "moonshine-tiny": { otherBelow: -0.82 },
};

/** Speech after which it is decided, where there is as much. */
export const judgedSeconds = 40;
/** Less says nothing: a shout, a laugh, a name. */
const leastSeconds = 5;
const leastWords = 6;

/** Speech that fewer words than these were found in was left out, not understood: as bad as the worst guess. */
const fewestWordsPerSecond = 0.8;
const missedLogprob = -1.5;
/** English words are pieces of their own; what is spelled out of syllables is often none. Each piece a word above the
 * usual counts like so much of a log-probability. */
const usualPiecesPerWord = 1.45;
const pieceWeight = 0.35;
const pieceLimit = 0.35;

export function canJudgeLanguage(engine: string): boolean {
  return Object.hasOwn(judges, engine);
}

/** Whether what was heard is the one language that the engine knows, told from how hard it found it: pure, the same
 * speech gives the same verdict. */
export function judgeLanguage(engine: string, heard: readonly HeardStretch[]): LanguageVerdict {
  const judge = judges[engine];
  const score = scoreLanguage(heard);
  if (!judge || score === null) return "unsure";
  return score < judge.otherBelow ? "other" : "same";
}

/** Higher is more like the language; null where there is too little. */
export function scoreLanguage(heard: readonly HeardStretch[]): number | null {
  let seconds = 0;
  let sum = 0;
  let words = 0;
  for (const stretch of heard) {
    seconds += stretch.seconds;
    words += stretch.words.length;
    sum += stretch.seconds * scoreStretch(stretch);
  }
  const isEnough = seconds >= leastSeconds && (words >= leastWords || heard.some(({ isLoop }) => isLoop));
  return isEnough ? sum / seconds : null;
}

function scoreStretch({ seconds, meanLogprob, words, tokenCount, isLoop }: HeardStretch): number {
  if (meanLogprob === null || words.length === 0) return missedLogprob;
  // What is spelled, "M-I-T", stands as one word.
  const count = words.reduce((sum, { text }) => sum + text.split("-").length, 0);
  const covered = Math.min(1, count / (seconds * fewestWordsPerSecond));
  const spelled = Math.max(0, tokenCount / count - usualPiecesPerWord) * pieceWeight;
  const heard = meanLogprob - Math.min(pieceLimit, spelled);
  // Of a loop one turn stays, which the engine was ever surer of.
  return covered * (isLoop ? Math.min(heard, -0.8) : heard) + (1 - covered) * missedLogprob;
}
