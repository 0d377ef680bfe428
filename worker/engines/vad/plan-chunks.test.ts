import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planChunks } from "./plan-chunks";

const seconds = (start: number, end: number) => ({ start: start * 16_000, end: end * 16_000 });

describe("planChunks", () => {
  it("joins speech over a pause of two seconds, and no longer one", () => {
    expect(planChunks([seconds(1, 4), seconds(6, 8), seconds(10.1, 12)], 20 * 16_000)).toEqual([
      seconds(1, 8),
      seconds(10.1, 12),
    ]);
  });

  it("joins no further than 20 seconds", () => {
    expect(planChunks([seconds(0, 12), seconds(13, 19), seconds(19.5, 21)], 30 * 16_000)).toEqual([
      seconds(0, 19),
      seconds(19.5, 21),
    ]);
  });

  it("keeps a region within the file", () => {
    expect(planChunks([{ start: -800, end: 20_000 }], 16_000)).toEqual([{ start: 0, end: 16_000 }]);
  });

  it("has nothing to decode where nobody speaks", () => {
    expect(planChunks([], 16_000)).toEqual([]);
  });

  const regions = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 3_000_000 }), fc.integer({ min: 0, max: 1_500_000 })),
    { maxLength: 12 },
  );

  it("holds order, the bounds of the file and 24 seconds for any regions", () => {
    fc.assert(
      fc.property(regions, fc.integer({ min: 0, max: 3_000_000 }), (starts, totalSamples) => {
        const sorted = starts
          .map(([start, length]) => ({ start, end: start + length }))
          .sort((a, b) => a.start - b.start);
        let clock = 0;
        for (const chunk of planChunks(sorted, totalSamples)) {
          expect(chunk.start).toBeGreaterThanOrEqual(clock);
          expect(chunk.end).toBeGreaterThan(chunk.start);
          expect(chunk.end - chunk.start).toBeLessThanOrEqual(24 * 16_000);
          clock = chunk.end;
        }
        expect(clock).toBeLessThanOrEqual(totalSamples);
      }),
    );
  });

  it("leaves no sample of a region out", () => {
    fc.assert(
      fc.property(regions, (starts) => {
        const sorted = starts
          .map(([start, length]) => ({ start, end: start + length }))
          .sort((a, b) => a.start - b.start);
        const chunks = planChunks(sorted, 5_000_000);
        for (const { start, end } of sorted) {
          for (const sample of end > start ? [start, end - 1] : []) {
            expect(chunks.some((chunk) => chunk.start <= sample && sample < chunk.end)).toBe(true);
          }
        }
      }),
    );
  });
});
