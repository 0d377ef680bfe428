/** Times that a run of so many tokens must stand in a row before it counts as a loop: people do repeat
 * themselves, but not a whole phrase three times on end. */
const repeatsFor = (length: number) => (length === 1 ? 6 : length <= 3 ? 4 : 3);
const longestRun = 16;

/** Tokens to drop from the end so that one copy of a repeated run stays, null when `tokens` end in no loop. */
export function findLoop(tokens: readonly number[]): number | null {
  for (let length = 1; length <= longestRun; length++) {
    const repeats = repeatsFor(length);
    if (tokens.length < length * repeats) return null;
    if (endsInRun(tokens, length, length * (repeats - 1))) return length * (repeats - 1);
  }
  return null;
}

function endsInRun(tokens: readonly number[], length: number, span: number): boolean {
  for (let back = 1; back <= span; back++) {
    const at = tokens.length - back;
    if (tokens[at] !== tokens[at - length]) return false;
  }
  return true;
}
