import { alignEnhanced } from "../../core/enhancement/align-enhanced";
import type { EnhancedToken } from "../../core/enhancement/types";

export interface Counts {
  right: number;
  wrong: number;
  missing: number;
}

export interface TextScore {
  punctuation: Counts;
  casing: Counts;
}

/** Marks and capitals of a text beside those of the reference, which is laid on it token by token. A mark counts where it
 * stands between words: comma (and what is like it), full stop or question mark. */
export function scoreText(tokens: readonly string[], reference: string): TextScore {
  const words = tokens.map((text) => ({ text, startMs: 0, endMs: 0, speaker: null }));
  const given = words.map(({ text }, firstWord) => ({ text, firstWord, wordCount: 1 }));
  const wanted = alignEnhanced(words, reference).flatMap((paragraph) => paragraph.tokens);
  const punctuation = countSame(listMarks(given), listMarks(wanted));
  const [capitals, wantedCapitals] = [listCapitals(given), listCapitals(wanted)];
  // A word that only one of the two has says nothing of capitals.
  for (const word of capitals.keys()) if (!wantedCapitals.has(word)) capitals.delete(word);
  for (const word of wantedCapitals.keys()) if (!capitals.has(word)) wantedCapitals.delete(word);
  const onlyCapitals = (all: Map<number, string>) =>
    new Map([...all].filter(([, kind]) => kind === "capital"));
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

/** By the token that follows: what was left out between makes no difference; -1: the end. */
function listMarks(tokens: readonly EnhancedToken[]): Map<number, string> {
  const marks = new Map<number, string>();
  for (const [at, { text }] of tokens.entries()) {
    const kind = markOf(text);
    if (kind !== null) marks.set(tokens[at + 1]?.firstWord ?? -1, kind);
  }
  return marks;
}

function markOf(text: string): string | null {
  if (/\?["”’»)]*$/u.test(text)) return "?";
  if (/[.!…]["”’»)]*$/u.test(text)) return ".";
  return /[,;:–—]["”’»)]*$/u.test(text) ? "," : null;
}

function listCapitals(tokens: readonly EnhancedToken[]): Map<number, string> {
  return new Map(
    tokens
      .filter(({ text, wordCount }) => /\p{L}/u.test(text) && wordCount > 0)
      .map(({ text, firstWord }) => [firstWord, /\p{Lu}/u.test(text) ? "capital" : "small"]),
  );
}
