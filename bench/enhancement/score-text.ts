import type { EnhancedParagraph, EnhancedToken } from "../../core/enhancement/types";

export interface Counts {
  right: number;
  wrong: number;
  missing: number;
}

export interface TextScore {
  punctuation: Counts;
  casing: Counts;
}

/** Marks and capitals of a text beside those of the reference, both laid on the same machine words. A mark counts where
 * it stands between words: comma (and what is like it), full stop or question mark. */
export function scoreText(text: readonly EnhancedParagraph[], reference: readonly EnhancedParagraph[]): TextScore {
  const [marks, wantedMarks] = [listMarks(text), listMarks(reference)];
  const punctuation = countSame(marks, wantedMarks);
  const [capitals, wantedCapitals] = [listCapitals(text), listCapitals(reference)];
  // A word that only one of the two has says nothing of capitals.
  for (const word of capitals.keys()) if (!wantedCapitals.has(word)) capitals.delete(word);
  for (const word of wantedCapitals.keys()) if (!capitals.has(word)) wantedCapitals.delete(word);
  const onlyCapitals = (words: Map<number, string>) => new Map([...words].filter(([, kind]) => kind === "capital"));
  return { punctuation, casing: countSame(onlyCapitals(capitals), onlyCapitals(wantedCapitals)) };
}

export function addCounts(to: Counts, { right, wrong, missing }: Counts): void {
  to.right += right;
  to.wrong += wrong;
  to.missing += missing;
}

export function deriveF1({ right, wrong, missing }: Counts): number {
  return right === 0 ? 0 : (2 * right) / (2 * right + wrong + missing);
}

function countSame(found: Map<number, string>, wanted: Map<number, string>): Counts {
  const counts = { right: 0, wrong: 0, missing: 0 };
  for (const [place, kind] of found) {
    if (wanted.get(place) === kind) counts.right++;
    else counts.wrong++;
  }
  for (const [place, kind] of wanted) if (found.get(place) !== kind) counts.missing++;
  return counts;
}

const spoken = (paragraphs: readonly EnhancedParagraph[]): EnhancedToken[] =>
  paragraphs.flatMap(({ tokens }) => tokens).filter(({ text }) => /[\p{L}\p{N}]/u.test(text));

/** By the word that follows: what was left out between makes no difference. */
function listMarks(paragraphs: readonly EnhancedParagraph[]): Map<number, string> {
  const marks = new Map<number, string>();
  const all = paragraphs.flatMap(({ tokens }) => tokens);
  for (const [at, { text, firstWord, wordCount }] of all.entries()) {
    const kind = markOf(text);
    if (kind === null) continue;
    marks.set(all[at + 1]?.firstWord ?? firstWord + wordCount + 1_000, kind);
  }
  // The end of a text is the same place however much was left out before it.
  const last = Math.max(-1, ...marks.keys());
  const lastKind = marks.get(last);
  if (last >= 1_000 && lastKind) {
    marks.delete(last);
    marks.set(Number.POSITIVE_INFINITY, lastKind);
  }
  return marks;
}

function markOf(text: string): string | null {
  if (/\?["”’»)]*$/u.test(text)) return "?";
  if (/[.!…]["”’»)]*$/u.test(text)) return ".";
  return /[,;:–—]["”’»)]*$/u.test(text) ? "," : null;
}

function listCapitals(paragraphs: readonly EnhancedParagraph[]): Map<number, string> {
  return new Map(
    spoken(paragraphs)
      .filter(({ text, wordCount }) => /\p{L}/u.test(text) && wordCount > 0)
      .map(({ text, firstWord }) => [firstWord, /\p{Lu}/u.test(text) ? "capital" : "small"]),
  );
}
