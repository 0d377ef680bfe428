import { runAtOnce, type Stepwise } from "../stepwise/stepwise";
import { alignWordsInSteps } from "./align-words";
import { buildCarriedLines } from "./build-carried-lines";
import { type CarriedLine, type CarryLine, type FlatWord, listFlatWords } from "./carry-lines";
import { toKey } from "./carry-word-times";
import { type MineChunk, mergeWords } from "./merge-words";

/** An edit that has no sure place in the new text. */
export interface UnplacedEdit {
  startMs: number;
  endMs: number;
  /** What the machine heard there now. */
  quote: string;
  /** What the person had there; empty where they had only removed words. */
  text: string;
  /** What the machine had heard there before. */
  replaced: string;
}

export interface CarryInput {
  /** What the machine had made of the recording before. */
  base: readonly CarryLine[];
  /** What a person made of that. */
  mine: readonly CarryLine[];
  /** What a machine makes of the recording now. */
  next: readonly CarryLine[];
  /** Ids for words that are new to the document. */
  newId: () => string;
}

/** Words further apart on the clock are not the same, however alike they are. */
const driftMaxMs = 30_000;
/** So many words that only the machine changed may lie around an edit that it changed too. */
const untouchedMax = 6;

/** A stretch of the three texts between two words that are in all of them: [base0, base1) and so on. */
export interface Chunk {
  base0: number;
  base1: number;
  mine0: number;
  mine1: number;
  next0: number;
  next1: number;
}

/** Carries a person's edits over to a new machine result of the same recording, by the three-way merge of S. Khanna,
 * K. Kunal and B. Pierce, "A formal investigation of diff3" (2007), over words. Where the person changed nothing, the
 * new text and its times stand; where they did, their words stand, with times from the new text. Where both changed
 * the same few words, the person's stand too; an edit amid words that the machine now hears quite differently has no
 * sure place and is given back instead. Lines keep their ids and speakers. */
export function carryEdits(input: CarryInput): CarriedEdits {
  return runAtOnce(carryEditsInSteps(input));
}

export interface CarriedEdits {
  lines: CarriedLine[];
  unplaced: UnplacedEdit[];
}

/** The same, for long texts. */
export function* carryEditsInSteps({ base, mine, next, newId }: CarryInput): Stepwise<CarriedEdits> {
  const baseWords = yield* listFlatWords(base);
  const mineWords = yield* listFlatWords(mine);
  const nextWords = yield* listFlatWords(next);
  const same = yield* alignWordsInSteps(baseWords, mineWords, { driftMaxMs });
  const mineOf = new Map(same.filter(([from, to]) => baseWords[from]?.text === mineWords[to]?.text));
  yield;
  const nextOf = new Map(yield* alignWordsInSteps(baseWords, nextWords, { driftMaxMs }));
  yield;
  const taken: MineChunk[] = [];
  const unplaced: UnplacedEdit[] = [];
  for (const chunk of listChunks([baseWords.length, mineWords.length, nextWords.length], mineOf, nextOf)) {
    yield;
    const texts: ChunkTexts = {
      base: baseWords.slice(chunk.base0, chunk.base1),
      mine: mineWords.slice(chunk.mine0, chunk.mine1),
      next: nextWords.slice(chunk.next0, chunk.next1),
    };
    if (isSameText(texts.base, texts.mine)) continue;
    const isHeardAlike = isSameSpeech(texts.base, texts.next);
    if (isHeardAlike || isSurePlace(texts, countKept(chunk, mineOf)))
      taken.push({ ...chunk, isUnmoved: isHeardAlike && hasSameTimes(texts.base, texts.next) });
    else if (!isSameText(texts.mine, texts.next)) unplaced.push(describe(texts));
  }
  const merge = { baseWords, mineWords, nextWords, mineOf, nextOf };
  const merged = yield* mergeWords(merge, taken, newId);
  const lines = yield* buildCarriedLines(merged, merge, { base, mine, next });
  return { lines, unplaced };
}

interface ChunkTexts {
  base: FlatWord[];
  mine: FlatWord[];
  next: FlatWord[];
}

/** What lies between words that are in all three texts, in order. */
function listChunks(
  [baseLength, mineLength, nextLength]: [number, number, number],
  mineOf: ReadonlyMap<number, number>,
  nextOf: ReadonlyMap<number, number>,
): Chunk[] {
  const chunks: Chunk[] = [];
  let [base0, mine0, next0] = [0, 0, 0];
  for (let base1 = 0; base1 <= baseLength; base1++) {
    const isEnd = base1 === baseLength;
    const mine1 = isEnd ? mineLength : mineOf.get(base1);
    const next1 = isEnd ? nextLength : nextOf.get(base1);
    if (mine1 === undefined || next1 === undefined) continue;
    if (base1 > base0 || mine1 > mine0 || next1 > next0)
      chunks.push({ base0, base1, mine0, mine1, next0, next1 });
    [base0, mine0, next0] = [base1 + 1, mine1 + 1, next1 + 1];
  }
  return chunks;
}

function countKept({ base0, base1 }: Chunk, mineOf: ReadonlyMap<number, number>): number {
  let count = 0;
  for (let at = base0; at < base1; at++) if (mineOf.has(at)) count++;
  return count;
}

/** Whether mine may take the place of what the machine now hears differently: it does so for a few words only, and is
 * about as long. What was added where the machine had heard nothing must be much what it hears there now. */
function isSurePlace({ base, mine, next }: ChunkTexts, untouched: number): boolean {
  if (next.length === 0) return untouched <= untouchedMax;
  if (base.length === 0) {
    const keys = new Set(next.map(({ text }) => toKey(text)));
    const shared = mine.filter(({ text }) => keys.has(toKey(text))).length;
    return shared * 2 >= next.length;
  }
  const longest = Math.max(base.length, mine.length);
  return untouched <= untouchedMax && next.length <= longest + 1 + Math.floor(longest / 4);
}

function isSameText(a: readonly FlatWord[], b: readonly FlatWord[]): boolean {
  return a.length === b.length && a.every(({ text }, at) => text === b[at]?.text);
}

/** But for capitals and punctuation. */
function isSameSpeech(a: readonly FlatWord[], b: readonly FlatWord[]): boolean {
  return a.length === b.length && a.every(({ text }, at) => toKey(text) === toKey(b[at]?.text ?? ""));
}

function hasSameTimes(a: readonly FlatWord[], b: readonly FlatWord[]): boolean {
  return a.every(({ startMs, endMs }, at) => startMs === b[at]?.startMs && endMs === b[at]?.endMs);
}

function describe({ base, mine, next }: ChunkTexts): UnplacedEdit {
  const around = mine.length > 0 ? mine : base;
  const join = (words: readonly FlatWord[]) => words.map(({ text }) => text).join(" ");
  return {
    startMs: Math.min(...around.map(({ startMs }) => startMs)),
    endMs: Math.max(...around.map(({ endMs }) => endMs)),
    quote: join(next),
    text: join(mine),
    replaced: join(base),
  };
}
