import { describe, expect, it } from "vitest";
import { formatClock } from "./format-clock";
import { formatDuration } from "./format-duration";
import { formatSize } from "./format-size";

describe("formatClock", () => {
  it.each([
    [0, "0:00"],
    [7_999, "0:07"],
    [754_000, "12:34"],
    [3_723_000, "1:02:03"],
    [-5, "0:00"],
    [Number.NaN, "0:00"],
    [Number.POSITIVE_INFINITY, "0:00"],
  ])("shows %d ms as %s", (ms, text) => {
    expect(formatClock(ms)).toBe(text);
  });
});

describe("formatDuration", () => {
  it.each([
    [0, "0 s"],
    [59.4, "59 s"],
    [59.6, "1 min"],
    [3_599, "1 h"],
    [3_900, "1 h 5 min"],
  ])("shows %d s as %s", (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});

describe("formatSize", () => {
  it.each([
    [0, "0 bytes"],
    [999, "999 bytes"],
    [999_600, "1.0 MB"],
    [1_440_000, "1.4 MB"],
    [23_400_000_000, "23 GB"],
  ])("shows %d bytes as %s", (sizeBytes, text) => {
    expect(formatSize(sizeBytes)).toBe(text);
  });
});
