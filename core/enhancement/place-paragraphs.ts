import { bareText, endsSentence, pauseAfter, type RuleWord } from "./rule-word";
import type { EnhancedParagraph } from "./types";

/** A paragraph has at least so many words, and ends at a pause, a new thought, or at last at any sentence. */
const leastWords = 60;
const usualWords = 110;
const mostWords = 180;
const longPauseMs = 1_100;
const pauseMs = 600;

const newThoughts = new Set(
  "so now okay anyway however finally first second third fourth next another let's today meanwhile later".split(
    " ",
  ),
);

/** Paragraphs: one a turn, and long turns in pieces; one alone where a style wants none. */
export function placeParagraphs(words: readonly RuleWord[], wanted: boolean): EnhancedParagraph[] {
  const paragraphs: EnhancedParagraph[] = [];
  let from = 0;
  const close = (to: number) => {
    const tokens = words
      .slice(from, to)
      .map(({ text, firstWord, wordCount }) => ({ text, firstWord, wordCount }));
    if (tokens.length > 0) paragraphs.push({ tokens });
    from = to;
  };
  for (let at = 0; wanted && at < words.length - 1; at++) {
    const word = words[at] as RuleWord;
    const next = words[at + 1] as RuleWord;
    if (next.speaker !== word.speaker) close(at + 1);
    else if (endsSentence(word) && isNewParagraph(at + 1 - from, pauseAfter(words, at), bareText(next)))
      close(at + 1);
  }
  close(words.length);
  return paragraphs;
}

function isNewParagraph(length: number, silenceMs: number, next: string): boolean {
  if (length >= mostWords) return true;
  if (length >= usualWords) return silenceMs >= pauseMs || newThoughts.has(next);
  return length >= leastWords && silenceMs >= longPauseMs;
}
