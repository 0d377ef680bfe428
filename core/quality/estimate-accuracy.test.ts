import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { estimateAccuracy } from "./estimate-accuracy";

const base = (logprob: number) => estimateAccuracy("moonshine-base", logprob);

describe("estimateAccuracy", () => {
  it.each([
    [0, 0.989],
    [-0.025, 0.989],
    [-0.05, 0.9815],
    [-0.15, 0.935],
    [-0.375, 0.764],
    [-0.8, 0.25],
    [-5, 0.25],
  ])("takes a mean log-probability of %d for an accuracy of %d", (logprob, accuracy) => {
    expect(base(logprob)?.accuracy).toBeCloseTo(accuracy, 6);
  });

  it("gives the neighbouring bins as its range", () => {
    const estimate = base(-0.15);
    expect(estimate?.low).toBeCloseTo(0.885, 6);
    expect(estimate?.high).toBeCloseTo(0.974, 6);
    expect(base(0)?.high).toBe(1);
    expect(base(-9)?.low).toBe(0);
  });

  it("trusts the smaller model less when both are unsure", () => {
    expect(estimateAccuracy("moonshine-tiny", -0.275)?.accuracy).toBeLessThan(
      base(-0.275)?.accuracy as number,
    );
  });

  it("says nothing about an engine that was never measured", () => {
    expect(estimateAccuracy("whisper-1", -0.1)).toBeNull();
  });

  it("falls with the confidence, and stays within its range and within 0 and 1", () => {
    const logprob = fc.double({ min: -3, max: 0, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom("moonshine-base", "moonshine-tiny"), logprob, logprob, (engine, a, b) => {
        const worse = estimateAccuracy(engine, Math.min(a, b));
        const better = estimateAccuracy(engine, Math.max(a, b));
        if (worse === null || better === null) throw new Error("not measured");
        expect(worse.accuracy).toBeLessThanOrEqual(better.accuracy + 1e-12);
        for (const { low, accuracy, high } of [worse, better]) {
          expect(0 <= low && low <= accuracy && accuracy <= high && high <= 1).toBe(true);
        }
      }),
    );
  });
});
