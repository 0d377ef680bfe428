import { englishSyntax } from "./english-syntax";
import { addMark, bareText, endsSentence, pauseAfter, type RuleWord } from "./rule-word";
import { tellQuestion } from "./tell-question";

const { auxiliaries, clauses, clauseTakers, determiners, openers, questionWords, subjects, unfinished } =
  englishSyntax;

const longPauseMs = 650;
const middlePauseMs = 420;
const shortPauseMs = 220;
/** From here on a gap ends a sentence. */
const endScore = 1.5;
/** Texts have breaths at least once in so many words, or their times tell nothing. */
const wordsPerPause = 30;

const subjectVerbs = new Set([
  "it",
  "this",
  "that",
  "there",
  "what",
  "who",
  "you",
  "he",
  "she",
  "we",
  "they",
  "i",
]);

/** Ends sentences where a text came without punctuation: in English by pauses and by what can end and begin a sentence,
 * elsewhere by long pauses alone. A turn and the text end with a mark in any case. */
export function placeSentenceEnds(
  words: RuleWord[],
  isOpen: readonly boolean[],
  language: string | null,
): void {
  const bares = words.map(bareText);
  let pauses = 0;
  for (let at = 0; at < words.length; at++) if (pauseAfter(words, at) >= shortPauseMs) pauses++;
  const hasPauses = pauses * wordsPerPause >= words.length && pauses > 0;
  let start = 0;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as RuleWord;
    const isTurnEnd = at === words.length - 1 || word.speaker !== words[at + 1]?.speaker;
    const isEnd =
      isTurnEnd ||
      endsSentence(word) ||
      (isOpen[at] === true &&
        (language === "en"
          ? scoreEnd(bares, at, start, pauseAfter(words, at), hasPauses) >= endScore
          : hasPauses && pauseAfter(words, at) >= longPauseMs));
    if (!isEnd) continue;
    if (isTurnEnd || isOpen[at]) closeSentence(words, bares, start, at, language);
    start = at + 1;
  }
}

