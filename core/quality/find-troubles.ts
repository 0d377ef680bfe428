import { toKey } from "../alignment/carry-word-times";
import type { TimedWord } from "../transcript/types";

/** Where a machine's text and the sound do not go together: speech without words, words without speech, and phrases that
 * the engine said more often than anybody did. */

export interface Span {
  startMs: number;
  endMs: number;
}

export interface HeardChunk extends Span {
  words: readonly TimedWord[];
  /** The engine repeated itself and was stopped: what came after is not heard. */
  loopCut: boolean;
  /** The places of the words were spread over the voice: nothing follows from them but the chunk. */
  timesEstimated?: boolean;
}

/** Those that the text itself shows, whoever heard it. */
export const textTroubles = ["speech_gap", "text_over_silence", "loop", "repeat"] as const;

export interface Trouble extends Span {
  /** `repeat`: perhaps it was said twice. `loop_cut`: the engine was stopped there. */
  kind: (typeof textTroubles)[number] | "loop_cut";
  /** Words that nobody said, [from, to) among all words of the chunks in their order; null where none is to go. */
  cut: { from: number; to: number } | null;
}

export const troubleLimits = {
  /** Speech without words: a breath, a cough or a swallowed syllable is shorter. */
  gapMs: 800,
  /** The same of a chunk whose text has no times: a cough alone has no words. */
  textGapMs: 2_000,
  /** The voice detector begins early and ends late by about this. */
  edgeMs: 130,
  /** The longest that a word is believed to last, and what it gets more for each letter. */
  wordMs: 1_100,
  letterMs: 90,
  /** A word is over silence where no speech is as near as this… */
  nearMs: 250,
  /** …for more than this share of it. */
  silentShare: 0.7,
  /** A phrase said twice is believed where it took at least this share of the time that its letters take elsewhere. */
  believedShare: 0.66,
  /** Said twice in a row, so many words are looked at even where they took their time. */
  longPhrase: 3,
  longPhraseLetters: 8,
  /** Who says a sentence twice takes a breath between; an engine does not. */
  breathMs: 1_000,
};

const longestPhrase = 12;

/** "No, no, no, no" is said by people; longer phrases are not said often in a row. */
const leastTimes = (length: number) => (length === 1 ? 6 : length <= 3 ? 4 : 3);

/** Every trouble in the order of the sound. Pure: chunks and speech in order, speech not overlapping. */
export function findTroubles(speech: readonly Span[], chunks: readonly HeardChunk[]): Trouble[] {
  if (chunks.some((chunk) => chunk.timesEstimated)) return findTextTroubles(speech, chunks);
  const words = chunks.flatMap((chunk) => chunk.words);
  const loops = findRepeats(words);
  const silent = findTextOverSilence(words, speech);
  const isCut = markCut(words.length, [...loops, ...silent]);
  const kept = words.filter((_, at) => !isCut[at]);
  return [...loops, ...findStopped(chunks), ...silent, ...findGaps(kept, speech)].sort(
    (a, b) => a.startMs - b.startMs || a.endMs - b.endMs,
  );
}

/** Of text without times: what was said over and over, and chunks of speech that no word was heard of. */
function findTextTroubles(speech: readonly Span[], chunks: readonly HeardChunk[]): Trouble[] {
  let first = 0;
  return chunks.flatMap((chunk) => {
    const { startMs, endMs, words } = chunk;
    const loops = findSaidTooOften(words.map(({ text }) => toKey(text))).map(
      ({ from, to }): Trouble => ({
        kind: "loop",
        startMs,
        endMs,
        cut: { from: first + from, to: first + to },
      }),
    );
    first += words.length;
    const speechMs = speech.reduce(
      (sum, span) => sum + Math.max(0, Math.min(span.endMs, endMs) - Math.max(span.startMs, startMs)),
      0,
    );
    const isGap = words.length === 0 && speechMs >= troubleLimits.textGapMs;
    const gap: Trouble[] = isGap ? [{ kind: "speech_gap", startMs, endMs, cut: null }] : [];
    return [...loops, ...findStopped([chunk]), ...gap];
  });
}

