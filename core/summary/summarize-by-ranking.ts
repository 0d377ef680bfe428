import { citeChapters, citeSentences } from "./cite-sentences";
import { hasCue } from "./find-cues";
import { nameChapters } from "./name-chapters";
import { placeChapters } from "./place-chapters";
import { chooseSentences, rankSentences, type TermVector } from "./rank-sentences";
import { readAllTerms, type Term } from "./read-terms";
import type { ChapterRange, Summary, SummarySentence, SummaryTemplate } from "./types";

/** Of a chapter with more sentences, those with the most to say are ranked. */
const mostRanked = 250;
/** What can be a statement: shorter says nothing by itself, longer is no summary. */
const fewestTerms = 3;
const longestStatement = 400;
/** Of a short text not all is its summary. */
const fewestStatements = 3;
const largestShare = 0.25;

/** A sentence and how central it is to its chapter, as a multiple of the mean. */
type Ranked = { index: number; score: number; terms: TermVector };

/** A summary without a model: chapters by TextTiling, and in each section sentences of the document as they were said,
 * chosen by LexRank within each chapter, so that each chapter has a say. The same document gives the same summary. */
export function summarizeByRanking(
  sentences: readonly SummarySentence[],
  template: SummaryTemplate,
  language: string | null,
): Summary {
  const texts = sentences.map(({ text }) => text);
  const terms = readAllTerms(texts, language);
  const ranges = placeChapters(sentences, terms);
  const ranked = ranges.map((range) => rankChapter(sentences, range, terms));
  const fair = Math.max(fewestStatements, Math.ceil(sentences.length * largestShare));
  const taken = new Set<string>();
  const chosen = new Map<string, number[]>();
  const isFree = ({ index }: Ranked) => !taken.has(texts[index] ?? "");
  const take = (id: string, kept: number[]) => {
    for (const index of kept) taken.add(texts[index] ?? "");
    chosen.set(id, kept);
  };
  // What has a cue belongs to its section; the sentences of no kind tell of the rest.
  for (const { id, search, most } of template.sections) {
    if (search === "central") continue;
    const hasIt = ({ index }: Ranked) => hasCue(sentences[index] as SummarySentence, search, language);
    take(
      id,
      pickBest(
        ranked.flat().filter((each) => isFree(each) && hasIt(each)),
        most,
      ),
    );
  }
  for (const { id, search, most } of template.sections) {
    if (search !== "central") continue;
    // A question tells what somebody wanted to know, not what was said.
    const tells = (each: Ranked) => isFree(each) && !/[?？؟]["”’»)\]]*$/u.test(texts[each.index] ?? "");
    take(
      id,
      pickFromEach(
        ranked.map((list) => list.filter(tells)),
        Math.min(most, fair),
      ),
    );
  }
  return {
    chapters: citeChapters(sentences, ranges, nameChapters(sentences, ranges, terms)),
    sections: template.sections.map(({ id, title }) => ({
      id,
      title,
      statements: (chosen.get(id) ?? []).map((index) => ({
        text: texts[index] ?? "",
        sources: citeSentences(sentences, [index]),
      })),
    })),
    dropped: [],
  };
}

function rankChapter(
  sentences: readonly SummarySentence[],
  { firstSentence, sentenceCount }: ChapterRange,
  allTerms: readonly (readonly Term[])[],
): Ranked[] {
  const candidates = sentences
    .slice(firstSentence, firstSentence + sentenceCount)
    .filter(({ text }) => text.length <= longestStatement)

    .map(({ index }) => ({ index, terms: countTerms(allTerms[index] ?? []) }))
    .filter(({ terms }) => terms.size >= fewestTerms);
  const kept =
    candidates.length <= mostRanked
      ? candidates
      : [...candidates]
          .sort((a, b) => b.terms.size - a.terms.size || a.index - b.index)
          .slice(0, mostRanked)
          .sort((a, b) => a.index - b.index);
  const { scores } = rankSentences(kept.map(({ terms }) => terms));
  return kept.map(({ index, terms }, at) => ({ index, terms, score: (scores[at] ?? 0) * kept.length }));
}

function countTerms(terms: readonly Term[]): TermVector {
  const counts = new Map<string, number>();
  for (const { key } of terms) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

const byScore = (a: Ranked, b: Ranked) => b.score - a.score || a.index - b.index;

/** Indexes of sentences, in the order of the document. */
function pickBest(found: readonly Ranked[], most: number): number[] {
  // What is alike is looked for among the best alone.
  const best = [...found].sort(byScore).slice(0, Math.max(mostRanked, most));
  const { likeness } = rankSentences(best.map(({ terms }) => terms));
  return chooseSentences([...best.keys()], likeness, most)
    .map((at) => best[at]?.index ?? 0)
    .sort((a, b) => a - b);
}

/** The best of each chapter first, then the second of each, and so on. */
function pickFromEach(chapters: readonly Ranked[][], most: number): number[] {
  const sorted = chapters.map((list) => [...list].sort(byScore));
  const turns: Ranked[] = [];
  const perChapter = Math.max(1, Math.ceil((2 * most) / Math.max(1, sorted.length)));
  for (let turn = 0; turn < perChapter; turn++) {
    const round = sorted.flatMap((list) => list[turn] ?? []);
    turns.push(...round.sort(byScore));
  }
  const { likeness } = rankSentences(turns.map(({ terms }) => terms));
  return chooseSentences([...turns.keys()], likeness, most)
    .map((at) => turns[at]?.index ?? 0)
    .sort((a, b) => a - b);
}
