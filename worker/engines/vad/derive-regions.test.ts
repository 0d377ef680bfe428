import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deriveRegions } from "./derive-regions";

const frame = 512;
const bare = { padSamples: 0 };

/** So many frames of each probability in turn. */
function buildProbabilities(...runs: [frames: number, probability: number][]): Float32Array {
  return Float32Array.from(
    runs.flatMap(([frames, probability]) => new Array<number>(frames).fill(probability)),
  );
}

describe("deriveRegions", () => {
  it("finds speech between silences", () => {
    const probabilities = buildProbabilities([20, 0], [40, 0.9], [30, 0]);
    expect(deriveRegions(probabilities, 90 * frame, bare)).toEqual([{ start: 20 * frame, end: 60 * frame }]);
  });

  it("does not end speech at a doubt or at a short pause", () => {
    const probabilities = buildProbabilities([40, 0.9], [20, 0.4], [10, 0.9], [5, 0], [20, 0.9], [30, 0]);
    expect(deriveRegions(probabilities, 125 * frame, bare)).toEqual([{ start: 0, end: 95 * frame }]);
  });

  it("leaves a click out", () => {
    expect(deriveRegions(buildProbabilities([20, 0], [4, 1], [40, 0]), 64 * frame)).toEqual([]);
  });

  it("pads a region, and shares a narrow gap", () => {
    const probabilities = buildProbabilities([20, 0], [40, 0.9], [10, 0], [40, 0.9], [20, 0]);
    const options = { padSamples: 10 * frame, minSilenceSamples: 9 * frame };
    expect(deriveRegions(probabilities, 130 * frame, options)).toEqual([
      { start: 10 * frame, end: 65 * frame },
      { start: 65 * frame, end: 120 * frame },
    ]);
  });

  it("cuts a long speech at its weakest frame", () => {
    const probabilities = buildProbabilities([60, 0.9], [3, 0.5], [57, 0.9]);
    expect(deriveRegions(probabilities, 120 * frame, { ...bare, maxSamples: 100 * frame })).toEqual([
      { start: 0, end: 61 * frame },
      { start: 61 * frame, end: 120 * frame },
    ]);
  });

  it("stays in order, in the file and below the longest length for any probabilities", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.constantFrom(0, 0.3, 0.4, 0.5, 1)), {
          maxLength: 30,
        }),
        fc.integer({ min: 1, max: frame }),
        (runs, lastSamples) => {
          const probabilities = buildProbabilities(...runs);
          const totalSamples = Math.max(0, (probabilities.length - 1) * frame + lastSamples);
          const padSamples = 960;
          let clock = 0;
          for (const region of deriveRegions(probabilities, totalSamples, {
            padSamples,
            maxSamples: 80 * frame,
          })) {
            expect(region.start).toBeGreaterThanOrEqual(clock);
            expect(region.end - region.start).toBeLessThanOrEqual(80 * frame + 2 * padSamples);
            clock = region.end;
          }
          expect(clock).toBeLessThanOrEqual(totalSamples);
        },
      ),
    );
  });
});
