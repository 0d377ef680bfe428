import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LANE_WARMUP_FRAMES, planLanes } from "./plan-lanes";
import { VAD_FRAME_SAMPLES } from "./silero-session";

describe("planLanes", () => {
  it("covers a file of any length once, by lanes of one length, no batch larger than some MB", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 * 3_600 * 16_000 }), (totalSamples) => {
        const batches = planLanes(totalSamples);
        let covered = 0;
        for (const lane of batches.flat()) {
          expect(lane.start + LANE_WARMUP_FRAMES * VAD_FRAME_SAMPLES).toBe(covered);
          covered = lane.end;
        }
        expect(covered).toBeGreaterThanOrEqual(totalSamples);
        expect(new Set(batches.flat().map((lane) => lane.end - lane.start)).size).toBe(1);
        for (const batch of batches) {
          const samples = batch.reduce((sum, lane) => sum + lane.end - lane.start, 0);
          expect(batch.length).toBeGreaterThan(0);
          expect(samples * 4).toBeLessThan(24 * 2 ** 20);
        }
      }),
    );
  });

  it("gives two slots something to do from 40 seconds on", () => {
    expect(planLanes(41 * 16_000).length).toBeGreaterThanOrEqual(2);
  });

  it("has no lane for no sound", () => {
    expect(planLanes(0)).toEqual([]);
  });
});