/** Copies but the first, [from, to), of phrases that nobody says so often in a row. */
function findSaidTooOften(keys: readonly string[]): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  for (let from = 0; from < keys.length; from++) {
    for (let length = 1; length <= longestPhrase && from + length < keys.length; length++) {
      let run = 0;
      while (from + length + run < keys.length && keys[from + run] === keys[from + length + run]) run += 1;
      const times = 1 + Math.floor(run / length);
      if (times < leastTimes(length)) continue;
      const to = from + length * times;
      found.push({ from: from + length, to });
      from = to - 1;
      break;
    }
  }
  return found;
}

/** The words without those that nobody said. */
export function cutTroubles<Word>(words: readonly Word[], troubles: readonly Trouble[]): Word[] {
  const isCut = markCut(words.length, troubles);
  return words.filter((_, at) => !isCut[at]);
}

function markCut(length: number, troubles: readonly Trouble[]): boolean[] {
  const isCut = new Array<boolean>(length).fill(false);
  for (const { cut } of troubles) if (cut) isCut.fill(true, cut.from, cut.to);
  return isCut;
}

function findGaps(words: readonly TimedWord[], speech: readonly Span[]): Trouble[] {
  const covered = words
    .map((word) => ({
      startMs: word.startMs,
      endMs: Math.min(word.endMs, word.startMs + longestOf(word.text)),
    }))
    .sort((a, b) => a.startMs - b.startMs);
  const last = speech.at(-1)?.endMs ?? 0;
  const troubles: Trouble[] = [];
  let region = 0;
  /** What of the speech lies between two words. */
  const look = (startMs: number, endMs: number) => {
    while (region < speech.length && (speech[region] as Span).endMs <= startMs) region += 1;
    let heardMs = 0;
    let firstMs: number | null = null;
    let lastMs = startMs;
    for (let at = region; at < speech.length && (speech[at] as Span).startMs < endMs; at++) {
      const span = speech[at] as Span;
      const from = Math.max(startMs, span.startMs + troubleLimits.edgeMs);
      const to = Math.min(endMs, span.endMs - troubleLimits.edgeMs);
      if (to <= from) continue;
      heardMs += to - from;
      firstMs ??= from;
      lastMs = to;
    }
    if (firstMs === null || heardMs < troubleLimits.gapMs) return;
    troubles.push({ kind: "speech_gap", startMs: firstMs, endMs: lastMs, cut: null });
  };
  let heardMs = 0;
  for (const word of covered) {
    if (word.startMs > heardMs) look(heardMs, word.startMs);
    heardMs = Math.max(heardMs, word.endMs);
  }
  if (last > heardMs) look(heardMs, last);
  return troubles;
}

const longestOf = (text: string) => troubleLimits.wordMs + troubleLimits.letterMs * text.length;

function findTextOverSilence(words: readonly TimedWord[], speech: readonly Span[]): Trouble[] {
  const { nearMs, silentShare } = troubleLimits;
  const troubles: Trouble[] = [];
  let region = 0;
  words.forEach((word, at) => {
    while (region > 0 && (speech[region - 1] as Span).endMs + nearMs > word.startMs) region -= 1;
    while (region < speech.length && (speech[region] as Span).endMs + nearMs <= word.startMs) region += 1;
    let nearSpeechMs = 0;
    let coveredTo = word.startMs;
    for (let each = region; each < speech.length; each++) {
      const span = speech[each] as Span;
      if (span.startMs - nearMs >= word.endMs) break;
      const from = Math.max(coveredTo, span.startMs - nearMs);
      const to = Math.min(word.endMs, span.endMs + nearMs);
      if (to > from) {
        nearSpeechMs += to - from;
        coveredTo = to;
      }
    }
    const length = Math.max(1, word.endMs - word.startMs);
    const isInside = word.endMs <= word.startMs && isNear(speech[region], word.startMs, nearMs);
    if (isInside || nearSpeechMs >= length * (1 - silentShare)) return;
    const open = troubles.at(-1);
    if (open?.cut?.to === at) {
      open.endMs = Math.max(open.endMs, word.endMs);
      open.cut.to = at + 1;
      return;
    }
    const { startMs, endMs } = word;
    troubles.push({ kind: "text_over_silence", startMs, endMs, cut: { from: at, to: at + 1 } });
  });
  return troubles;
}

function isNear(span: Span | undefined, atMs: number, nearMs: number): boolean {
  return span !== undefined && span.startMs - nearMs <= atMs && atMs <= span.endMs + nearMs;
}

/** Phrases that follow themselves: those that nobody says so often, and those that took too little time to have been
 * said twice. One copy stays. */
