import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  clampStart,
  createScale,
  deriveColumns,
  findEndMs,
  listTicks,
  maxZoomLevel,
  minZoomLevel,
  toMs,
  toPx,
  turnPage,
} from "./wave-scale";

const hourMs = 3_600_000;

describe("the scale", () => {
  it("goes to pixels and back", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: minZoomLevel, max: maxZoomLevel }),
        fc.nat(10 * hourMs),
        fc.nat(2_000),
        (level, startMs, px) => {
          const scale = createScale(level, startMs, 1_000);
          expect(toPx(scale, toMs(scale, px))).toBeCloseTo(px, 3);
        },
      ),
    );
  });

  it("shows less the nearer it is", () => {
    const shown = Array.from({ length: maxZoomLevel + 1 }, (_, level) =>
      findEndMs(createScale(level, 0, 800)),
    );
    expect(shown).toEqual([...shown].sort((a, b) => b - a));
  });

  it("stays within the recording", () => {
    const scale = createScale(3, 0, 800);
    expect(clampStart({ ...scale, startMs: -500 }, hourMs)).toBe(0);
    expect(clampStart({ ...scale, startMs: hourMs }, hourMs)).toBe(hourMs - 20_000);
    expect(clampStart({ ...scale, startMs: 900 }, 2_000)).toBe(0);
  });
});

describe("turnPage", () => {
  const scale = createScale(3, 10_000, 800);

  it("leaves the page while the playhead is on it", () => {
    expect(turnPage(scale, 12_000, hourMs)).toBe(10_000);
  });

  it("turns it at the edge, and wherever the playhead jumps it is in view", () => {
    expect(turnPage(scale, 29_900, hourMs)).toBe(27_900);
    fc.assert(
      fc.property(fc.nat(hourMs), fc.nat(hourMs), (startMs, timeMs) => {
        const turned = { ...scale, startMs: turnPage({ ...scale, startMs }, timeMs, hourMs) };
        expect(toPx(turned, timeMs)).toBeGreaterThanOrEqual(-0.1);
        expect(toPx(turned, timeMs)).toBeLessThanOrEqual(800.1);
      }),
    );
  });
});

it("sets round ticks that do not crowd", () => {
  for (let level = minZoomLevel; level <= maxZoomLevel; level += 1) {
    const scale = createScale(level, 12_345, 1_000);
    const ticks = listTicks(scale, hourMs);
    expect(ticks.length).toBeGreaterThan(0);
    expect(ticks.length).toBeLessThan(20);
    for (const tick of ticks) expect(tick % 100).toBe(0);
  }
});

describe("deriveColumns", () => {
  it("keeps the loudest bucket under each pixel", () => {
    const loud = [0, 0.2, 0.9, 0.1];
    const scale = { startMs: 0, msPerPx: 20, widthPx: 2 };
    expect(deriveColumns(scale, 10, (at) => loud[at] ?? null)).toEqual([0.2, 0.9]);
  });

  it("repeats a coarse bucket, and knows what is not there", () => {
    const scale = { startMs: 0, msPerPx: 5, widthPx: 4 };
    expect(deriveColumns(scale, 10, (at) => (at === 0 ? 0.5 : null))).toEqual([0.5, 0.5, null, null]);
  });
});
