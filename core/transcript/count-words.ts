/** Written without spaces between words: Han, Kana, Thai, Lao, Khmer, Burmese. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const spoken = /[\p{L}\p{N}]/u;
const segmenter = new Intl.Segmenter(undefined, { granularity: "word" });

/** How many words a text has: what stands between spaces and has a letter or a digit; in scripts without spaces, what
 * the Unicode rules of word boundaries (UAX 29, with dictionaries) make of it. */
export function countWords(text: string): number {
  let count = 0;
  for (const piece of text.split(/\s+/)) {
    if (unspaced.test(piece)) {
      for (const { isWordLike } of segmenter.segment(piece)) if (isWordLike) count += 1;
    } else if (spoken.test(piece)) count += 1;
  }
  return count;
}
