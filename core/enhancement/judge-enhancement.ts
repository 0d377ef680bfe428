import { isHeardTerm, isSaidCurrency, judgeAddition, judgeOmission } from "./allowed-wording";
import { enhancedText } from "./enhanced-text";
import { findMarkup } from "./find-markup";
import { findQuotations } from "./find-quotations";
import { judgeQuotations } from "./judge-quotations";
import { findLanguageWords } from "./language-words";
import { matchUnits, type UnitLink } from "./match-units";
import { readUnits, type TextUnit } from "./read-units";
import { isOtherLanguage, tellTextLanguage } from "./tell-language";
import type {
  EnhancedParagraph,
  EnhancementOptions,
  GateVerdict,
  GateViolation,
  MachineWord,
  ViolationClass,
} from "./types";

/** Runs of so many words are a passage, not a change of words. */
const passageWords = 4;
const sampleUnits = 400;

/** Whether a text says what the machine text says. Both are read as what would be spoken: punctuation, capitals,
 * contractions, fillers, numbers in words or digits, terms of the glossary make no difference. Whatever is left over on
 * either side is a violation, but for a closed list of what an editor may do. The alignment of the paragraphs is not
 * trusted, their texts alone are read. */
export function judgeEnhancement(
  words: readonly MachineWord[],
  paragraphs: readonly EnhancedParagraph[],
  { language, style, glossary }: EnhancementOptions,
): GateVerdict {
  const machine = words.map(({ text }) => text);
  const tokens = paragraphs.flatMap((paragraph) => paragraph.tokens.map(({ text }) => text));
  const spokenLanguage = language ?? tellTextLanguage(machine) ?? "en";
  const isSpoken = ({ kind }: TextUnit) => kind !== "filler";
  const allA = readUnits(machine, spokenLanguage, glossary);
  const allB = readUnits(tokens, spokenLanguage, glossary);
  const [a, b] = [allA.filter(isSpoken), allB.filter(isSpoken)];
  const links = matchUnits(a, b);
  const judged: Judged = {
    machine,
    tokens,
    a,
    b,
    language: spokenLanguage,
    sample: listWords(a.slice(0, sampleUnits)),
    quoted: markQuoted(machine, tokens),
  };
  const violations: GateViolation[] = [];
  let differing =
    style.fillers === "keep" ? Math.max(0, allA.length - a.length - (allB.length - b.length)) : 0;
  for (const link of links) {
    if (link.kind !== "gap") continue;
    const [heard, put] = [a.slice(link.fromA, link.toA), b.slice(link.fromB, link.toB)];
    if (isHeardTerm(heard, put)) continue;
    if (heard.length === 0 && isSaidCurrency(a, link.fromA, put)) continue;
    const verdicts = [
      judgeOmission(a, link.fromA, link.toA, style, spokenLanguage),
      a.length === 0 ? judgeAll(put) : judgeAddition(b, link.fromB, link.toB, spokenLanguage),
    ];
    if (verdicts.includes("violation")) {
      violations.push(buildViolation(judged, link, classify(judged, link)));
      differing += Math.max(heard.length, put.length);
    } else if (verdicts.includes("wording")) differing += Math.max(heard.length, put.length);
  }
  violations.push(...judgeQuotations(machine, tokens, a, b, links, spokenLanguage));
  for (const sign of findMarkup(enhancedText(paragraphs), machine.join(" ")))
    violations.push({ class: "markup", firstWord: 0, wordCount: 0, before: "", after: sign });
  const drift = Math.min(1, differing / Math.max(1, a.length));
  if (drift > style.driftLimit && violations.length === 0) {
    violations.push({ class: "drift", firstWord: 0, wordCount: words.length, before: "", after: "" });
  }
  return { accepted: violations.length === 0, violations, drift };
}

