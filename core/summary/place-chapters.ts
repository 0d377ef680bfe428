import type { Term } from "./read-terms";
import type { ChapterRange, SummarySentence } from "./types";

/** As in the paper: words of a token sequence, sequences of a block. */
const sequenceWords = 20;
const blockSequences = 10;
/** A chapter is at least so long, in words and in time, unless the document is shorter. */
const fewestWords = 120;
const shortestMs = 45_000;
/** More than these are no overview. */
const mostChapters = 60;
/** How far from the gap its boundary may be moved. */
const reachSentences = 4;

/** Where a document turns to another subject, by TextTiling (Hearst, TextTiling: Segmenting Text into Multi-paragraph
 * Subtopic Passages, Computational Linguistics 23 (1), 1997): blocks of token sequences are compared across every gap, the
 * similarities smoothed, and the deepest valleys become boundaries, each moved to a sentence nearby, if possible to one that
 * begins a paragraph. Differing from the paper, terms that stand in most sequences count less (by their inverse frequency), and
 * chapters have a shortest length and a largest number. The ranges cover all sentences in order.
 * @param terms of each sentence */
export function placeChapters(
  sentences: readonly SummarySentence[],
  terms: readonly (readonly Term[])[],
): ChapterRange[] {
  if (sentences.length === 0) return [];
  const sequences = readSequences(sentences, terms);
  const scores = smooth(scoreGaps(sequences));
  const depths = measureDepths(scores);
  const boundaries = chooseBoundaries(sentences, terms, sequences, depths);
  const starts = [0, ...boundaries];
  return starts.map((firstSentence, at) => ({
    firstSentence,
    sentenceCount: (starts[at + 1] ?? sentences.length) - firstSentence,
  }));
}

interface Sequence {
  /** The sentence in which it begins. */
  sentence: number;
  terms: Map<number, number>;
}

/** Token sequences end with a sentence, so that each gap is one. */
function readSequences(
  sentences: readonly SummarySentence[],
  allTerms: readonly (readonly Term[])[],
): Sequence[] {
  const ids = new Map<string, number>();
  const sequences: Sequence[] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const { index, wordCount } of sentences) {
    if (size >= sequenceWords) {
      sequences.push({ sentence: index, terms: new Map() });
      size = 0;
    }
    const { terms } = sequences.at(-1) as Sequence;
    const found = allTerms[index] ?? [];
    // A text without spaces may have come as one word a line.
    size += Math.max(wordCount, found.length);
    for (const { key } of found) {
      const id = ids.get(key) ?? ids.set(key, ids.size).size - 1;
      terms.set(id, (terms.get(id) ?? 0) + 1);
    }
  }
  return sequences;
}

/** The similarity of the blocks before and after each gap, 0 to 1; gap n stands before sequence n + 1. */
function scoreGaps(sequences: readonly Sequence[]): number[] {
  const spread = new Map<number, number>();
  for (const { terms } of sequences) for (const id of terms.keys()) spread.set(id, (spread.get(id) ?? 0) + 1);
  const weightOf = (id: number) => Math.log(1 + sequences.length / (spread.get(id) ?? 1));
  const scores: number[] = [];
  for (let gap = 1; gap < sequences.length; gap++) {
    const size = Math.min(blockSequences, gap, sequences.length - gap);
    const before = sumTerms(sequences.slice(gap - size, gap));
    const after = sumTerms(sequences.slice(gap, gap + size));
    scores.push(compare(before, after, weightOf));
  }
  return scores;
}

function sumTerms(sequences: readonly Sequence[]): Map<number, number> {
  const sum = new Map<number, number>();
  for (const { terms } of sequences) for (const [id, count] of terms) sum.set(id, (sum.get(id) ?? 0) + count);
  return sum;
}

function compare(
  a: ReadonlyMap<number, number>,
  b: ReadonlyMap<number, number>,
  weightOf: (id: number) => number,
): number {
  let [dot, normA, normB] = [0, 0, 0];
  for (const [id, count] of a) {
    const weight = count * weightOf(id);
    normA += weight * weight;
    dot += weight * (b.get(id) ?? 0) * weightOf(id);
  }
  for (const [id, count] of b) normB += (count * weightOf(id)) ** 2;
  return normA > 0 && normB > 0 ? dot / Math.sqrt(normA * normB) : 0;
}