function findRepeats(words: readonly TimedWord[]): Trouble[] {
  const keys = words.map(({ text }) => toKey(text));
  const msALetter = findPace(words);
  const troubles: Trouble[] = [];
  for (let from = 0; from < words.length; ) {
    const found = findRepeatAt(words, keys, from, msALetter);
    if (!found) {
      from += 1;
      continue;
    }
    const to = from + found.length * found.times;
    const said = words.slice(from, to);
    troubles.push({
      kind: found.isSure ? "loop" : "repeat",
      startMs: Math.min(...said.map((word) => word.startMs)),
      endMs: Math.max(...said.map((word) => word.endMs)),
      cut: found.isSure ? { from: from + found.length, to } : null,
    });
    from = to;
  }
  return troubles;
}

function findRepeatAt(words: readonly TimedWord[], keys: readonly string[], from: number, msALetter: number) {
  for (let length = 1; length <= longestPhrase && from + length < keys.length; length++) {
    if (keys[from] !== keys[from + length]) continue;
    let run = 0;
    while (from + length + run < keys.length && keys[from + run] === keys[from + length + run]) run += 1;
    const times = 1 + Math.floor(run / length);
    if (times < 2) continue;
    if (times >= leastTimes(length)) return { length, times, isSure: true };
    if (length === 1) continue;
    const all = words.slice(from, from + length * times);
    if (isHurried(words, from, length, times, msALetter)) return { length, times, isSure: true };
    const letters = all.reduce((sum, { text }) => sum + text.length, 0) / times;
    const isLong = length >= troubleLimits.longPhrase && letters >= troubleLimits.longPhraseLetters;
    if (isLong && !isApart(words, from, length, times)) return { length, times, isSure: false };
  }
  return null;
}

/** Whether there is a pause before every further copy. */
function isApart(words: readonly TimedWord[], from: number, length: number, times: number): boolean {
  for (let copy = from + length; copy < from + length * times; copy += length) {
    const [last, next] = [words[copy - 1], words[copy]];
    if (last && next && next.startMs - last.endMs < troubleLimits.breathMs) return false;
  }
  return true;
}

/** Whether the copies lie over one another, or all of them together, or one that is not the first, took less time than
 * they can have been said in. */
function isHurried(
  words: readonly TimedWord[],
  from: number,
  length: number,
  times: number,
  msALetter: number,
): boolean {
  const copies = Array.from({ length: times }, (_, copy) =>
    words.slice(from + copy * length, from + (copy + 1) * length),
  );
  const letters = (copies[0] as TimedWord[]).reduce((sum, { text }) => sum + text.length, 0);
  const expectedMs = letters * msALetter * troubleLimits.believedShare;
  const takenMs = measureUnion(copies.flat());
  const sumMs = copies.flat().reduce((sum, word) => sum + word.endMs - word.startMs, 0);
  if (takenMs < expectedMs * times || takenMs < 0.75 * sumMs) return true;
  return copies.slice(1).some((copy) => measureUnion(copy) < expectedMs * 0.7);
}

/** Time that at least one of the words takes up. */
function measureUnion(words: readonly TimedWord[]): number {
  const spans = [...words].sort((a, b) => a.startMs - b.startMs);
  let sum = 0;
  let to = Number.NEGATIVE_INFINITY;
  for (const { startMs, endMs } of spans) {
    const from = Math.max(to, startMs);
    if (endMs > from) sum += endMs - from;
    to = Math.max(to, endMs);
  }
  return sum;
}

/** Milliseconds a letter of this recording, the middle of all its words. */
function findPace(words: readonly TimedWord[]): number {
  const paces = words
    .filter(({ text, startMs, endMs }) => text.length >= 3 && endMs > startMs)
    .map(({ text, startMs, endMs }) => (endMs - startMs) / text.length)
    .sort((a, b) => a - b);
  return paces[paces.length >> 1] ?? 60;
}

/** The engine's own guard kept one copy; what it never came to hear lies behind it. */
function findStopped(chunks: readonly HeardChunk[]): Trouble[] {
  return chunks.flatMap(({ loopCut, words, startMs, endMs }): Trouble[] => {
    if (!loopCut) return [];
    const last = words.at(-1);
    return [{ kind: "loop_cut", startMs: Math.min(last?.startMs ?? startMs, endMs), endMs, cut: null }];
  });
}
