/** Agglomerative clustering with average linkage (Lance and Williams 1967): the two groups that are most alike become
 * one, until none is alike enough. */

export interface MergeLimits {
  /** Mean score from which two groups are one. */
  threshold: number;
  /** Not fewer groups than this, and not more: the threshold gives way. */
  least?: number;
  most?: number;
}

/** @param scoreOf symmetric; O(n²) memory and O(n²) to O(n³) time, so a thousand or two at most
 * @param weights how much each counts in a mean
 * @returns group of each, numbered in the order of their first member */
export function mergeGroups(
  weights: readonly number[],
  scoreOf: (left: number, right: number) => number,
  { threshold, least = 1, most = Number.POSITIVE_INFINITY }: MergeLimits,
): Int32Array {
  const count = weights.length;
  const scores = new Float32Array(count * count);
  const sizes = Float64Array.from(weights);
  const parent = Int32Array.from({ length: count }, (_, at) => at);
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < row; column++) {
      const score = scoreOf(row, column);
      scores[row * count + column] = score;
      scores[column * count + row] = score;
    }
  }
  const isLive = new Uint8Array(count).fill(1);
  const best = new Int32Array(count).fill(-1);
  const findBest = (row: number) => {
    let found = -1;
    for (let column = 0; column < count; column++) {
      if (column === row || !isLive[column]) continue;
      if (found < 0 || (scores[row * count + column] as number) > (scores[row * count + found] as number)) {
        found = column;
      }
    }
    best[row] = found;
  };
  for (let row = 0; row < count; row++) findBest(row);
  for (let left = count; left > least; left--) {
    let row = -1;
    let top = Number.NEGATIVE_INFINITY;
    for (let each = 0; each < count; each++) {
      const other = best[each] as number;
      if (!isLive[each] || other < 0) continue;
      const score = scores[each * count + other] as number;
      if (score > top) {
        top = score;
        row = each;
      }
    }
    if (row < 0 || (top < threshold && left <= most)) break;
    const gone = best[row] as number;
    const [mine, theirs] = [sizes[row] as number, sizes[gone] as number];
    for (let other = 0; other < count; other++) {
      if (!isLive[other] || other === row || other === gone) continue;
      const mean =
        (mine * (scores[row * count + other] as number) + theirs * (scores[gone * count + other] as number)) /
        (mine + theirs);
      scores[row * count + other] = mean;
      scores[other * count + row] = mean;
    }
    sizes[row] = mine + theirs;
    isLive[gone] = 0;
    parent[gone] = row;
    findBest(row);
    for (let other = 0; other < count; other++) {
      if (!isLive[other] || other === row) continue;
      if (best[other] === row || best[other] === gone) findBest(other);
      else if (
        (scores[other * count + row] as number) > (scores[other * count + (best[other] as number)] as number)
      ) {
        best[other] = row;
      }
    }
  }
  const numbers = new Map<number, number>();
  return parent.map((_, at) => {
    let root = at;
    while (parent[root] !== root) root = parent[root] as number;
    if (!numbers.has(root)) numbers.set(root, numbers.size);
    return numbers.get(root) as number;
  });
}
