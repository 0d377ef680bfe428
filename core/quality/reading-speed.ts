/** Letters of these are read as slowly as two of others. */
const wide = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/gu;
/** Marks and joiners stand on a letter that is counted. */
const marks = /\p{M}|\u200D|\uFE0F/gu;

/** Nothing of the above, which most lines are. */
const plain = /^[\x20-\x7e]*$/;

/** Characters a second, as subtitles count them: with spaces and signs. Endless where there is text and no time. */
export function measureReadingSpeed(text: string, durationMs: number): number {
  const characters = countCharacters(text.trim());
  if (characters === 0) return 0;
  return durationMs > 0 ? (characters * 1_000) / durationMs : Number.POSITIVE_INFINITY;
}

function countCharacters(text: string): number {
  if (plain.test(text)) return text.length;
  const bare = text.replace(marks, "");
  return [...bare].length + (bare.match(wide)?.length ?? 0);
}
