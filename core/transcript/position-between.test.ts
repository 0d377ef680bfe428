import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { positionBetween, spreadPositions } from "./position-between";

const position = fc.double({ min: -1e6, max: 1e6, noNaN: true });

describe("positionBetween", () => {
  it("starts at 1, goes on by 1 at the end, and goes below the first at the beginning", () => {
    expect(positionBetween(null, null)).toBe(1);
    expect(positionBetween(4, null)).toBe(5);
    expect(positionBetween(4.25, null)).toBe(5);
    expect(positionBetween(null, 1)).toBe(0);
    expect(positionBetween(null, 0.5)).toBe(0);
    expect(positionBetween(1, 2)).toBe(1.5);
  });

  it("lies strictly between its neighbours or says that there is no room", () => {
    fc.assert(
      fc.property(position, position, (a, b) => {
        fc.pre(a !== b);
        const [low, high] = a < b ? [a, b] : [b, a];
        const between = positionBetween(low, high);
        if (between === null) return;
        expect(between).toBeGreaterThan(low);
        expect(between).toBeLessThan(high);
      }),
    );
  });

  it("takes 50 insertions at one place before room runs out, and room is back after spreading", () => {
    let after = 2;
    let insertions = 0;
    for (;;) {
      const between = positionBetween(1, after);
      if (between === null) break;
      after = between;
      insertions += 1;
    }
    expect(insertions).toBeGreaterThanOrEqual(50);
    const [first, second] = spreadPositions(insertions + 2);
    expect(positionBetween(first ?? null, second ?? null)).toBe(1.5);
  });

  it("says that there is no room between equal or swapped neighbours", () => {
    expect(positionBetween(3, 3)).toBeNull();
    expect(positionBetween(3, 2)).toBeNull();
  });
});
