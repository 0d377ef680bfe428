/** The pairing of rows and columns with the largest sum, each used once at most (Kuhn 1955; the shortest augmenting
 * paths of Jonker and Volgenant 1987). O(n³).
 * @param gains rows of one length, none below 0
 * @returns the column of each row; null where none is left or none gains */
export function assignBest(gains: readonly (readonly number[])[]): (number | null)[] {
  const rows = gains.length;
  const columns = gains[0]?.length ?? 0;
  const size = Math.max(rows, columns);
  if (size === 0) return gains.map(() => null);
  const gainOf = (row: number, column: number) => gains[row]?.[column] ?? 0;
  // Index 0 stands for "none" in all of these.
  const rowPrice = new Float64Array(size + 1);
  const columnPrice = new Float64Array(size + 1);
  const rowOfColumn = new Int32Array(size + 1);
  const cameFrom = new Int32Array(size + 1);
  for (let row = 1; row <= size; row++) {
    rowOfColumn[0] = row;
    const slack = new Float64Array(size + 1).fill(Number.POSITIVE_INFINITY);
    const isSeen = new Uint8Array(size + 1);
    let column = 0;
    do {
      isSeen[column] = 1;
      const from = rowOfColumn[column] as number;
      let step = Number.POSITIVE_INFINITY;
      let next = 0;
      for (let to = 1; to <= size; to++) {
        if (isSeen[to]) continue;
        const cost = -gainOf(from - 1, to - 1) - (rowPrice[from] as number) - (columnPrice[to] as number);
        if (cost < (slack[to] as number)) {
          slack[to] = cost;
          cameFrom[to] = column;
        }
        if ((slack[to] as number) < step) {
          step = slack[to] as number;
          next = to;
        }
      }
      for (let to = 0; to <= size; to++) {
        if (isSeen[to]) {
          const owner = rowOfColumn[to] as number;
          rowPrice[owner] = (rowPrice[owner] as number) + step;
          columnPrice[to] = (columnPrice[to] as number) - step;
        } else {
          slack[to] = (slack[to] as number) - step;
        }
      }
      column = next;
    } while (rowOfColumn[column] !== 0);
    while (column !== 0) {
      const before = cameFrom[column] as number;
      rowOfColumn[column] = rowOfColumn[before] as number;
      column = before;
    }
  }
  const result: (number | null)[] = gains.map(() => null);
  for (let column = 1; column <= columns; column++) {
    const row = (rowOfColumn[column] as number) - 1;
    if (row < rows && gainOf(row, column - 1) > 0) result[row] = column - 1;
  }
  return result;
}
