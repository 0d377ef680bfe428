import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { estimateAccuracy } from "./estimate-accuracy";
import type { QualitySignals } from "./quality-signals";

const signals = (more: Partial<QualitySignals> = {}): QualitySignals => ({
  words: 1_000,
  meanLogprob: -0.05,
  unsureShare: 0.02,
  snrDb: 30,
  wordsPerSecond: 2.5,
  passAgreement: null,
  ...more,
});
const base = (more: Partial<QualitySignals>) => {
  const estimate = estimateAccuracy(["moonshine-base"], signals(more));
  if (!estimate) throw new Error("not measured");
  return estimate;
};

describe("estimateAccuracy", () => {
  it.each([
    ["sure of everything", { meanLogprob: -0.02, unsureShare: 0 }, 0.99, 1],
    ["a clear reading", { meanLogprob: -0.08, unsureShare: 0.03 }, 0.95, 1],
    ["some noise", { meanLogprob: -0.2, unsureShare: 0.1 }, 0.83, 0.92],
    ["much noise", { meanLogprob: -0.6, unsureShare: 0.35 }, 0.25, 0.6],
    ["nonsense", { meanLogprob: -2, unsureShare: 0.9 }, 0, 0.1],
  ])("takes %s for what it was", (_, more, least, most) => {
    const { accuracy } = base(more);
    expect(accuracy).toBeGreaterThanOrEqual(least);
    expect(accuracy).toBeLessThanOrEqual(most);
  });

  it("says less of a short recording than of a long one", () => {
    const width = (words: number) => {
      const { low, high } = base({ words });
      return high - low;
    };
    expect(width(10)).toBeGreaterThan(2 * width(10_000));
    expect(width(0)).toBeGreaterThan(0);
  });

  it.each([
    ["whisper-1", signals()],
    ["toString", signals()],
    ["moonshine-base", signals({ meanLogprob: null })],
  ])("says nothing of what %s heard where nothing is known", (engine, told) => {
    expect(estimateAccuracy([engine], told)).toBeNull();
  });

  it("goes by how far two hearings agree, less surely where nobody knows the engines", () => {
    const both = ["moonshine-tiny", "moonshine-base"];
    const estimates = (engines: string[], more: Partial<QualitySignals> = {}) =>
      [0.98, 0.8, 0.4].map((passAgreement) => {
        const estimate = estimateAccuracy(engines, signals({ passAgreement, ...more }));
        if (!estimate) throw new Error("no estimate");
        return estimate;
      });
    for (const of of [estimates(both), estimates(["openai", "moonshine-base"], { meanLogprob: null })]) {
      const [good, fair, bad] = of.map(({ accuracy }) => accuracy) as [number, number, number];
      expect(good).toBeGreaterThan(fair);
      expect(fair).toBeGreaterThan(bad);
      for (const { low, accuracy, high } of of) {
        expect(0 <= low && low <= accuracy && accuracy <= high && high <= 1).toBe(true);
      }
    }
    const [known] = estimates(both);
    const [unknown] = estimates(["openai", "moonshine-base"]);
    expect([known?.basis, unknown?.basis]).toEqual(["confidence", "agreement"]);
    expect((unknown?.high ?? 0) - (unknown?.low ?? 0)).toBeGreaterThan(
      (known?.high ?? 0) - (known?.low ?? 0),
    );
  });

  it.each([
    ["an unknown engine hears it twice", ["openai", "openai"], {}],
    ["neither hears a word", ["openai", "moonshine-base"], { words: 0 }],
  ])("says nothing where %s", (_, engines, more) => {
    const heard = signals({ passAgreement: 1, meanLogprob: null, ...more });
    expect(estimateAccuracy(engines, heard)).toBeNull();
  });

  it("falls with the confidence, and stays within its range and within 0 and 1", () => {
    const logprob = fc.double({ min: -3, max: 0, noNaN: true });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const words = fc.integer({ min: 0, max: 100_000 });
    fc.assert(
      fc.property(logprob, logprob, share, share, words, (a, b, one, other, count) => {
        const worse = base({
          meanLogprob: Math.min(a, b),
          unsureShare: Math.max(one, other),
          words: count,
        });
        const better = base({
          meanLogprob: Math.max(a, b),
          unsureShare: Math.min(one, other),
          words: count,
        });
        expect(worse.accuracy).toBeLessThanOrEqual(better.accuracy + 1e-12);
        for (const { low, accuracy, high } of [worse, better]) {
          expect(0 <= low && low <= accuracy && accuracy <= high && high <= 1).toBe(true);
        }
      }),
      { endOnFailure: true },
    );
  });
});
