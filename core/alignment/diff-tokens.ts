/** A token that stayed: its index before and after. */
export type TokenMatch = readonly [before: number, after: number];

/** Beyond so many insertions and removals the rest counts as rewritten: the search remembers the square of it. */
const editsMax = 3_000;

/** Longest common subsequence of two token lists, both indexes rising: E. Myers, "An O(ND) difference algorithm
 * and its variations" (1986), after equal beginnings and ends are set aside. */
export function diffTokens(before: readonly string[], after: readonly string[]): TokenMatch[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  while (
    tail < before.length - head &&
    tail < after.length - head &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  ) {
    tail++;
  }
  const middle = findMatches(
    before.slice(head, before.length - tail),
    after.slice(head, after.length - tail),
  );
  return [
    ...Array.from({ length: head }, (_, at) => [at, at] as const),
    ...middle.map(([from, to]) => [from + head, to + head] as const),
    ...Array.from(
      { length: tail },
      (_, at) => [before.length - tail + at, after.length - tail + at] as const,
    ),
  ];
}

function findMatches(before: string[], after: string[]): TokenMatch[] {
  if (before.length === 0 || after.length === 0) return [];
  // Furthest x on each diagonal x - y after so many edits; `history[edits]` is as it was before that round.
  const offset = Math.min(editsMax, before.length + after.length) + 1;
  const furthest = new Int32Array(2 * offset + 1);
  const history: Int32Array[] = [];
  for (let edits = 0; edits < offset; edits++) {
    history.push(furthest.slice(offset - edits - 1, offset + edits + 2));
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const below = furthest[offset + diagonal + 1] as number;
      const left = furthest[offset + diagonal - 1] as number;
      let x = diagonal === -edits || (diagonal !== edits && left < below) ? below : left + 1;
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x++;
      furthest[offset + diagonal] = x;
      if (x >= before.length && x - diagonal >= after.length) {
        return traceBack(history, before.length, after.length);
      }
    }
  }
  return [];
}

function traceBack(history: Int32Array[], beforeLength: number, afterLength: number): TokenMatch[] {
  const matches: TokenMatch[] = [];
  let x = beforeLength;
  let y = afterLength;
  for (let edits = history.length - 1; edits >= 0; edits--) {
    const furthest = history[edits] as Int32Array;
    const at = (diagonal: number) => furthest[edits + 1 + diagonal] as number;
    const diagonal = x - y;
    const cameDown = diagonal === -edits || (diagonal !== edits && at(diagonal - 1) < at(diagonal + 1));
    const fromDiagonal = cameDown ? diagonal + 1 : diagonal - 1;
    const fromX = edits === 0 ? 0 : at(fromDiagonal);
    const fromY = edits === 0 ? 0 : fromX - fromDiagonal;
    while (x > fromX && y > fromY) {
      // The edit itself comes before the equal run: it is one step off the diagonal.
      if (edits > 0 && (cameDown ? x === fromX && y === fromY + 1 : x === fromX + 1 && y === fromY)) break;
      x--;
      y--;
      matches.push([x, y]);
    }
    x = fromX;
    y = fromY;
  }
  return matches.reverse();
}