function closeSentence(
  words: readonly RuleWord[],
  bares: readonly string[],
  start: number,
  at: number,
  language: string | null,
): void {
  const word = words[at] as RuleWord;
  if (endsSentence(word) || !/[\p{L}\p{N}]/u.test(word.text) || /^\[.*\]$/u.test(word.text)) return;
  // A comma at the end of a turn was heard as one; a bare end was not heard at all.
  if (/[,;:–—-]["”’»)\]]*$/u.test(word.text)) return;
  if (language === "es" && /^¿/u.test(words[start]?.text ?? "")) addMark(word, "?");
  else addMark(word, tellQuestion(bares.slice(start, at + 1), language) ? "?" : stopOf(word.text));
}

function stopOf(text: string): string {
  return /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]["”’»)\]]*$/u.test(text) ? "。" : ".";
}

/** How well a sentence ends behind word `at`. */
function scoreEnd(
  bares: readonly string[],
  at: number,
  start: number,
  pauseMs: number,
  hasPauses: boolean,
): number {
  const [left = "", right = "", next = "", after = ""] = bares.slice(at, at + 4);
  const length = at - start + 1;
  const isLong = pauseMs >= longPauseMs;
  let score = scorePause(pauseMs, hasPauses);
  if (unfinished.has(left)) score -= costUnfinished(bares, at, isLong);
  if (
    left === "that" &&
    /^(?:is|was|think|know|say|said|means|believe|hope|but|so)$/.test(bares[at - 1] ?? "")
  )
    score -= 4;
  if (clauseTakers.has(left) && !isLong) score -= 2.2;
  if (isLong && auxiliaries.has(right) && !subjects.has(next) && !determiners.has(next)) score -= 2;
  if (right === "as" && next === "if") score -= 3;
  if (right === "you" && next === "know" && !/^(?:what|that|how|if|when|where|who|why)$/.test(after))
    score -= 2;
  if (right === "for" && next === "example") score += 2.4;
  if (left === "example" && bares[at - 1] === "for") score -= 4;
  if (
    /^(?:last|next|this)$/.test(right) &&
    /^(?:week|month|year|time|night|summer|winter)$/.test(next) &&
    subjects.has(after)
  )
    score += 1.4;
  if (!hasClause(bares, start, at) && /^(?:and|but|so|then|in|on|at|by|for|or)$/.test(bares[start] ?? ""))
    score -= 2;
  score += openers.get(right) ?? 0;
  if (isClauseStart(right, next)) score += 1.6;
  else if (determiners.has(right) && !isLong) score -= 0.2;
  if (auxiliaries.has(right) && subjects.has(next) && !clauses.has(next) && !subjects.has(left)) score += 2.4;
  if (questionWords.has(right) && auxiliaries.has(next) && subjectsOrDeterminers(after))
    score += right === "who" || right === "which" ? 0.4 : 1.2;
  // "and he comes", "so they buy": another clause of the same sentence as often as not.
  if (/^(?:and|but|so|or)$/.test(right) && !isLong) score -= right === "so" || right === "but" ? 1.3 : 1.6;
  if (
    /^(?:if|when|while|because|before|after|as|until)$/.test(bares[start] ?? "") &&
    !hasMainClause(bares, start, at)
  )
    score -= 2;
  if (length < 3 && !isLong) score -= 1.6;
  else if (length < 5 && !isLong) score -= 0.5;
  if (length > 14) score += Math.min(1.5, (length - 14) * 0.07);
  return score;
}

function scorePause(pauseMs: number, hasPauses: boolean): number {
  if (pauseMs >= longPauseMs) return 3;
  if (pauseMs >= middlePauseMs) return 1.4;
  if (pauseMs >= shortPauseMs) return 0.3;
  return hasPauses ? -1.6 : 0;
}

function isClauseStart(right: string, next: string): boolean {
  if (clauses.has(right)) return true;
  if (!subjectVerbs.has(right)) return subjects.has(right) && auxiliaries.has(next);
  if (/^(?:i|we|he|she|they)$/.test(right)) return next !== "and" && next !== "";
  return (
    auxiliaries.has(next) ||
    (right === "you" && /^(?:have|need|want|see|know|take|open|will|get|go)$/.test(next))
  );
}

function subjectsOrDeterminers(word: string): boolean {
  return subjects.has(word) || determiners.has(word);
}

/** How much speaks against an end behind a word that something mostly follows. */
function costUnfinished(bares: readonly string[], at: number, isLong: boolean): number {
  const [before, left = "", right = ""] = [bares[at - 1] ?? "", bares[at], bares[at + 1]];
  if (!isLong) return left === "really" && before === "not" ? 0.5 : 7;
  const isNew = subjects.has(right) || right === "not" || (openers.get(right) ?? 0) > 0.5;
  // "Then ask them to.", "You don't.", "where we were from", "not really"
  if (/n't$|^to$/.test(left)) return isNew ? 0.5 : 7;
  if (left === "really" && before === "not") return 0;
  if (/^(?:from|about|for|with|in|on|like|at)$/.test(left) && auxiliaries.has(before)) return 1;
  return /^(?:the|a|an|of|my|and|because|is|are|was|were)$/.test(left) ? 7 : 3.2;
}

function hasClause(bares: readonly string[], start: number, at: number): boolean {
  for (let by = start; by <= at; by++)
    if (subjects.has(bares[by] ?? "") || auxiliaries.has(bares[by] ?? "")) return true;
  return false;
}

/** "If the soil is heavy" is half a sentence: behind it somebody does something. */
function hasMainClause(bares: readonly string[], start: number, at: number): boolean {
  let found = 0;
  for (let by = start + 1; by <= at; by++) {
    const isSubject = subjects.has(bares[by] ?? "");
    if (isSubject || (auxiliaries.has(bares[by] ?? "") && !subjects.has(bares[by - 1] ?? ""))) found++;
  }
  return found >= 2 || at - start >= 8;
}
