import { findMarkup } from "../enhancement/find-markup";
import { findLanguageWords } from "../enhancement/language-words";
import { readUnits } from "../enhancement/read-units";
import { listTextWords, readTerms, toTermKey } from "./read-terms";
import { reportingWords } from "./reporting-words";
import type { DropReason, SummarySentence } from "./types";

const longestStatement = 500;
const mostSources = 16;
/** Of the words that say something, so many have to stand in what is cited. */
const leastSupport = 0.5;

/** What a document says of its words, for all statements on it. */
export interface DocumentWords {
  language: string;
  /** Terms that stand with a capital within a sentence somewhere, and those of speakers' names. */
  names: ReadonlySet<string>;
}

export function readDocumentWords(
  sentences: readonly SummarySentence[],
  language: string | null,
): DocumentWords {
  const names = new Set<string>();
  for (const speaker of new Set(sentences.map((sentence) => sentence.speaker)))
    for (const word of listTextWords(speaker ?? "", null)) names.add(toTermKey(word));
  const { frequent } = findLanguageWords(language ?? "en");
  for (const { text } of sentences)
    for (const word of listTextWords(text, language).slice(1))
      if (/^\p{Lu}/u.test(word) && !frequent.has(word.toLowerCase())) names.add(toTermKey(word));
  return { language: language ?? "en", names };
}

/** Why a statement of a model must not stand, or null. Whoever wrote it is not trusted: it needs sources that exist, its
 * numbers, names and negation have to be theirs, and most of the words that say something too. What it cannot see: a
 * wrong relation between right words ("Anna told Boris" for "Boris told Anna").
 * @param cited what it names as its sources; one that is not there is undefined */
export function judgeStatement(
  text: string,
  cited: readonly (SummarySentence | undefined)[],
  document: DocumentWords,
): DropReason | null {
  if (text.length > longestStatement || cited.length > mostSources) return "too-long";
  if (cited.length === 0) return "no-source";
  const sources = cited.filter((sentence) => sentence !== undefined);
  if (sources.length < cited.length) return "unknown-source";
  const said = sources.map((sentence) => sentence.text).join(" ");
  if (findMarkup(text, said).length > 0) return "markup";
  const known = `${said} ${sources.map(({ speaker }) => speaker ?? "").join(" ")}`;
  if (hasOtherNumber(text, known, document.language)) return "number";
  if (hasOtherName(text, known, document)) return "name";
  if (!isSupported(text, known, document.language)) return "unsupported";
  if (isTurnedRound(text, sources, document.language)) return "negation";
  return null;
}

/** The same for a title, which asserts less: no number, no name and no markup of its own, and some word of the chapter. */
export function judgeTitle(
  title: string,
  chapter: readonly SummarySentence[],
  document: DocumentWords,
): DropReason | null {
  if (title === "" || title.length > longestTitle) return "too-long";
  const said = chapter.map(({ text }) => text).join(" ");
  if (findMarkup(title, said).length > 0) return "markup";
  const known = `${said} ${[...new Set(chapter.map(({ speaker }) => speaker ?? ""))].join(" ")}`;
  if (hasOtherNumber(title, known, document.language)) return "number";
  // Titles are often written in capitals throughout: a word counts as a name where the document has it as one.
  const keys = listKeys(known, document.language);
  const words = listTextWords(title, document.language).map(toTermKey);
  if (words.some((key) => document.names.has(key) && !keys.has(key))) return "name";
  const terms = readTerms(title, document.language);
  return terms.length === 0 || terms.some(({ key }) => keys.has(key)) ? null : "unsupported";
}

const longestTitle = 80;

function listKeys(text: string, language: string): Set<string> {
  return new Set(listTextWords(text, language).map(toTermKey));
}

/** Numbers by their value, in words or digits; "one" and articles that sound like it are none. */
function listNumbers(text: string, language: string): Set<string> {
  const tokens = listTokens(text, language);
  const units = readUnits(tokens, language);
  const numbers = units
    .filter(({ kind, from, to }) => kind === "number" && !(to - from === 1 && isArticle(tokens[from] ?? "")))
    .map(({ key }) => key);
  return new Set(numbers);
}

const isArticle = (token: string) =>
  /^\P{L}*(?:one|a|an|ein|eine[mnrs]?|une?|uno|una|um|uma)\P{L}*$/iu.test(token);

function listTokens(text: string, language: string): string[] {
  const spaced = text.split(/\s+/).filter((token) => token !== "");
  // Without spaces a sentence would be one token, and its number a part of it.
  return spaced.flatMap((token) =>
    /\p{Lo}\p{N}|\p{N}\p{Lo}/u.test(token) ? listTextWords(token, language) : [token],
  );
}

function hasOtherNumber(text: string, known: string, language: string): boolean {
  const numbers = listNumbers(text, language);
  if (numbers.size === 0) return false;
  const there = listNumbers(known, language);
  const digits = new Set(known.match(/\p{N}+/gu) ?? []);
  return [...numbers].some((number) => !there.has(number) && !digits.has(number.slice(1)));
}

/** Words with a capital that is not that of the sentence; its first word where the document has it as a name. */
function hasOtherName(text: string, known: string, { language, names }: DocumentWords): boolean {
  const { frequent } = findLanguageWords(language);
  const keys = listKeys(known, language);
  const words = [...text.matchAll(/[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu)];
  return words.some(({ 0: word, index }) => {
    const key = toTermKey(word);
    if (!/^\p{Lu}/u.test(word) || frequent.has(word.toLowerCase()) || word === "I" || keys.has(key))
      return false;
    const opensSentence = /(?:^|[.!?:]\s)["“„«(]*$/u.test(text.slice(0, index));
    // Every noun of German has one.
    if (opensSentence || language === "de") return names.has(key) && !isReporting(word, language);
    return true;
  });
}

function isReporting(word: string, language: string): boolean {
  return reportingWords[language]?.has(word.toLowerCase()) ?? false;
}

function isSupported(text: string, known: string, language: string): boolean {
  const keys = listKeys(known, language);
  const terms = readTerms(text, language).filter((term) => !isReporting(term.text, language));
  const found = terms.filter(({ key }) => keys.has(key)).length;
  return found > 0 && found / terms.length >= leastSupport;
}

/** It says no where all that it rests on say yes, or yes where all say no. */
function isTurnedRound(text: string, sources: readonly SummarySentence[], language: string): boolean {
  const isNegated = hasNegation(text, language);
  const cited = sources.map((sentence) => hasNegation(sentence.text, language));
  return isNegated ? !cited.includes(true) : !cited.includes(false);
}

function hasNegation(text: string, language: string): boolean {
  // "No, we signed it": an answer turns nothing round.
  const plain = text.replace(/(?:^|[.!?]\s+)(?:no|nein|non|não|нет)\s*[,.!]/giu, " ");
  return readUnits(listTokens(plain, language), language).some(({ isNegation }) => isNegation);
}
