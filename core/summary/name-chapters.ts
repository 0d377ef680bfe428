import type { Term } from "./read-terms";
import type { ChapterRange, SummarySentence } from "./types";

const titleTerms = 3;
/** Of a chapter in which no word tells a subject. */
const openingWords = 6;
const longestOpening = 60;

/** A title for each chapter: the words that it has more often than the others do (by tf-idf over chapters), as they are
 * written there most often; where no word tells, how it begins. */
export function nameChapters(
  sentences: readonly SummarySentence[],
  chapters: readonly ChapterRange[],
  terms: readonly (readonly Term[])[],
): string[] {
  const counted = chapters.map(({ firstSentence, sentenceCount }) =>
    countTerms(terms.slice(firstSentence, firstSentence + sentenceCount)),
  );
  const spread = new Map<string, number>();
  for (const found of counted) for (const key of found.keys()) spread.set(key, (spread.get(key) ?? 0) + 1);
  return chapters.map(({ firstSentence }, at) => {
    const names = [...(counted[at] as Map<string, CountedTerm>).values()]
      .filter(({ key }) => !/^\p{N}+$/u.test(key))
      .map((term) => ({
        ...term,
        // With one chapter alone there is nothing to tell it from.
        score: term.count * Math.log(1 + chapters.length / (spread.get(term.key) ?? 1)),
      }))
      .sort((a, b) => b.score - a.score || a.first - b.first)
      .slice(0, titleTerms)
      .map(({ forms }) => findCommonest(forms));
    return names.length > 0
      ? capitalize(names.join(", "))
      : describeOpening(sentences[firstSentence]?.text ?? "");
  });
}

interface CountedTerm {
  key: string;
  count: number;
  first: number;
  forms: Map<string, number>;
}

function countTerms(found: readonly (readonly Term[])[]): Map<string, CountedTerm> {
  const terms = new Map<string, CountedTerm>();
  for (const list of found) {
    for (const { key, text: form } of list) {
      const term = terms.get(key) ?? { key, count: 0, first: terms.size, forms: new Map() };
      term.count += 1;
      term.forms.set(form, (term.forms.get(form) ?? 0) + 1);
      terms.set(key, term);
    }
  }
  return terms;
}

/** Of equally common forms the shorter, then the one that came first. */
function findCommonest(forms: ReadonlyMap<string, number>): string {
  return ([...forms].sort((a, b) => b[1] - a[1] || a[0].length - b[0].length)[0] ?? [""])[0];
}

function describeOpening(text: string): string {
  const words = text.split(/\s+/);
  const opening = words.slice(0, openingWords).join(" ").slice(0, longestOpening);
  return opening.length < text.length ? `${opening}…` : opening;
}

function capitalize(text: string): string {
  const [first = ""] = [...text];
  return first.toLocaleUpperCase("en") + text.slice(first.length);
}
