import {
  createMatrix,
  decomposeSymmetric,
  factorCholesky,
  type Matrix,
  rowOf,
  solveLower,
  solveLowerTransposed,
} from "./linear-algebra";

/** Rows of one width, each of a class. */
export interface LabelledRows {
  width: number;
  /** Row after row. */
  values: Float32Array;
  /** From 0. */
  classes: Int32Array;
}

export interface Projection {
  /** Subtracted before the matrix is applied. */
  mean: Float64Array;
  /** One direction a row, the most telling first; within a class the spread along each is 1. */
  matrix: Matrix;
  /** Variance between classes along each direction. */
  between: Float64Array;
}

/** Linear discriminant analysis (Fisher; Rao 1948). The scatter within classes is drawn towards its diagonal by
 * `shrinkage`, since there are not many more rows than directions. Between classes it has the rank of their number, so
 * that its eigenvectors come out of a matrix of that size. */
export function trainProjection(
  rows: LabelledRows,
  { directions, shrinkage }: { directions: number; shrinkage: number },
): Projection {
  const { width, values, classes } = rows;
  const { mean, deviation } = describe(rows);
  const classCount = Math.max(...classes) + 1;
  const means = createMatrix(classCount, width);
  const counts = new Float64Array(classCount);
  const scaled = new Float64Array(width);
  const scale = (row: number) => {
    for (let at = 0; at < width; at++) {
      scaled[at] = ((values[row * width + at] as number) - (mean[at] as number)) / (deviation[at] as number);
    }
    return scaled;
  };
  classes.forEach((label, row) => {
    counts[label] = (counts[label] as number) + 1;
    addTo(rowOf(means, label), scale(row));
  });
  counts.forEach((count, label) => {
    const here = rowOf(means, label);
    for (let at = 0; at < width; at++) here[at] = (here[at] as number) / Math.max(1, count);
  });

  const within = createMatrix(width, width);
  classes.forEach((label, row) => {
    const centre = rowOf(means, label);
    scale(row);
    for (let at = 0; at < width; at++) scaled[at] = (scaled[at] as number) - (centre[at] as number);
    for (let at = 0; at < width; at++) {
      const value = scaled[at] as number;
      const target = at * width;
      for (let other = 0; other <= at; other++) {
        within.values[target + other] =
          (within.values[target + other] as number) + value * (scaled[other] as number);
      }
    }
  });
  for (let at = 0; at < width; at++) {
    for (let other = 0; other <= at; other++) {
      const value =
        ((within.values[at * width + other] as number) / classes.length) * (at === other ? 1 : 1 - shrinkage);
      within.values[at * width + other] = value;
      within.values[other * width + at] = value;
    }
    within.values[at * width + at] = (within.values[at * width + at] as number) + 1e-3;
  }

  const lower = factorCholesky(within);
  const known = [...counts.keys()].filter((label) => (counts[label] as number) > 0);
  const whitened = known.map((label) => solveLower(lower, rowOf(means, label)));
  const gram = createMatrix(known.length, known.length);
  whitened.forEach((left, row) => {
    whitened.forEach((right, column) => {
      if (column <= row) {
        const value = dot(left, right) / known.length;
        gram.values[row * known.length + column] = value;
        gram.values[column * known.length + row] = value;
      }
    });
  });
  const { values: spreads, vectors } = decomposeSymmetric(gram);
  const kept = Math.min(directions, known.length - 1);
  const matrix = createMatrix(kept, width);
  for (let direction = 0; direction < kept; direction++) {
    const weights = rowOf(vectors, direction);
    const sum = new Float64Array(width);
    whitened.forEach((each, at) => {
      for (let column = 0; column < width; column++) {
        sum[column] = (sum[column] as number) + (weights[at] as number) * (each[column] as number);
      }
    });
    const length = Math.sqrt(dot(sum, sum));
    const solved = solveLowerTransposed(lower, sum);
    const target = rowOf(matrix, direction);
    for (let column = 0; column < width; column++) {
      target[column] = (solved[column] as number) / length / (deviation[column] as number);
    }
  }
  return { mean, matrix, between: spreads.slice(0, kept) };
}

/** @returns rows of the width of `matrix.rows` */
export function project({ mean, matrix }: Projection, values: Float32Array): Float32Array {
  const width = matrix.columns;
  const count = values.length / width;
  const result = new Float32Array(count * matrix.rows);
  for (let row = 0; row < count; row++) {
    for (let direction = 0; direction < matrix.rows; direction++) {
      const weights = rowOf(matrix, direction);
      let sum = 0;
      for (let at = 0; at < width; at++) {
        sum += (weights[at] as number) * ((values[row * width + at] as number) - (mean[at] as number));
      }
      result[row * matrix.rows + direction] = sum;
    }
  }
  return result;
}

function describe({ width, values }: LabelledRows) {
  const mean = new Float64Array(width);
  const deviation = new Float64Array(width);
  const count = values.length / width;
  for (let at = 0; at < values.length; at++) {
    mean[at % width] = (mean[at % width] as number) + (values[at] as number) / count;
  }
  for (let at = 0; at < values.length; at++) {
    const distance = (values[at] as number) - (mean[at % width] as number);
    deviation[at % width] = (deviation[at % width] as number) + (distance * distance) / count;
  }
  return { mean, deviation: deviation.map((value) => Math.sqrt(value) + 1e-6) };
}

function addTo(target: Float64Array, values: Float64Array): void {
  for (let at = 0; at < target.length; at++) target[at] = (target[at] as number) + (values[at] as number);
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < left.length; at++) sum += (left[at] as number) * (right[at] as number);
  return sum;
}
