import type { Word } from "@/core/transcript/types";

export interface TextPiece {
  text: string;
  /** Null for what stands between the words, or was typed and has no time yet. */
  word: Word | null;
  /** Where it begins in the text. */
  offset: number;
}

/** Lays the words over the text they stand in: each at its next occurrence, what lies between as plain text. Words
 * that the text does not have (any more) are left out, so the pieces always read exactly as the text. */
export function layWords(text: string, words: readonly Word[]): TextPiece[] {
  const pieces: TextPiece[] = [];
  let offset = 0;
  for (const word of words) {
    if (word.text === "") continue;
    const found = text.indexOf(word.text, offset);
    // A word that turns up only far away is another one of the same letters.
    if (found < 0 || found - offset > maxGap) continue;
    if (found > offset) pieces.push({ text: text.slice(offset, found), word: null, offset });
    pieces.push({ text: word.text, word, offset: found });
    offset = found + word.text.length;
  }
  if (offset < text.length) pieces.push({ text: text.slice(offset), word: null, offset });
  return pieces;
}

const maxGap = 60;
