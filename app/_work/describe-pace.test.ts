import { describe, expect, it } from "vitest";
import { describeSpeed, describeTimeLeft } from "./describe-pace";

describe("describeTimeLeft", () => {
  it.each([
    [5, 40, "less than a minute left"],
    [20, 75, "up to 2 minutes left"],
    [50, 60, "up to 1 minute left"],
    [125, 170, "about 2 to 3 minutes left"],
    [180, 180, "about 3 minutes left"],
    [170, 125, "about 2 to 3 minutes left"],
    [3_000, 7_000, "up to 2 hours left"],
    [7_300, 10_000, "about 2 to 3 hours left"],
    [200_000, 300_000, "about 2 to 4 days left"],
  ])("says of %d to %d seconds: %s", (lowSeconds, highSeconds, text) => {
    expect(describeTimeLeft({ lowSeconds, highSeconds })).toBe(text);
  });
});

describe("describeSpeed", () => {
  it("has a digit more where it is slow", () => {
    expect([0.44, 9.94, 9.96, 120].map(describeSpeed)).toEqual(["0.4×", "9.9×", "10×", "120×"]);
  });
});
