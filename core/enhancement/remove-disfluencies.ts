import { englishSyntax } from "./english-syntax";
import { findLanguageWords } from "./language-words";
import { addMark, bareText, endsSentencePattern, pauseAfter, type RuleWord } from "./rule-word";
import { splitSigns } from "./split-signs";
import type { EnhancementStyle } from "./types";

/** What is said again after so long a silence was meant. */
const meantPauseMs = 600;
const longestStart = 5;
const repairs = ["i mean", "no wait", "or rather", "sorry"].map((phrase) => phrase.split(" "));

/** Takes out what a style does not want: sounds of hesitation in any language; in English stutters, words of grammar
 * said again, and starts that their speaker took back with a word for it. What was said twice for its weight stays. */
export function removeDisfluencies(
  words: readonly RuleWord[],
  language: string | null,
  style: EnhancementStyle,
): RuleWord[] {
  let kept = style.fillers === "remove" ? removeFillers(words, language) : [...words];
  if (style.falseStarts === "remove" && language === "en") {
    // One repair may lay open the next; each round takes something out.
    for (let round = 0; round < 8; round++) {
      const left = removeRepairs(removeRepetitions(kept));
      if (left.length === kept.length) break;
      kept = left;
    }
  }
  return kept;
}

function removeFillers(words: readonly RuleWord[], language: string | null): RuleWord[] {
  const { fillers } = findLanguageWords(language ?? "");
  const kept: RuleWord[] = [];
  for (const word of words) {
    if (!fillers.has(bareText(word)) || /["“”„«»]/u.test(word.text)) {
      kept.push({ ...word });
      continue;
    }
    const before = kept.at(-1);
    if (before && before.speaker === word.speaker) inheritMark(before, word);
  }
  return kept;
}

/** "and, um, the" loses both commas; "well, um." ends with a full stop. */
function inheritMark(before: RuleWord, removed: RuleWord): void {
  const mark = endsSentencePattern.exec(removed.text)?.[0];
  const { lead, body, trail } = splitSigns(before.text);
  if (trail === "," && mark) before.text = `${lead}${body}${mark}`;
  else if (mark) addMark(before, mark);
  else if (trail === "," && /,$/u.test(removed.text) && englishSyntax.joins.has(body.toLowerCase()))
    before.text = lead + body;
}

function removeRepetitions(words: readonly RuleWord[]): RuleWord[] {
  const kept: RuleWord[] = [];
  for (let at = 0; at < words.length; ) {
    const length = findRepetition(words, at);
    if (length > 0) {
      at += length;
      continue;
    }
    kept.push(words[at] as RuleWord);
    at++;
  }
  return kept;
}

/** How many words from here on are said again at once, without anything whole being said; 0: none. */
function findRepetition(words: readonly RuleWord[], at: number): number {
  const first = words[at] as RuleWord;
  if (/\p{L}[-–—…]$/u.test(first.text)) {
    // "th- the"
    const [part, next] = [bareText(first), words[at + 1]];
    if (next && part !== "" && bareText(next).startsWith(part) && next.speaker === first.speaker) return 1;
  }
  for (let length = longestStart; length >= 1; length--) {
    if (at + 2 * length > words.length) continue;
    const last = words[at + length - 1] as RuleWord;
    if (!englishSyntax.repeatable.has(bareText(last))) continue;
    if (length > 1 && !englishSyntax.unfinished.has(bareText(last))) continue;
    if (pauseAfter(words, at + length - 1) > meantPauseMs && length > 1) continue;
    let isSame = true;
    for (let by = 0; by < length && isSame; by++) {
      const [one, again] = [words[at + by] as RuleWord, words[at + length + by] as RuleWord];
      isSame =
        bareText(one) === bareText(again) &&
        one.speaker === again.speaker &&
        !/[.?!;:"“”«»]/u.test(splitSigns(one.text).trail + splitSigns(again.text).lead);
    }
    if (isSame) return length;
  }
  return 0;
}

/** "I went, I mean, I took the train": back to where the sentence began again. */
function removeRepairs(words: readonly RuleWord[]): RuleWord[] {
  const kept: RuleWord[] = [];
  for (let at = 0; at < words.length; ) {
    const repair = repairs.find((phrase) =>
      phrase.every(
        (bare, by) => words[at + by] !== undefined && bareText(words[at + by] as RuleWord) === bare,
      ),
    );
    const next = repair ? words[at + repair.length] : undefined;
    const start = next ? findStart(kept, next) : null;
    if (repair && start !== null) {
      kept.length = start;
      at += repair.length;
      continue;
    }
    kept.push(words[at] as RuleWord);
    at++;
  }
  return kept;
}

/** The place of the same word, shortly before, in the same sentence; null where there is none. */
function findStart(kept: readonly RuleWord[], next: RuleWord): number | null {
  if (!englishSyntax.subjects.has(bareText(next))) return null;
  for (let back = 1; back < longestStart && back <= kept.length; back++) {
    const word = kept[kept.length - back] as RuleWord;
    if (word.speaker !== next.speaker || endsSentencePattern.test(word.text)) return null;
    if (bareText(word) === bareText(next)) return back > 1 ? kept.length - back : null;
    if (/n't$|^(?:not|never|no)$|\d/u.test(bareText(word))) return null;
  }
  return null;
}
