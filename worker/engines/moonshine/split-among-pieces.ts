/** Words of a text shared out among pieces of sound that follow one another. A word that was heard again goes where it was
 * heard; what lies between two that were, goes with as many words as were heard of either piece there.
 * @param pieceOf of each heard word, rising
 * @param matches pairs of a heard word and a word of the text, both rising
 * @returns the words of each piece: joined together they are the text */
export function splitAmongPieces(
  words: readonly string[],
  pieces: number,
  pieceOf: readonly number[],
  matches: readonly (readonly [heard: number, word: number])[],
): string[][] {
  const parts = Array.from({ length: pieces }, (): string[] => []);
  const give = (word: number, piece: number) => parts[piece]?.push(words[word] as string);
  const stops = [...matches, [pieceOf.length, words.length] as const];
  let heard = -1;
  let word = -1;
  for (const [toHeard, toWord] of stops) {
    const missed = pieceOf.slice(heard + 1, toHeard);
    const before = pieceOf[heard] ?? 0;
    const after = pieceOf[toHeard] ?? pieces - 1;
    for (let at = word + 1; at < toWord; at++) {
      // In proportion: of what was heard otherwise there, or of the two words around.
      const share = (at - word - 0.5) / (toWord - word - 1);
      const across = missed.length > 0 ? missed : [before, after];
      give(at, across[Math.floor(share * across.length)] ?? before);
    }
    if (toWord < words.length) give(toWord, pieceOf[toHeard] ?? 0);
    heard = toHeard;
    word = toWord;
  }
  return parts;
}
