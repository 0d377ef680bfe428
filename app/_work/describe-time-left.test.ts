import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describeTimeLeft } from "./describe-time-left";

describe("the time left", () => {
  test.each([
    [0, 0, "less than a minute left"],
    [20, 50, "less than a minute left"],
    [20, 100, "less than 2 minutes left"],
    [60, 61, "about 1 to 2 minutes left"],
    [125, 170, "about 2 to 3 minutes left"],
    [180, 180, "about 3 minutes left"],
    [1_270, 2_020, "about 20 to 35 minutes left"],
    [3_700, 5_380, "about 60 to 90 minutes left"],
    [3_700, 5_400, "about 1 to 1.5 hours left"],
    [1_700, 7_300, "less than 2.5 hours left"],
    [8 * 3_600, 11.2 * 3_600, "about 8 to 12 hours left"],
    [90_000, 200_000, "about 1 to 2.5 days left"],
  ])("of %d to %d seconds is %s", (lowSeconds, highSeconds, text) => {
    expect(describeTimeLeft({ lowSeconds, highSeconds })).toBe(text);
  });

  test("never says less than the range holds, and no number with more than one digit behind the point", () => {
    const seconds = fc.double({ min: 0, max: 1e7, noNaN: true });
    fc.assert(
      fc.property(seconds, seconds, (a, b) => {
        const lowSeconds = Math.min(a, b);
        const highSeconds = Math.max(a, b);
        const text = describeTimeLeft({ lowSeconds, highSeconds });
        if (text === "less than a minute left") return;
        const unit = /minute/.test(text) ? 60 : /hour/.test(text) ? 3_600 : 86_400;
        const numbers = (text.match(/[\d.]+/g) ?? []) as string[];
        expect(numbers.every((number) => /^\d+(?:\.5)?$/.test(number))).toBe(true);
        expect(Number(numbers.at(-1)) * unit).toBeGreaterThanOrEqual(highSeconds * 0.999_999);
        if (numbers.length === 2)
          expect(Number(numbers[0]) * unit).toBeLessThanOrEqual(lowSeconds * 1.000_001);
      }),
    );
  });
});