type Judged = {
  machine: readonly string[];
  tokens: readonly string[];
  a: readonly TextUnit[];
  b: readonly TextUnit[];
  language: string;
  /** Words of the machine text that show its script. */
  sample: readonly string[];
  /** Words of the machine text and tokens that stand in quotation marks. */
  quoted: { words: ReadonlySet<number>; tokens: ReadonlySet<number> };
};

function listWords(units: readonly TextUnit[]): string[] {
  return units.filter(({ kind }) => kind === "word").map(({ text }) => text);
}

function judgeAll(put: readonly TextUnit[]) {
  return put.length === 0 ? ("free" as const) : ("violation" as const);
}

function markQuoted(machine: readonly string[], tokens: readonly string[]): Judged["quoted"] {
  const mark = (texts: readonly string[]) => {
    const marked = new Set<number>();
    for (const { first, last } of findQuotations(texts))
      for (let at = first; at <= last; at++) marked.add(at);
    return marked;
  };
  return { words: mark(machine), tokens: mark(tokens) };
}

/** What a violation is called: the gravest that it may be. */
function classify(judged: Judged, { fromA, toA, fromB, toB }: UnitLink): ViolationClass {
  const { a, b, language, quoted, sample } = judged;
  const [heard, put] = [a.slice(fromA, toA), b.slice(fromB, toB)];
  if (put.length >= 2 && isOtherLanguage(listWords(put), language, sample)) return "language";
  if (heard.some(({ from }) => quoted.words.has(from))) return "quotation";
  if (heard.length > 0 && put.some(({ from }) => quoted.tokens.has(from))) return "quotation";
  if (heard.length >= passageWords && put.length === 0) return "dropped";
  if (put.length >= passageWords && heard.length === 0) return "invented";
  if (countNegations(heard) !== countNegations(put)) return "negation";
  const isNumber = (unit: TextUnit) => unit.kind === "number";
  if (heard.some(isNumber) || put.some(isNumber)) return "number";
  if (followsNumber(a, fromA) && followsNumber(b, fromB)) return "number";
  if (isName(judged, heard, put)) return "name";
  return put.length === 0 ? "dropped" : "invented";
}

function countNegations(units: readonly TextUnit[]): number {
  return units.reduce((sum, { isNegation }) => sum + (isNegation ? 1 : 0), 0);
}

/** Its measure or its currency. */
function followsNumber(units: readonly TextUnit[], at: number): boolean {
  return units[at - 1]?.kind === "number" || units[at - 1]?.text === "degree";
}

/** With a capital within a sentence, or put for another word with one at its beginning. */
function isName(
  { machine, tokens, language }: Judged,
  heard: readonly TextUnit[],
  put: readonly TextUnit[],
): boolean {
  const { frequent } = findLanguageWords(language);
  const isPut = heard.length > 0 && put.length > 0;
  const isCapital = (texts: readonly string[], { from, text }: TextUnit) =>
    /^[^\p{L}\p{N}]*\p{Lu}/u.test(texts[from] ?? "") &&
    !frequent.has(text) &&
    (isPut || (from > 0 && !/[.!?…]["”’»)]*$/u.test(texts[from - 1] ?? "")));
  return (
    put.some((unit) => unit.kind === "term" || isCapital(tokens, unit)) ||
    heard.some((unit) => unit.kind === "term" || isCapital(machine, unit))
  );
}

function buildViolation(
  { machine, tokens, a, b }: Judged,
  { fromA, toA, fromB, toB }: UnitLink,
  name: ViolationClass,
): GateViolation {
  const firstWord = a[fromA]?.from ?? a.at(-1)?.to ?? 0;
  const endWord = toA > fromA ? (a[toA - 1]?.to ?? firstWord) : firstWord;
  const after = fromB === toB ? "" : tokens.slice(b[fromB]?.from, b[toB - 1]?.to).join(" ");
  return {
    class: name,
    firstWord,
    wordCount: Math.max(0, endWord - firstWord),
    before: machine.slice(firstWord, endWord).join(" "),
    after,
  };
}
