import { matchUnits } from "./match-units";
import { readUnits } from "./read-units";
import { tellTextLanguage } from "./tell-language";
import type { EnhancedParagraph, EnhancedToken, MachineWord } from "./types";

/** The tokens of any text laid on the machine words, in order: what is said the same stands on the words that it was said
 * with, other wording on those between, one by one, and what is left over is inserted. A blank line parts paragraphs.
 * Every machine word belongs to one token or lies between two. */
export function alignEnhanced(words: readonly MachineWord[], text: string): EnhancedParagraph[] {
  const paragraphs = text
    .split(/\n[^\S\n]*\n/u)
    .map((paragraph) => paragraph.split(/\s+/u).filter((token) => token !== ""))
    .filter((tokens) => tokens.length > 0);
  const texts = paragraphs.flat();
  const tokens = placeTokens(words, texts);
  let at = 0;
  return paragraphs.map(({ length }) => {
    at += length;
    return { tokens: tokens.slice(at - length, at) };
  });
}

function placeTokens(words: readonly MachineWord[], texts: readonly string[]): EnhancedToken[] {
  const machine = words.map(({ text }) => text);
  const language = tellTextLanguage(machine) ?? "en";
  const [a, b] = [readUnits(machine, language), readUnits(texts, language)];
  // Of each token, the words it stands for; -1: none so far.
  const from = new Int32Array(texts.length).fill(-1);
  const to = new Int32Array(texts.length).fill(-1);
  const claim = (token: number, first: number, end: number) => {
    from[token] = from[token] === -1 ? first : Math.min(from[token] as number, first);
    to[token] = Math.max(to[token] as number, end);
  };
  for (const { fromA, toA, fromB, toB } of matchUnits(a, b)) {
    if (fromA === toA || fromB === toB) continue;
    const [firstWord, endWord] = [a[fromA]?.from ?? 0, a[toA - 1]?.to ?? 0];
    const [firstToken, endToken] = [b[fromB]?.from ?? 0, b[toB - 1]?.to ?? 0];
    const pairs = Math.min(endWord - firstWord, endToken - firstToken);
    for (let by = 0; by < pairs; by++) {
      const isLast = by === pairs - 1;
      // What stands for one thing shares its words; the last token takes the rest.
      claim(firstToken + by, firstWord + by, isLast ? endWord : firstWord + by + 1);
    }
  }
  claimSigns(machine, texts, from, to);
  let cursor = 0;
  return texts.map((text, token) => {
    const first = Math.max(cursor, from[token] as number);
    const end = from[token] === -1 ? first : Math.max(first, to[token] as number);
    const wordCount = from[token] === -1 ? 0 : end - first;
    cursor = wordCount > 0 ? end : cursor;
    return { text, firstWord: wordCount > 0 ? first : cursor, wordCount };
  });
}

/** Tokens of nothing but signs are no units: one that stands where the machine has the same one is that. */
function claimSigns(
  machine: readonly string[],
  texts: readonly string[],
  from: Int32Array,
  to: Int32Array,
): void {
  let cursor = 0;
  for (const [token, text] of texts.entries()) {
    if (from[token] !== -1) {
      cursor = Math.max(cursor, to[token] as number);
      continue;
    }
    if (cursor < machine.length && machine[cursor] === text) {
      [from[token], to[token]] = [cursor, cursor + 1];
      cursor++;
    }
  }
}
