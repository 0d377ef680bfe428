import type { TimedWord } from "../transcript/types";
import { alignWords } from "./align-words";
import { toKey } from "./carry-word-times";

/** What one pass heard, in order. */
export interface DecodedPass {
  words: readonly TimedWord[];
  /** How much its vote counts. */
  weight: number;
}

export interface VoteSettings {
  /** Share of a vote that it has for being cast; the rest goes by its confidence. 0..1. */
  countShare: number;
  /** Confidence of a pass that heard no word where others did. */
  absentConfidence: number;
  /** Of a word that its engine gave no confidence for. */
  unknownConfidence: number;
}

/** A word that was outvoted; `text` null: the pass heard none there. */
export interface LostVote {
  pass: number;
  text: string | null;
  confidence: number | null;
}

export interface MergedWord extends TimedWord {
  /** The pass that its spelling and times are of. */
  pass: number;
  /** Passes that heard the same, that one with them. */
  agreed: number[];
  lost: LostVote[];
}

/** Words that one pass or several heard and that were outvoted by those that heard none. */
export interface LeftOutWord extends TimedWord {
  pass: number;
}

export interface MergedDecodings {
  words: MergedWord[];
  leftOut: LeftOutWord[];
  /** Share of the places at which all passes heard the same word, 0..1. */
  agreement: number;
}

/** One place of the text with what each pass heard there. */
interface Slot {
  startMs: number;
  votes: (TimedWord | null)[];
}

/** Words further apart than this are never the same. */
const driftMaxMs = 4_000;
const insertCost = 0.75;
/** Beyond so many comparisons a stretch is cut in two by the clock. */
const cellsMax = 250_000;

/** Several decodings of one sound in one, word by word: the passes are aligned to one network of words, the first as its
 * spine, and at each place the word with the most votes wins, weighted by how sure each pass was. J. G. Fiscus, "A
 * post-processing system to yield reduced word error rates: Recognizer Output Voting Error Reduction (ROVER)", 1997.
 * Of equals the earlier pass wins, so the same passes always give the same text. */
export function mergeDecodings(passes: readonly DecodedPass[], settings: VoteSettings): MergedDecodings {
  let slots: Slot[] = [];
  for (const [pass, { words }] of passes.entries()) slots = addPass(slots, words, pass);
  const words: MergedWord[] = [];
  const leftOut: LeftOutWord[] = [];
  let same = 0;
  for (const { votes } of slots) {
    const word = decide(votes, passes, settings);
    if (word === null) {
      const pass = votes.findIndex((vote) => vote != null);
      leftOut.push({ ...(votes[pass] as TimedWord), pass });
      continue;
    }
    if (word.agreed.length === passes.length) same += 1;
    words.push(word);
  }
  return {
    words: keepInOrder(words),
    leftOut,
    agreement: slots.length === 0 ? 1 : Math.round((same / slots.length) * 1_000) / 1_000,
  };
}

function decide(
  votes: readonly (TimedWord | null)[],
  passes: readonly DecodedPass[],
  { countShare, absentConfidence, unknownConfidence }: VoteSettings,
): MergedWord | null {
  const scores = new Map<string | null, { score: number; passes: number[] }>();
  const sureness: number[] = [];
  passes.forEach(({ weight }, pass) => {
    const vote = votes[pass] ?? null;
    const confidence = vote === null ? absentConfidence : (vote.confidence ?? unknownConfidence);
    sureness.push(confidence * weight);
    const key = vote && toKey(vote.text);
    const known = scores.get(key) ?? { score: 0, passes: [] };
    known.score += weight * (countShare + (1 - countShare) * confidence);
    known.passes.push(pass);
    scores.set(key, known);
  });
  let best: { key: string | null; score: number; passes: number[] } | null = null;
  for (const [key, { score, passes: of }] of scores) {
    if (!best || score > best.score + 1e-9) best = { key, score, passes: of };
  }
  if (!best || best.key === null) return null;
  const [pass = 0] = best.passes;
  const chosen = votes[pass] as TimedWord;
  const agreed = best.passes;
  const isKnown = agreed.some((each) => votes[each]?.confidence != null);
  const weight = agreed.reduce((sum, each) => sum + (passes[each]?.weight ?? 0), 0);
  const sure = agreed.reduce((sum, each) => sum + (sureness[each] as number), 0) / weight;
  // How sure those were who heard it, and how far the others let it stand.
  const share = best.score / [...scores.values()].reduce((sum, { score }) => sum + score, 0);
  return {
    text: chosen.text,
    startMs: chosen.startMs,
    endMs: chosen.endMs,
    confidence: isKnown ? Math.round(Math.min(1, sure * share) * 1_000) / 1_000 : null,
    pass,
    agreed,
    lost: passes.flatMap((_, each): LostVote[] => {
      if (agreed.includes(each)) return [];
      const vote = votes[each] ?? null;
      return [{ pass: each, text: vote?.text ?? null, confidence: vote?.confidence ?? null }];
    }),
  };
}

