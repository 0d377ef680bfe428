import { englishSyntax } from "./english-syntax";
import { findLanguageWords } from "./language-words";
import { addMark, bareText, endsSentence, hasMark, pauseAfter, type RuleWord } from "./rule-word";

const {
  auxiliaries,
  clauses,
  determiners,
  introductions,
  leads,
  prepositions,
  questionWords,
  subjects,
  subordinators,
  unfinished,
} = englishSyntax;

const { fillers } = findLanguageWords("en");
const breathMs = 260;
const otherLanguageBreathMs = 330;
const mainSubjects = new Set([...subjects, "please", "then", "the", "don't", "my"]);

/** Commas where a text came without punctuation: before clauses that a conjunction joins, behind what introduces a
 * sentence, and in English where a breath was taken that nothing speaks against. */
export function placeCommas(words: RuleWord[], isOpen: readonly boolean[], language: string | null): void {
  const bares = words.map(bareText);
  let start = 0;
  let lastComma = 0;
  for (let at = 0; at < words.length - 1; at++) {
    const word = words[at] as RuleWord;
    if (endsSentence(word)) {
      start = at + 1;
      lastComma = at + 1;
      continue;
    }
    if (hasMark(word)) lastComma = at + 1;
    if (!isOpen[at] || hasMark(word) || words[at + 1]?.speaker !== word.speaker) continue;
    const pauseMs = pauseAfter(words, at);
    const isComma =
      language === "en"
        ? isEnglishComma(bares, at, start, lastComma, pauseMs, endOf(words, at))
        : pauseMs >= otherLanguageBreathMs && language !== null;
    if (!isComma) continue;
    addMark(word, ",");
    lastComma = at + 1;
  }
}

/** Where the sentence ends, as far as it is looked ahead. */
function endOf(words: readonly RuleWord[], at: number): number {
  let end = at + 1;
  while (end < words.length - 1 && end < at + 12 && !endsSentence(words[end])) end++;
  return end;
}

function isEnglishComma(
  bares: readonly string[],
  at: number,
  start: number,
  lastComma: number,
  pauseMs: number,
  end: number,
): boolean {
  const [left = "", right = "", next = ""] = bares.slice(at, at + 3);
  const since = at - lastComma + 1;
  const first = bares[start] ?? "";
  const isBreath = pauseMs >= breathMs;
  if (fillers.has(right) && at >= start) return true;
  if (fillers.has(left)) return at > start || !fillers.has(right);
  if (unfinished.has(left) && !introductions.has(left)) return false;
  // "pears, you know, the yellow ones"
  if (right === "you" && next === "know" && isAside(bares, at + 2)) return at > start;
  if (left === "know" && bares[at - 1] === "you" && isAside(bares, at) && at - 2 >= start)
    return !subjects.has(right);
  if (at === start + 1 && /^(?:mr|mrs|ms|dr|doctor|professor)$/.test(first))
    return auxiliaries.has(right) || questionWords.has(right);
  // "Well, my grandfather", "And then, in the ninth line"
  if (at === start && introductions.has(left)) {
    return left === "now" || left === "actually" ? isBreath : !prepositions.has(right) || isBreath;
  }
  if (at === start && /^(?:no|yes|yeah|right)$/.test(left))
    return isBreath || subjects.has(right) || right === left;
  if (at === start && /^(?:first|second|third|now)$/.test(left))
    return isBreath || subjects.has(right) || (left !== "now" && determiners.has(right));
  if (
    at === start + 1 &&
    /^(?:for example|for instance|of course|in fact|last (?:week|year|month|night|time)|next (?:week|year)|okay then|thank you|this time|oh (?:no|yes))$/.test(
      `${first} ${left}`,
    )
  )
    return isBreath || subjects.has(right) || determiners.has(right);
  if (lastComma === start && startsClause(right, next) && since >= 2 && isIntroduced(bares, start, at))
    return true;
  if (end - at < 2) return isBreath && !prepositions.has(right) && !auxiliaries.has(right);
  if (right === "but")
    return since >= 2 && (isBreath || subjects.has(next) || determiners.has(next) || since >= 5);
  if (right === "and" || right === "so" || right === "or") {
    if (startsClause(next, bares[at + 3] ?? "") && since >= 3) return right !== "or" || isBreath;
    if (auxiliaries.has(next)) return false;
    return isBreath && (right === "or" || since >= 4);
  }
  if (right === "which" || right === "although" || right === "whereas") return !prepositions.has(left);
  if (right === "because" || right === "that" || right === "than" || right === "of" || right === "to")
    return false;
  if (right === "if" || right === "unless") return isBreath;
  if (/^(?:think|know|believe|hope|guess|mean|means|say|says|said|feel|thought|knew|that)$/.test(left))
    return false;
  return isBreath && !isTight(right);
}

/** "you know", where it takes nothing with it: `at` is its "know". */
function isAside(bares: readonly string[], at: number): boolean {
  const [before = "", after = ""] = [bares[at - 2], bares[at + 1]];
  return (
    !/^(?:do|did|don't|didn't|as|if|that|when|what|how|would|will|can|should|let|because|and|but|so|before|to)$/.test(
      before,
    ) &&
    !/^(?:what|that|how|if|when|where|who|why|about|him|her|them|me|it|this|all|everything|nothing|something|a|an)$/.test(
      after,
    )
  );
}

/** Words that go on with what stands before them, breath or not. */
function isTight(right: string): boolean {
  return /^(?:with|for|from|into|about|at|by|until|through|is|are|was|were|has|have|had|will|would|can|could|when|while|who|where)$/.test(
    right,
  );
}

function startsClause(right: string, next: string): boolean {
  if (clauses.has(right)) return true;
  if (/^(?:i|we|he|she|they|you|it|there|nobody|somebody|everybody|everything)$/.test(right))
    return next !== "";
  return determiners.has(right) && right !== "no" && next !== "";
}

/** The sentence began with what stands before a main clause: "If the price goes up", "In our region". */
function isIntroduced(bares: readonly string[], start: number, at: number): boolean {
  const skip = /^(?:and|but|so|then|now|or)$/.test(bares[start] ?? "") ? 1 : 0;
  const first = bares[start + skip] ?? "";
  const length = at - start - skip + 1;
  const inner = bares.slice(start + skip, at + 1);
  const right = bares[at + 1] ?? "";
  const hasClause = inner.slice(1).some((word) => auxiliaries.has(word) || subjects.has(word));
  if (subordinators.has(first) && (hasClause || !leads.has(first))) {
    // Its own subject is not the main one.
    const own = inner.slice(1).filter((word) => subjects.has(word) || auxiliaries.has(word)).length;
    return (
      length >= 4 &&
      own >= 1 &&
      length <= 14 &&
      mainSubjects.has(right) &&
      !inner.slice(1, -1).some((word) => /^(?:and|but)$/.test(word) && length < 5)
    );
  }
  if (!leads.has(first)) return false;
  const hasVerb = inner.some((word) => auxiliaries.has(word) || subjects.has(word));
  return length >= 2 && length <= 6 && !hasVerb && subjects.has(right) && right !== "it's";
}
