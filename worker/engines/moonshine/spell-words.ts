import llamaTokenizer from "llama-tokenizer-js";
import type { TokenWord } from "./group-words";

/** Tokens that spell given words one after the other, and which belong to which: every word has at least one.
 * @param words without spaces in them */
export function spellWords(words: readonly string[]): { tokens: number[]; grouped: TokenWord[] } {
  const tokens: number[] = [];
  const grouped = words.map((text) => {
    const firstToken = tokens.length;
    const pieces = llamaTokenizer.encode(text, false, true);
    // A word begins with a piece that holds its space, which here and there is a piece of its own.
    const spelling = pieces.flatMap((id, at) => {
      const piece = llamaTokenizer.decode([id], false, false);
      return /[\p{L}\p{N}\uFFFD]/u.test(piece) ? [firstToken + at] : [];
    });
    tokens.push(...pieces);
    const all = pieces.map((_, at) => firstToken + at);
    return { text, firstToken, endToken: tokens.length, spelling: spelling.length > 0 ? spelling : all };
  });
  return { tokens, grouped };
}
