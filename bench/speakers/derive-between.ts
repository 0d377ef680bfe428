import { type LabelledRows, project, trainProjection } from "./train-projection";

export interface Spread {
  /** Standard deviation within a class along each direction. */
  within: Float64Array;
  /** Variance between classes along each direction, with that within as 1. */
  between: Float64Array;
}

/** How classes that nothing was learned from spread along the directions: what was learned from spreads more, and would
 * make two windows of one voice look like two voices. Each part of the classes in turn is left out, and the directions of
 * one place in the order are taken for the same. */
export function deriveBetween(
  rows: LabelledRows,
  { folds, directions, shrinkage }: { folds: number; directions: number; shrinkage: number },
): Spread {
  const within = new Float64Array(directions);
  const between = new Float64Array(directions);
  for (let fold = 0; fold < folds; fold++) {
    const projection = trainProjection(
      selectRows(rows, (label) => label % folds !== fold),
      { directions, shrinkage },
    );
    const left = selectRows(rows, (label) => label % folds === fold);
    const values = project(projection, left.values);
    const spread = measureSpread(values, left.classes, projection.matrix.rows);
    for (let at = 0; at < directions; at++) {
      within[at] = (within[at] as number) + (spread.within[at] ?? 0) / folds;
      between[at] = (between[at] as number) + (spread.between[at] ?? 0) / folds;
    }
  }
  return {
    within: within.map((value) => Math.sqrt(Math.max(1e-6, value))),
    between: between.map((value, at) => Math.max(1e-3, value / Math.max(1e-6, within[at] as number))),
  };
}

/** The rows of some classes, which are numbered anew. */
export function selectRows(rows: LabelledRows, keeps: (label: number) => boolean): LabelledRows {
  const { width, values, classes } = rows;
  const kept = [...classes.keys()].filter((row) => keeps(classes[row] as number));
  const numbers = new Map<number, number>();
  const selected = new Float32Array(kept.length * width);
  const labels = Int32Array.from(kept, (row, at) => {
    selected.set(values.subarray(row * width, (row + 1) * width), at * width);
    const label = classes[row] as number;
    if (!numbers.has(label)) numbers.set(label, numbers.size);
    return numbers.get(label) as number;
  });
  return { width, values: selected, classes: labels };
}

/** Variances of one factor (analysis of variance): the mean of few rows spreads by their own spread, too. */
function measureSpread(values: Float32Array, classes: Int32Array, width: number) {
  const count = Math.max(...classes) + 1;
  const sizes = new Float64Array(count);
  const means = new Float64Array(count * width);
  classes.forEach((label, row) => {
    sizes[label] = (sizes[label] as number) + 1;
    for (let at = 0; at < width; at++) {
      means[label * width + at] =
        (means[label * width + at] as number) + (values[row * width + at] as number);
    }
  });
  for (let at = 0; at < means.length; at++) {
    means[at] = (means[at] as number) / Math.max(1, sizes[Math.floor(at / width)] as number);
  }
  const within = new Float64Array(width);
  classes.forEach((label, row) => {
    for (let at = 0; at < width; at++) {
      const distance = (values[row * width + at] as number) - (means[label * width + at] as number);
      within[at] = (within[at] as number) + distance ** 2 / Math.max(1, classes.length - count);
    }
  });
  const between = Float64Array.from({ length: width }, (_, at) => {
    let [mean, square, noise] = [0, 0, 0];
    for (let label = 0; label < count; label++) mean += (means[label * width + at] as number) / count;
    for (let label = 0; label < count; label++) {
      square += ((means[label * width + at] as number) - mean) ** 2 / Math.max(1, count - 1);
      noise += (within[at] as number) / Math.max(1, sizes[label] as number) / count;
    }
    return square - noise;
  });
  return { within, between };
}
