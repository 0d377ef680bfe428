/** Dense real matrices, row after row in one array: what training the projection of voices needs, and no more. */
export interface Matrix {
  rows: number;
  columns: number;
  values: Float64Array;
}

export function createMatrix(rows: number, columns: number): Matrix {
  return { rows, columns, values: new Float64Array(rows * columns) };
}

export const rowOf = ({ values, columns }: Matrix, row: number) =>
  values.subarray(row * columns, (row + 1) * columns);

/** Lower triangle L with `matrix = L Lᵀ`.
 * @throws when the matrix is not positive definite */
export function factorCholesky(matrix: Matrix): Matrix {
  const size = matrix.rows;
  const lower = createMatrix(size, size);
  for (let row = 0; row < size; row++) {
    const here = rowOf(lower, row);
    for (let column = 0; column <= row; column++) {
      const other = rowOf(lower, column);
      let sum = matrix.values[row * size + column] as number;
      for (let at = 0; at < column; at++) sum -= (here[at] as number) * (other[at] as number);
      if (row === column) {
        if (sum <= 0) throw new RangeError("The matrix is not positive definite.");
        here[column] = Math.sqrt(sum);
      } else {
        here[column] = sum / (other[column] as number);
      }
    }
  }
  return lower;
}

/** x of `L x = vector`. */
export function solveLower(lower: Matrix, vector: Float64Array): Float64Array {
  const solution = new Float64Array(vector.length);
  for (let row = 0; row < vector.length; row++) {
    const here = rowOf(lower, row);
    let sum = vector[row] as number;
    for (let at = 0; at < row; at++) sum -= (here[at] as number) * (solution[at] as number);
    solution[row] = sum / (here[row] as number);
  }
  return solution;
}

/** x of `Lᵀ x = vector`. */
export function solveLowerTransposed(lower: Matrix, vector: Float64Array): Float64Array {
  const solution = vector.slice();
  for (let row = vector.length - 1; row >= 0; row--) {
    const here = rowOf(lower, row);
    const value = (solution[row] as number) / (here[row] as number);
    solution[row] = value;
    for (let at = 0; at < row; at++) solution[at] = (solution[at] as number) - value * (here[at] as number);
  }
  return solution;
}

/** Eigenvalues from the largest on, and unit eigenvectors as rows, of a symmetric matrix, by cyclic Jacobi rotations
 * (Golub and Van Loan, Matrix Computations, 8.5). Some hundreds of rows at most. */
export function decomposeSymmetric(matrix: Matrix): { values: Float64Array; vectors: Matrix } {
  const size = matrix.rows;
  const a = matrix.values.slice();
  const vectors = createMatrix(size, size);
  for (let at = 0; at < size; at++) vectors.values[at * size + at] = 1;
  const total = a.reduce((sum, value) => sum + value * value, 0);
  for (let sweep = 0; sweep < 30; sweep++) {
    let off = 0;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) off += (a[p * size + q] as number) ** 2;
    }
    if (off <= 1e-18 * total) break;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) rotate(a, vectors.values, size, p, q);
    }
  }
  const order = Array.from({ length: size }, (_, at) => at).sort(
    (x, y) => (a[y * size + y] as number) - (a[x * size + x] as number),
  );
  const sorted = createMatrix(size, size);
  order.forEach((from, to) => {
    rowOf(sorted, to).set(rowOf(vectors, from));
  });
  return { values: Float64Array.from(order, (at) => a[at * size + at] as number), vectors: sorted };
}

/** Makes a[p][q] zero. */
function rotate(a: Float64Array, vectors: Float64Array, size: number, p: number, q: number): void {
  const apq = a[p * size + q] as number;
  if (apq === 0) return;
  const theta = ((a[q * size + q] as number) - (a[p * size + p] as number)) / (2 * apq);
  const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  const turn = (values: Float64Array, x: number, y: number) => {
    const [first, second] = [values[x] as number, values[y] as number];
    values[x] = c * first - s * second;
    values[y] = s * first + c * second;
  };
  for (let at = 0; at < size; at++) turn(a, at * size + p, at * size + q);
  for (let at = 0; at < size; at++) turn(a, p * size + at, q * size + at);
  for (let at = 0; at < size; at++) turn(vectors, p * size + at, q * size + at);
}
