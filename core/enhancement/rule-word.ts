import { splitSigns } from "./split-signs";
import type { MachineWord } from "./types";

/** A token while the rules work on it. */
export type RuleWord = {
  text: string;
  firstWord: number;
  wordCount: number;
  startMs: number;
  endMs: number;
  speaker: string | null;
};

/** Machine words with a text, one token each. */
export function listRuleWords(words: readonly MachineWord[]): RuleWord[] {
  return words.flatMap(({ text, startMs, endMs, speaker }, firstWord) =>
    text.trim() === "" ? [] : [{ text: text.trim(), firstWord, wordCount: 1, startMs, endMs, speaker }],
  );
}

/** Of texts seen lately: every rule asks for those of the same words. */
const bareTexts = new Map<string, string>();
const mostRemembered = 20_000;
const longestRemembered = 40;

/** In lower case, without the punctuation around it. */
export function bareText({ text }: { text: string }): string {
  const known = bareTexts.get(text);
  if (known !== undefined) return known;
  const bare = splitSigns(text).body.toLowerCase().replace(/[’ʼ]/gu, "'");
  if (bareTexts.size >= mostRemembered) bareTexts.clear();
  if (text.length <= longestRemembered) bareTexts.set(text, bare);
  return bare;
}

export const endsSentencePattern = /[.?!…。?!]["”’»)\]]*$/u;
const abbreviations = new Set(
  "mr mrs ms dr prof st vs etc eg ie no approx dept vol jr sr gen col capt lt sgt rev".split(" "),
);

/** Whether a token ends a sentence: titles and initials do not. */
export function endsSentence(word: RuleWord | undefined): boolean {
  if (!word || !endsSentencePattern.test(word.text)) return false;
  // What trails off may go on.
  if (/(?:…|\.\.)["”’»)\]]*$/u.test(word.text)) return false;
  if (!/\.["”’»)\]]*$/u.test(word.text)) return true;
  return (
    !abbreviations.has(bareText(word)) && !/^["“(]*(?:\p{L}\.)+$/u.test(word.text.replace(/^["“(]*I\.$/u, ""))
  );
}

export function hasMark(word: RuleWord | undefined): boolean {
  return word !== undefined && /[.,;:?!…、。,?!]["”’»)\]]*$/u.test(word.text);
}

/** Puts a mark behind a token that has none. */
export function addMark(word: RuleWord, mark: string): void {
  const { lead, body, trail } = splitSigns(word.text);
  if (hasMark(word)) return;
  word.text = `${lead}${body}${trail.startsWith("–") || trail.startsWith("—") ? "" : mark}${trail}`;
}

/** Silence before the next token, 0 where times are missing or wrong. */
export function pauseAfter(words: readonly RuleWord[], at: number): number {
  const [word, next] = [words[at], words[at + 1]];
  const pause = word && next ? next.startMs - word.endMs : 0;
  return Number.isFinite(pause) ? Math.max(0, pause) : 0;
}
