import { type Stepwise, stepSize } from "../stepwise/stepwise";
import type { CarriedLine, CarryLine, FlatWord } from "./carry-lines";
import { fitWordTimes } from "./carry-word-times";
import type { MergedWord, MergeTexts } from "./merge-words";

/** The lines that the words of a merge are on. */
export interface MergeLines {
  base: readonly CarryLine[];
  mine: readonly CarryLine[];
  next: readonly CarryLine[];
}

/** Cuts merged words into lines. A line break that the person made or took away stays so; all others are as the new
 * text has them. Each line has the id and speaker of that of mine which most of its words come from. */
export function* buildCarriedLines(
  merged: readonly MergedWord[],
  texts: MergeTexts,
  lines: MergeLines,
): Stepwise<CarriedLine[]> {
  const groups: MergedWord[][] = [];
  for (const [index, word] of merged.entries()) {
    if (index % stepSize === 0) yield;
    const before = merged[index - 1];
    if (!before || isBreak(before, word, texts, lines)) groups.push([word]);
    else groups.at(-1)?.push(word);
  }
  const origins: (Origin | null)[] = [];
  for (const group of groups) {
    yield;
    origins.push(findOrigin(group, texts));
  }
  const owners = chooseOwners(origins);
  let previousEndMs = 0;
  const carried: CarriedLine[] = [];
  for (const [index, group] of groups.entries()) {
    yield;
    const origin = origins[index]?.line ?? null;
    const own = origin !== null && owners.get(origin) === index ? (lines.mine[origin] as CarryLine) : null;
    const startMs = findStart(group[0] as MergedWord, texts, lines, previousEndMs);
    const endMs = Math.max(startMs, findEnd(group.at(-1) as MergedWord, texts, lines));
    previousEndMs = endMs;
    const words = group.map(({ id, text, startMs, endMs, confidence }) => ({
      id,
      text,
      startMs,
      endMs,
      confidence,
    }));
    const text = words.map((word) => word.text).join(" ");
    carried.push({
      id: own?.id ?? null,
      startMs,
      endMs,
      speakerId:
        origin === null
          ? findSpeakerAt(startMs, endMs, lines.mine)
          : ((lines.mine[origin] as CarryLine).speakerId ?? null),
      text: own && own.text.split(/\s+/).filter(Boolean).join(" ") === text ? own.text : text,
      words: fitWordTimes(words, { startMs, endMs }),
    });
  }
  return carried;
}

function isBreak(before: MergedWord, word: MergedWord, texts: MergeTexts, { mine }: MergeLines): boolean {
  const isNext = word.nextAt !== null && word.nextAt - 1 === before.nextAt;
  const nextHas = word.nextAt !== null && (texts.nextWords[word.nextAt] as FlatWord).isFirst;
  if (word.mineAt === null || word.mineAt - 1 !== before.mineAt) {
    if (isNext || word.mineAt === null) return nextHas;
    return nextHas || (texts.mineWords[word.mineAt] as FlatWord).isFirst;
  }
  const [from, to] = [texts.mineWords[word.mineAt - 1] as FlatWord, texts.mineWords[word.mineAt] as FlatWord];
  const mineHas = to.isFirst;
  if (mineHas && mine[from.line]?.speakerId !== mine[to.line]?.speakerId) return true;
  const isBase = word.baseAt !== null && word.baseAt - 1 === before.baseAt;
  if (!isBase || (texts.baseWords[word.baseAt as number] as FlatWord).isFirst !== mineHas) return mineHas;
  return isNext ? nextHas : mineHas;
}

interface Origin {
  line: number;
  words: number;
}

/** The line of mine that most of these words come from. */
function findOrigin(group: readonly MergedWord[], { mineWords }: MergeTexts): Origin | null {
  const counts = new Map<number, number>();
  for (const { mineAt } of group) {
    if (mineAt === null) continue;
    const { line } = mineWords[mineAt] as FlatWord;
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  let best: Origin | null = null;
  for (const [line, words] of counts) if (!best || words > best.words) best = { line, words };
  return best;
}

/** Which of the new lines goes on as each line of mine: the one with the most of its words, or the first of them. */
function chooseOwners(origins: readonly (Origin | null)[]): Map<number, number> {
  const owners = new Map<number, { index: number; words: number }>();
  origins.forEach((origin, index) => {
    if (!origin) return;
    const owner = owners.get(origin.line);
    if (!owner || origin.words > owner.words) owners.set(origin.line, { index, words: origin.words });
  });
  return new Map([...owners].map(([line, { index }]) => [line, index]));
}

/** Where a line starts: where mine did if the machine did not move it or the person did, else where the new text's line
 * starts, else with its first word. */
function findStart(
  first: MergedWord,
  { baseWords, mineWords, nextWords }: MergeTexts,
  { base, mine, next }: MergeLines,
  previousEndMs: number,
): number {
  const mineWord = first.mineAt === null ? null : (mineWords[first.mineAt] as FlatWord);
  if (mineWord?.isFirst) {
    const line = mine[mineWord.line] as CarryLine;
    const baseWord = first.baseAt === null ? null : (baseWords[first.baseAt] as FlatWord);
    if (first.isUnmoved) return line.startMs;
    if (baseWord?.isFirst && base[baseWord.line]?.startMs !== line.startMs) return line.startMs;
    if (!baseWord) return Math.min(first.startMs, Math.max(line.startMs, previousEndMs));
  }
  const nextWord = first.nextAt === null ? null : (nextWords[first.nextAt] as FlatWord);
  return nextWord?.isFirst ? (next[nextWord.line] as CarryLine).startMs : first.startMs;
}

/** Likewise where it ends. */
function findEnd(
  last: MergedWord,
  { baseWords, mineWords, nextWords }: MergeTexts,
  { base, mine, next }: MergeLines,
): number {
  const mineWord = last.mineAt === null ? null : (mineWords[last.mineAt] as FlatWord);
  if (mineWord?.isLast) {
    const line = mine[mineWord.line] as CarryLine;
    const baseWord = last.baseAt === null ? null : (baseWords[last.baseAt] as FlatWord);
    if (last.isUnmoved) return line.endMs;
    if (baseWord?.isLast && base[baseWord.line]?.endMs !== line.endMs) return line.endMs;
  }
  const nextWord = last.nextAt === null ? null : (nextWords[last.nextAt] as FlatWord);
  return nextWord?.isLast ? (next[nextWord.line] as CarryLine).endMs : last.endMs;
}

/** Who speaks longest in a stretch that has no words of mine. */
function findSpeakerAt(startMs: number, endMs: number, mine: readonly CarryLine[]): string | null {
  let best: { speakerId: string | null; ms: number } = { speakerId: null, ms: 0 };
  for (const line of mine) {
    const ms = Math.min(endMs, line.endMs) - Math.max(startMs, line.startMs);
    if (ms > best.ms) best = { speakerId: line.speakerId, ms };
  }
  return best.speakerId;
}
