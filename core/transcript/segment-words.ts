import { runAtOnce, type Stepwise } from "../stepwise/stepwise";
import type { TimedWord } from "./types";

/** A piece of a transcript before it belongs to a document. `text` is its words joined by one space. */
export interface WordSegment {
  text: string;
  startMs: number;
  endMs: number;
  words: TimedWord[];
}

export interface SegmentWordsOptions {
  /** A silence longer than this ends a segment. */
  pauseMs?: number;
  maxCharacters?: number;
  maxDurationMs?: number;
}

/** Titles and the like: their full stop ends no sentence. */
const abbreviations = new Set(
  "mr mrs ms dr prof rev gen col capt lt sgt st mt no vs etc eg ie approx dept fig vol".split(" "),
);
const sentenceEnd = /[.?!…。?!]["'”’»)\]]*$/u;
const clauseEnd = /[,;:–—,、;:]["'”’»)\]]*$/u;
const clauseStart = new Set(
  "and but or so because although while when where which who that if then".split(" "),
);

/** Cuts a run of words into segments that read well: at sentence ends and long pauses, and where a sentence is
 * longer than the limits, at the best clause boundary before them. Every word lands in exactly one segment, in
 * order; only a single word can exceed a limit. Words without text are left out. */
export function segmentWords(words: TimedWord[], options: SegmentWordsOptions = {}): WordSegment[] {
  return runAtOnce(segmentWordsInSteps(words, options));
}

/** The same, for long texts. */
export function* segmentWordsInSteps(
  words: TimedWord[],
  options: SegmentWordsOptions = {},
): Stepwise<WordSegment[]> {
  const { pauseMs = 1_200, maxCharacters = 220, maxDurationMs = 15_000 } = options;
  const spoken = words.filter((word) => word.text.trim() !== "");
  const segments: WordSegment[] = [];
  let open: TimedWord[] = [];

  for (const word of spoken) {
    yield;
    const last = open.at(-1);
    if (last && word.startMs - last.endMs > pauseMs) {
      segments.push(closeSegment(open));
      open = [];
    }
    open.push(word);
    while (open.length > 1 && (lengthOf(open) > maxCharacters || durationOf(open) > maxDurationMs)) {
      const cut = findCut(open);
      segments.push(closeSegment(open.slice(0, cut)));
      open = open.slice(cut);
    }
    if (endsSentence(word.text)) {
      segments.push(closeSegment(open));
      open = [];
    }
  }
  if (open.length > 0) segments.push(closeSegment(open));
  return segments;
}

function endsSentence(text: string): boolean {
  if (!sentenceEnd.test(text)) return false;
  const bare = text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  // An initial ("J. Smith") ends no sentence either; "I." and "a." hardly ever stand for themselves.
  const isInitial = /^\p{Lu}\.$/u.test(text) && text !== "I.";
  return !isInitial && !(text.endsWith(".") && abbreviations.has(bare));
}

/** Index of the first word of the next segment, for words that together exceed a limit (the last one is over). */
function findCut(words: TimedWord[]): number {
  let best = words.length - 1;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (let cut = 1; cut < words.length; cut += 1) {
    const score =
      boundaryScore(words[cut - 1] as TimedWord, words[cut] as TimedWord) + fillScore(cut / words.length);
    // The later of two equals: fuller segments.
    if (score >= bestScore) {
      bestScore = score;
      best = cut;
    }
  }
  return best;
}

function boundaryScore(before: TimedWord, after: TimedWord): number {
  const pause = Math.min(1, Math.max(0, after.startMs - before.endMs) / 600);
  if (clauseEnd.test(before.text)) return 2 + pause;
  if (clauseStart.has(after.text.toLowerCase())) return 1 + pause;
  return pause;
}

/** A boundary close to either end leaves a scrap behind. */
function fillScore(fraction: number): number {
  if (fraction < 0.3) return -4 * (0.3 - fraction) - 1.5;
  return fraction;
}

/** A segment of these words, one at least, as they stand. */
export function closeSegment(words: TimedWord[]): WordSegment {
  return {
    text: words.map((word) => word.text.trim()).join(" "),
    startMs: Math.min(...words.map((word) => word.startMs)),
    endMs: Math.max(...words.map((word) => word.endMs)),
    words,
  };
}

function lengthOf(words: TimedWord[]): number {
  return words.reduce((sum, word) => sum + word.text.trim().length + 1, -1);
}

function durationOf(words: TimedWord[]): number {
  return (words.at(-1)?.endMs ?? 0) - (words[0]?.startMs ?? 0);
}
