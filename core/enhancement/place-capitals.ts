import { englishNames } from "./english-names";
import { listNumberWords } from "./number-words";
import { bareText, endsSentence, type RuleWord } from "./rule-word";
import { splitSigns } from "./split-signs";
import type { GlossaryTerm } from "./types";

const { acronyms, beforeMonth, days, doubtfulMonths, given, months, peoples, places, titles } = englishNames;

/** Words of a language with Latin letters whose names of places are known here. */
const latin = new Set(["en", "es", "fr", "it", "pt", "de"]);
/** Behind a given name these are no surnames. */
const notSurname =
  /(?:ed|ing|ly|s|n't)$|'|^(?:i|a|the|and|but|or|so|to|of|in|on|at|for|from|with|by|as|is|was|are|were|be|has|had|have|will|would|can|could|should|may|might|must|do|did|not|no|who|what|when|where|why|how|that|this|it|he|she|we|they|you|him|her|them|us|me|my|your|our|their|then|than|if|because|about|into|over|after|before|under|too|also|just|only|never|always|often|again|here|there|now|today|tomorrow|yesterday|said|told|came|went|took|gave|made|saw|knew|thought|got|left|felt|found|kept|let|put|sat|ran|ate|met|paid|sent|spoke|wrote|won|began|brought|bought|built|stood|sold|first|last|next|right|well|please|home|back|out|up|down|off|and|good|great|sir|welcome|thank|once|both|all|some|any)$/;

/** Capitals: sentence beginnings, and in English "I", days, months, peoples, places, given names and common acronyms.
 * What came with capitals keeps its own; only what is missing beyond doubt is added there.
 * @param cased of each machine word, whether it came among capitals */
export function placeCapitals(
  words: RuleWord[],
  language: string | null,
  glossary: readonly GlossaryTerm[],
  cased: readonly boolean[],
): void {
  const isCased = words.map(({ firstWord }) => cased[firstWord] === true);
  const bares = words.map(bareText);
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as RuleWord;
    const before = words[at - 1];
    const isStart = at === 0 || endsSentence(before) || before?.speaker !== word.speaker;
    if (language === "en" && isEnglishCapital(bares, at, isCased[at] === true, words)) raise(word);
    else if (language !== null && latin.has(language) && !isCased[at] && places.has(bares[at] ?? ""))
      raise(word);
    const acronym = language === "en" && !isCased[at] ? acronyms.get(bares[at] ?? "") : undefined;
    if (acronym !== undefined) replaceBody(word, acronym);
    // A title came bare where all did: "mr" is "Mr.", and ends nothing.
    if (language === "en" && !isCased[at] && /^(?:mr|mrs|ms|dr)$/.test(word.text.toLowerCase()))
      word.text += ".";
    if (isStart && !isTerm(word, glossary)) raise(word);
  }
}

function isEnglishCapital(
  bares: readonly string[],
  at: number,
  isCased: boolean,
  words: readonly RuleWord[],
): boolean {
  const bare = bares[at] ?? "";
  const before = bares[at - 1] ?? "";
  if (/^i(?:'(?:m|ve|d|ll|s))?$/.test(bare)) return true;
  const stem = bare.replace(/'s$/, "");
  if (days.has(stem) || months.has(stem)) return true;
  if (doubtfulMonths.has(bare)) {
    if (beforeMonth.has(before) && before !== "this") return true;
    const next = bares[at + 1] === "the" ? (bares[at + 2] ?? "") : (bares[at + 1] ?? "");
    return isOrdinal(before) || isDay(next, bares[at + 1] === "the");
  }
  if (isCased) return false;
  if (peoples.has(stem) || places.has(stem) || given.has(stem)) return true;
  if (bare === "new" && /^(?:york|zealand|orleans|jersey|delhi|mexico|year's)$/.test(bares[at + 1] ?? ""))
    return true;
  if (before === "new" && /^(?:york|zealand|orleans|jersey|year's)$/.test(bare)) return true;
  if (bare === "eve" && /^(?:year's|christmas)$/.test(before)) return true;
  if (/^(?:mr|mrs|ms|dr)$/.test(bare)) return true;
  if (titles.has(bare) && given.has(bares[at + 1] ?? "")) return true;
  if (/^(?:mr|mrs|ms|dr|professor|doctor)$/.test(before) && !notSurname.test(bare)) return true;
  const isParted = /[.,!?;:]["”’»)\]]*$/u.test(words[at - 1]?.text ?? "");
  return given.has(before) && !isParted && /^\p{L}{3,}$/u.test(bare) && !notSurname.test(bare);
}

const numberWords = listNumberWords("en");

function isOrdinal(bare: string): boolean {
  return /^\d{1,2}(?:st|nd|rd|th)$/.test(bare) || numberWords.get(bare)?.isOrdinal === true;
}

/** "third", "3", "twenty": a day behind its month, or the beginning of a year. */
function isDay(bare: string, onlyOrdinal: boolean): boolean {
  if (isOrdinal(bare)) return true;
  if (onlyOrdinal) return false;
  const word = numberWords.get(bare);
  const isCardinal =
    (word?.kind === "small" || word?.kind === "tens") && !/^(?:one|once|twice|dozen)$/.test(bare);
  return isCardinal || /^(?:[1-9]|[12]\d|3[01]|[12]\d{3})$/.test(bare);
}

function isTerm({ text }: RuleWord, glossary: readonly GlossaryTerm[]): boolean {
  const { body } = splitSigns(text);
  return glossary.some((term) => term.text.split(/\s+/u)[0] === body && /^\p{Ll}.*\p{Lu}/u.test(body));
}

function raise(word: RuleWord): void {
  const { lead, body, trail } = splitSigns(word.text);
  // "iPhone", "eBay", "example.com", "kHz" are as they are.
  if (/^\p{Ll}+\p{Lu}|[@/\\]|\p{L}\.\p{L}{2}/u.test(body)) return;
  const [first = ""] = body;
  const raised = first.toUpperCase();
  if ([...raised].length === 1 && raised !== first)
    word.text = lead + raised + body.slice(first.length) + trail;
}

function replaceBody(word: RuleWord, body: string): void {
  const { lead, trail } = splitSigns(word.text);
  word.text = lead + body + trail;
}