/** Words of several passes side by side may reach into one another. */
function keepInOrder(words: MergedWord[]): MergedWord[] {
  let endMs = 0;
  return words.map((word, at) => {
    const startMs = Math.max(word.startMs, endMs);
    const next = words[at + 1]?.startMs ?? Number.POSITIVE_INFINITY;
    endMs = Math.max(startMs, Math.min(word.endMs, Math.max(next, startMs)));
    return { ...word, startMs, endMs };
  });
}

function addPass(slots: Slot[], words: readonly TimedWord[], pass: number): Slot[] {
  const padded = slots.map((slot) => ({ ...slot, votes: [...slot.votes, null] as Slot["votes"] }));
  const added: Slot[] = [];
  const addAlone = (word: TimedWord) => {
    added.push({ startMs: word.startMs, votes: [...new Array<null>(pass).fill(null), word] });
  };
  const take = (slot: Slot, word: TimedWord) => {
    slot.votes[pass] = word;
    added.push(slot);
  };
  const spine = padded.map(({ votes, startMs }) => ({
    text: (votes.find((vote) => vote != null) as TimedWord).text,
    startMs,
  }));
  let [slotAt, wordAt] = [0, 0];
  const between = (slotEnd: number, wordEnd: number) => {
    alignStretch(padded.slice(slotAt, slotEnd), words.slice(wordAt, wordEnd), (slot, word) => {
      if (slot && word) take(slot, word);
      else if (slot) added.push(slot);
      else if (word) addAlone(word);
    });
  };
  for (const [from, to] of alignWords(spine, words, { driftMaxMs })) {
    between(from, to);
    take(padded[from] as Slot, words[to] as TimedWord);
    [slotAt, wordAt] = [from + 1, to + 1];
  }
  between(padded.length, words.length);
  return added;
}

type Pairing = (slot: Slot | null, word: TimedWord | null) => void;

/** What stands between two words that all agree on: the least costly pairing. */
function alignStretch(slots: Slot[], words: readonly TimedWord[], pair: Pairing): void {
  if (slots.length === 0 || words.length === 0) {
    for (const slot of slots) pair(slot, null);
    for (const word of words) pair(null, word);
    return;
  }
  if (slots.length * words.length > cellsMax) {
    const [slotMiddle, wordMiddle] = findMiddle(slots, words);
    alignStretch(slots.slice(0, slotMiddle), words.slice(0, wordMiddle), pair);
    alignStretch(slots.slice(slotMiddle), words.slice(wordMiddle), pair);
    return;
  }
  const keys = words.map(({ text }) => toKey(text));
  const slotKeys = slots.map(
    ({ votes }) => new Set(votes.flatMap((vote) => (vote ? [toKey(vote.text)] : []))),
  );
  const width = words.length + 1;
  const costs = new Float64Array((slots.length + 1) * width);
  const substitution = (row: number, column: number) =>
    slotKeys[row]?.has(keys[column] as string)
      ? 0
      : distanceCost(slots[row] as Slot, words[column] as TimedWord);
  for (let row = 0; row <= slots.length; row++) {
    for (let column = 0; column <= words.length; column++) {
      if (row === 0 || column === 0) {
        costs[row * width + column] = (row + column) * insertCost;
        continue;
      }
      const at = (r: number, c: number) => costs[r * width + c] as number;
      costs[row * width + column] = Math.min(
        at(row - 1, column - 1) + substitution(row - 1, column - 1),
        at(row - 1, column) + insertCost,
        at(row, column - 1) + insertCost,
      );
    }
  }
  const pairs: [Slot | null, TimedWord | null][] = [];
  for (let [row, column] = [slots.length, words.length]; row > 0 || column > 0; ) {
    const here = costs[row * width + column] as number;
    const diagonal =
      row > 0 && column > 0
        ? (costs[(row - 1) * width + column - 1] as number) + substitution(row - 1, column - 1)
        : Number.POSITIVE_INFINITY;
    if (diagonal <= here + 1e-9) {
      pairs.push([slots[--row] as Slot, words[--column] as TimedWord]);
    } else if (row > 0 && (costs[(row - 1) * width + column] as number) + insertCost <= here + 1e-9) {
      pairs.push([slots[--row] as Slot, null]);
    } else {
      pairs.push([null, words[--column] as TimedWord]);
    }
  }
  for (const [slot, word] of pairs.reverse()) pair(slot, word);
}

/** One word for another, dearer where they were not heard at the same time: then they are two. */
function distanceCost({ startMs, votes }: Slot, word: TimedWord): number {
  const endMs = Math.max(...votes.map((vote) => vote?.endMs ?? startMs));
  const apartMs = Math.max(0, word.startMs - endMs, startMs - word.endMs);
  return 1 + Math.min(1, apartMs / 500);
}

function findMiddle(slots: readonly Slot[], words: readonly TimedWord[]): [number, number] {
  if (slots.length === 1) return [1, words.length >> 1];
  const slotMiddle = slots.length >> 1;
  const middleMs = (slots[slotMiddle] as Slot).startMs;
  const found = words.findIndex(({ startMs }) => startMs >= middleMs);
  return [slotMiddle, found === -1 ? words.length : found];
}
