export type MoonshineModel = "tiny" | "base";

/** Dimensions that the two published sizes differ in. `alignmentHeads` are [layer, head] pairs whose cross
 * attention follows the sound most closely, picked by start error against forced alignment. */
export interface MoonshineShape {
  layers: number;
  heads: number;
  headDim: number;
  alignmentHeads: readonly (readonly [layer: number, head: number])[];
}

export const moonshineShapes: Record<MoonshineModel, MoonshineShape> = {
  tiny: {
    layers: 6,
    heads: 8,
    headDim: 36,
    alignmentHeads: [
      [4, 7],
      [5, 3],
      [4, 3],
      [5, 6],
      [3, 5],
      [5, 4],
    ],
  },
  base: {
    layers: 8,
    heads: 8,
    headDim: 52,
    alignmentHeads: [
      [5, 5],
      [6, 1],
      [4, 2],
      [6, 0],
      [6, 4],
      [6, 7],
    ],
  },
};