/** The mean of each with its neighbours, twice. */
function smooth(scores: readonly number[]): number[] {
  const once = (given: readonly number[]) =>
    given.map((_, at) => {
      const near = given.slice(Math.max(0, at - 1), at + 2);
      return near.reduce((sum, score) => sum + score, 0) / near.length;
    });
  return once(once(scores));
}

/** How far a valley lies below the peaks on its two sides. */
function measureDepths(scores: readonly number[]): number[] {
  return scores.map((score, at) => {
    const isValley = score <= (scores[at - 1] ?? score) && score <= (scores[at + 1] ?? score);
    if (!isValley) return 0;
    const climb = (step: -1 | 1) => {
      let top = score;
      for (let next = at + step; (scores[next] ?? -1) >= top; next += step) top = scores[next] as number;
      return top - score;
    };
    return climb(-1) + climb(1);
  });
}

/** The deepest first, above the mean less half a deviation (the paper's liberal limit), none too near to another. */
function chooseBoundaries(
  sentences: readonly SummarySentence[],
  terms: readonly (readonly Term[])[],
  sequences: readonly Sequence[],
  depths: readonly number[],
): number[] {
  const valleys = depths.filter((depth) => depth > 0);
  const mean = valleys.reduce((sum, depth) => sum + depth, 0) / Math.max(1, valleys.length);
  const variance = valleys.reduce((sum, depth) => sum + (depth - mean) ** 2, 0) / Math.max(1, valleys.length);
  const limit = mean - Math.sqrt(variance) / 2;
  const last = sentences.at(-1) as SummarySentence;
  const first = sentences[0] as SummarySentence;
  // Long recordings have longer chapters.
  const totalMs = Math.max(0, last.endMs - first.startMs);
  const totalWords = last.firstWord + last.wordCount;
  const leastMs = Math.max(shortestMs, totalMs / mostChapters);
  const leastWords = Math.max(fewestWords, totalWords / mostChapters);
  const isFar = (a: number, b: number) => {
    const [from, to] = a < b ? [a, b] : [b, a];
    const [start, end] = [sentences[from] as SummarySentence, sentences[to]];
    const endWord = end?.firstWord ?? totalWords;
    const endMs = end?.startMs ?? last.endMs;
    return endWord - start.firstWord >= leastWords && (totalMs === 0 || endMs - start.startMs >= leastMs);
  };
  const ranked = depths
    .map((depth, gap) => ({ depth, gap }))
    .filter(({ depth }) => depth > 0 && depth >= limit)
    .sort((a, b) => b.depth - a.depth || a.gap - b.gap);
  const chosen: number[] = [];
  for (const { gap } of ranked) {
    const at = moveToSentence(sentences, terms, (sequences[gap + 1] as Sequence).sentence);
    if (chosen.length + 1 >= mostChapters) break;
    if ([0, sentences.length, ...chosen].every((other) => other !== at && isFar(at, other))) chosen.push(at);
  }
  return chosen.sort((a, b) => a - b);
}

/** To the sentence near it where the fewest words go on; to one that begins a paragraph where there is one. */
function moveToSentence(
  sentences: readonly SummarySentence[],
  terms: readonly (readonly Term[])[],
  at: number,
): number {
  const near: number[] = [];
  for (let by = -reachSentences; by <= reachSentences; by++) if (sentences[at + by]) near.push(at + by);
  const opening = near.filter((each) => sentences[each]?.opensParagraph);
  const ranked = (opening.length > 0 ? opening : near)
    .map((each) => ({ each, shared: countShared(terms, each), far: Math.abs(each - at) }))
    .sort((a, b) => a.shared - b.shared || a.far - b.far);
  return ranked[0]?.each ?? at;
}

/** The share of words around a place that stand on both of its sides. */
function countShared(terms: readonly (readonly Term[])[], at: number): number {
  const keysOf = (from: number, to: number) =>
    terms.slice(Math.max(0, from), Math.max(0, to)).flatMap((list) => list.map(({ key }) => key));
  const before = keysOf(at - blockSequences, at);
  const after = keysOf(at, at + blockSequences);
  const [first, second] = [new Set(before), new Set(after)];
  const shared =
    before.filter((key) => second.has(key)).length + after.filter((key) => first.has(key)).length;
  return shared / Math.max(1, before.length + after.length);
}
