import llamaTokenizer from "llama-tokenizer-js";

/** A tokenizer has pieces of their own for the words that everybody uses; they are numbered by how common they are, so
 * those of the rare ones, of marks and of other scripts come last. */
const commonPieces = 29_000;
let common: Set<string> | null = null;

/** Whether it is a word that everybody uses. Pure.
 * @param word in lower case */
export function isCommonWord(word: string): boolean {
  common ??= new Set(
    llamaTokenizer.vocabById
      .slice(0, commonPieces)
      .flatMap((piece) => (/^▁\p{Ll}+$/u.test(piece) ? [piece.slice(1)] : [])),
  );
  if (common.has(word)) return true;
  // A number is one, and so is what an apostrophe shortens.
  if (/^[\d.,:]+$/.test(word)) return true;
  const [stem = "", ending] = word.split(/['’]/);
  return ending !== undefined && common.has(stem);
}
