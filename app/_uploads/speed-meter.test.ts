import { describe, expect, it } from "vitest";
import { SpeedMeter } from "./speed-meter";

describe("SpeedMeter", () => {
  it("says nothing from one sample", () => {
    const meter = new SpeedMeter();
    meter.add(0, 0);
    expect(meter.bytesPerSecond).toBeNull();
  });

  it("measures a steady upload", () => {
    const meter = new SpeedMeter();
    for (let second = 0; second <= 20; second += 1) meter.add(second * 1_000, second * 5_000);
    expect(meter.bytesPerSecond).toBe(5_000);
  });

  it("forgets how slow it was some seconds ago", () => {
    const meter = new SpeedMeter();
    meter.add(0, 0);
    meter.add(10_000, 100);
    for (let second = 11; second <= 20; second += 1) meter.add(second * 1_000, (second - 10) * 1_000_000);
    expect(meter.bytesPerSecond).toBeGreaterThan(900_000);
  });

  it("starts anew after a reset", () => {
    const meter = new SpeedMeter();
    meter.add(0, 0);
    meter.add(5_000, 1_000);
    meter.reset();
    meter.add(60_000, 1_000);
    expect(meter.bytesPerSecond).toBeNull();
  });
});
