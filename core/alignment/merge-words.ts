import { type Stepwise, stepSize } from "../stepwise/stepwise";
import type { Word } from "../transcript/types";
import type { FlatWord } from "./carry-lines";
import { carryWordTimes, fitWordTimes } from "./carry-word-times";

/** The three texts of a merge as words, and which of them are the same; indexes into the lists. */
export interface MergeTexts {
  baseWords: readonly FlatWord[];
  mineWords: readonly FlatWord[];
  nextWords: readonly FlatWord[];
  mineOf: ReadonlyMap<number, number>;
  nextOf: ReadonlyMap<number, number>;
}

/** A stretch of the new text, [next0, next1), whose place a stretch of mine takes. */
export interface MineChunk {
  mine0: number;
  mine1: number;
  next0: number;
  next1: number;
  /** The machine heard the very same there as before: mine keeps its times. */
  isUnmoved: boolean;
}

/** A word of the merged text, and which word it is of each text; null: none. */
export interface MergedWord extends Word {
  baseAt: number | null;
  mineAt: number | null;
  nextAt: number | null;
  /** The machine has it at the same time as before, so that mine keeps its own. */
  isUnmoved: boolean;
}

/** The new text with mine in the places it takes. */
export function* mergeWords(
  texts: MergeTexts,
  taken: readonly MineChunk[],
  newId: () => string,
): Stepwise<MergedWord[]> {
  const { mineWords, nextWords } = texts;
  const baseOfNext = invert(texts.nextOf);
  const baseOfMine = invert(texts.mineOf);
  const merged: MergedWord[] = [];

  function* takeNext(from: number, to: number): Stepwise<void> {
    for (let nextAt = from; nextAt < to; nextAt++) {
      if (nextAt % stepSize === 0) yield;
      const next = nextWords[nextAt] as FlatWord;
      const baseAt = baseOfNext.get(nextAt) ?? null;
      const mineAt = baseAt === null ? null : (texts.mineOf.get(baseAt) ?? null);
      const mine = mineAt === null ? null : (mineWords[mineAt] as FlatWord);
      const base = baseAt === null ? null : (texts.baseWords[baseAt] as FlatWord);
      const isUnmoved = base !== null && base.startMs === next.startMs && base.endMs === next.endMs;
      const { startMs, endMs } = mine && isUnmoved ? mine : next;
      const { text, confidence } = next;
      merged.push({
        id: mine?.id || newId(),
        text,
        startMs,
        endMs,
        confidence,
        baseAt,
        mineAt,
        nextAt,
        isUnmoved,
      });
    }
  }

  function takeMine({ mine0, mine1, next0, next1, isUnmoved }: MineChunk): void {
    const mine = mineWords.slice(mine0, mine1);
    const heard = nextWords.slice(next0, next1);
    const timed = isUnmoved ? mine : timeWords(mine, heard, merged.at(-1) ?? null, nextWords[next1] ?? null);
    timed.forEach(({ startMs, endMs, confidence }, index) => {
      const mineAt = mine0 + index;
      const { id, text } = mine[index] as FlatWord;
      merged.push({
        id: id || newId(),
        text,
        startMs,
        endMs,
        confidence,
        baseAt: baseOfMine.get(mineAt) ?? null,
        mineAt,
        nextAt: null,
        isUnmoved,
      });
    });
  }

  let next0 = 0;
  for (const chunk of taken) {
    yield* takeNext(next0, chunk.next0);
    takeMine(chunk);
    next0 = chunk.next1;
  }
  yield* takeNext(next0, nextWords.length);
  return merged;
}

/** Mine with times between the words around it: those of what the machine heard there, or where it heard nothing, its
 * own, as far as they fit. */
function timeWords(
  mine: readonly FlatWord[],
  heard: readonly FlatWord[],
  before: Word | null,
  after: FlatWord | null,
): readonly Pick<Word, "startMs" | "endMs" | "confidence">[] {
  const all = [...mine, ...heard];
  const startMs = before?.endMs ?? Math.min(...all.map((word) => word.startMs));
  const endMs = Math.max(startMs, after?.startMs ?? Math.max(...all.map((word) => word.endMs)));
  if (heard.length === 0) return fitWordTimes(mine, { startMs, endMs });
  // As many words as are heard there: each for each, as a corrected name is.
  if (heard.length === mine.length) return heard;
  const text = mine.map((word) => word.text).join(" ");
  return carryWordTimes(heard, text, { startMs, endMs }, () => "");
}

function invert(pairs: ReadonlyMap<number, number>): Map<number, number> {
  return new Map([...pairs].map(([from, to]) => [to, from]));
}
