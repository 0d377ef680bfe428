import { describe, expect, it } from "vitest";
import { describeDownload } from "./describe-download";

describe("describeDownload", () => {
  it.each([
    [{ fraction: 0, totalBytes: null, bytesPerSecond: null }, "The download begins."],
    [
      { fraction: 0.25, totalBytes: 40_000_000, bytesPerSecond: 2_000_000 },
      "Downloading 10 MB of 40 MB, 2.0 MB/s, 15 s left",
    ],
    [{ fraction: 0.25, totalBytes: null, bytesPerSecond: null }, "Downloading 25 %"],
    [{ fraction: 0, totalBytes: null, bytesPerSecond: 500_000 }, "Downloading 500 kB/s"],
    [{ fraction: 1, totalBytes: 1_000, bytesPerSecond: 0 }, "Downloading 1.0 kB of 1.0 kB"],
  ])("says of %o: %s", (facts, text) => {
    expect(describeDownload(facts)).toBe(text);
  });
});
