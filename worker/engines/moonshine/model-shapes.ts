export type MoonshineModel = "tiny" | "base";

/** Dimensions that the two published sizes differ in. `alignmentHeads` are [layer, head] pairs whose cross
 * attention follows the sound most closely, picked one after the other by the start error that they have together against
 * forced alignment; `attentionLateSamples` is how far they lag behind it. */
export interface MoonshineShape {
  layers: number;
  heads: number;
  headDim: number;
  alignmentHeads: readonly (readonly [layer: number, head: number])[];
  attentionLateSamples: number;
}

export const moonshineShapes: Record<MoonshineModel, MoonshineShape> = {
  tiny: {
    layers: 6,
    heads: 8,
    headDim: 36,
    alignmentHeads: [
      [5, 6],
      [3, 7],
      [4, 7],
      [4, 1],
    ],
    attentionLateSamples: 192,
  },
  base: {
    layers: 8,
    heads: 8,
    headDim: 52,
    alignmentHeads: [
      [4, 2],
      [5, 1],
      [5, 5],
      [5, 4],
    ],
    attentionLateSamples: 480,
  },
};
