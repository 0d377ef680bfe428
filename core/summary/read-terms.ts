import { languageWords } from "../enhancement/language-words";
import { spokenWords } from "./spoken-words";

/** Beyond it words are told apart by what they begin with alone: "decision" and "decisions", "entscheiden" and
 * "entschieden" are one term. Prefixes do for many languages what a stemmer does for one (McNamee & Mayfield, Character
 * N-Gram Tokenization for European Language Text Retrieval, 2004). */
const stemLength = 6;
const mostTermLength = 64;

/** A word that says something: how it is counted, and how it was written. */
export type Term = { key: string; text: string };

const segmenters = new Map<string, Intl.Segmenter>();

/** Words of scripts without spaces are found by the dictionary of the runtime. */
function findSegmenter(language: string | null): Intl.Segmenter {
  const known = segmenters.get(language ?? "");
  if (known) return known;
  let segmenter: Intl.Segmenter;
  try {
    segmenter = new Intl.Segmenter(language ?? undefined, { granularity: "word" });
  } catch {
    segmenter = new Intl.Segmenter(undefined, { granularity: "word" });
  }
  segmenters.set(language ?? "", segmenter);
  return segmenter;
}

const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
const spacedWord = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:['’][\p{L}\p{M}]+)*/gu;

/** Every word of a text, as it is written. */
export function listTextWords(text: string, language: string | null): string[] {
  if (!unspaced.test(text)) return text.match(spacedWord) ?? [];
  return [...findSegmenter(language).segment(text)]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment);
}

const everyLanguage = new Set<string>(Object.values(languageWords).flatMap(({ fillers }) => [...fillers]));

/** Words that say nothing of what a text is about; of a language that is not known here, sounds of hesitation alone. */
function isEmptyWord(word: string, language: string | null): boolean {
  if (everyLanguage.has(word)) return true;
  const known = language !== null && Object.hasOwn(languageWords, language) ? languageWords[language] : null;
  if (known && (known.frequent.has(word) || known.negations.has(word))) return true;
  return language !== null && (spokenWords[language]?.has(word) ?? false);
}

/** What a word is counted as. */
export function toTermKey(word: string): string {
  const plain = word
    .toLowerCase()
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/['’]\p{L}+$/u, "");
  if (/\p{N}/u.test(plain)) return plain;
  const singular = plain.length > 3 ? plain.replace(/(?<=[^s])s$/u, "") : plain;
  return singular.slice(0, stemLength);
}

/** The words of a text that say what it is about, in order.
 * @param language BCP 47 primary tag; null where nobody knows */
export function readTerms(text: string, language: string | null): Term[] {
  return readAllTerms([text], language)[0] ?? [];
}

/** The same of many texts: each word is looked at once. */
export function readAllTerms(texts: readonly string[], language: string | null): Term[][] {
  const known = new Map<string, Term | null>();
  return texts.map((text) =>
    listTextWords(text, language).flatMap((word) => {
      const found = known.get(word);
      const term = found === undefined ? toTerm(word, language) : found;
      if (found === undefined) known.set(word, term);
      return term ?? [];
    }),
  );
}

function toTerm(word: string, language: string | null): Term | null {
  const lower = word.toLowerCase();
  const isShort = word.length < 2 && !unspaced.test(word) && !/\p{N}/u.test(word);
  if (isShort || isEmptyWord(lower, language) || isEmptyWord(lower.replace(/['’]\p{L}+$/u, ""), language))
    return null;
  return { key: toTermKey(word.slice(0, mostTermLength)), text: word.slice(0, mostTermLength) };
}
