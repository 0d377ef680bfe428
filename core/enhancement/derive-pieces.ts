import type { Stepwise } from "../stepwise/stepwise";
import { splitSigns } from "./split-signs";
import type { EnhancedParagraph, EnhancedToken, MachineWord } from "./types";

/** A piece of the enhanced text beside the machine words [firstWord, firstWord + words.length) it stands for; without
 * tokens: the words were left out; without words: the tokens were inserted. */
export type TextPiece = {
  firstWord: number;
  words: string[];
  tokens: string[];
  /** The piece begins a paragraph that is not the first. */
  beginsParagraph: boolean;
};

/** The enhanced text as pieces in order, which together hold every machine word with a text once. Tokens that were
 * inserted behind one of other wording are of its piece: they became what it was. */
export function* derivePieces(
  words: readonly MachineWord[],
  paragraphs: readonly EnhancedParagraph[],
): Stepwise<TextPiece[]> {
  const pieces: TextPiece[] = [];
  let cursor = 0;
  let beginsParagraph = false;
  const textsOf = (from: number, to: number) =>
    words
      .slice(from, to)
      .map(({ text }) => text)
      .filter((text) => text.trim() !== "");
  const push = (firstWord: number, end: number, tokens: string[]) => {
    const texts = textsOf(firstWord, end);
    if (texts.length === 0 && tokens.length === 0) return;
    pieces.push({ firstWord, words: texts, tokens, beginsParagraph });
    beginsParagraph = false;
  };
  for (const [index, { tokens }] of paragraphs.entries()) {
    beginsParagraph ||= index > 0 && pieces.length > 0 && tokens.length > 0;
    for (let at = 0; at < tokens.length; ) {
      yield;
      const token = tokens[at] as EnhancedToken;
      const firstWord = Math.min(words.length, Math.max(cursor, token.firstWord));
      if (firstWord > cursor) push(cursor, firstWord, []);
      const end = Math.min(words.length, firstWord + Math.max(0, token.wordCount));
      let next = at + 1;
      const isReworded = end === firstWord || isOtherBody(textsOf(firstWord, end), token.text);
      while (isReworded && next < tokens.length && tokens[next]?.wordCount === 0) next++;
      push(
        firstWord,
        end,
        tokens.slice(at, next).map(({ text }) => text),
      );
      cursor = end;
      at = next;
    }
  }
  push(cursor, words.length, []);
  return pieces;
}

function isOtherBody(words: readonly string[], token: string): boolean {
  return (
    words.length !== 1 ||
    splitSigns(words[0] as string).body.toLowerCase() !== splitSigns(token).body.toLowerCase()
  );
}
