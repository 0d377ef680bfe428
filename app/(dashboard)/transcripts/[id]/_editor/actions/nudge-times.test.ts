import fc from "fast-check";
import { expect, it } from "vitest";
import { nudgeTimes } from "./nudge-times";

const line = { startMs: 1_000, endMs: 2_000 };
const around = {
  before: { startMs: 0, endMs: 900 },
  after: { startMs: 2_500, endMs: 3_000 },
  durationMs: 10_000,
};

it.each([
  ["start", 950, { startMs: 950, endMs: 2_000 }],
  ["start", 100, { startMs: 900, endMs: 2_000 }],
  ["start", 5_000, { startMs: 1_980, endMs: 2_000 }],
  ["end", 2_400, { startMs: 1_000, endMs: 2_400 }],
  ["end", 9_000, { startMs: 1_000, endMs: 2_500 }],
  ["end", 0, { startMs: 1_000, endMs: 1_020 }],
  ["end", 2_000, null],
] as const)("moves the %s to %d within the neighbours", (edge, toMs, expected) => {
  expect(nudgeTimes(line, edge, toMs, around)).toEqual(expected);
});

it("lets lines that overlap already stay, and never makes a line end before it starts", () => {
  const times = fc.record({ startMs: fc.nat(9_000), endMs: fc.nat(9_000) });
  const neighbour = fc.option(times);
  fc.assert(
    fc.property(
      times,
      fc.constantFrom("start", "end"),
      fc.integer(),
      neighbour,
      neighbour,
      (at, edge, toMs, before, after) => {
        const own = { startMs: Math.min(at.startMs, at.endMs), endMs: Math.max(at.startMs, at.endMs) };
        const moved = nudgeTimes(own, edge as "start" | "end", toMs, { before, after, durationMs: 10_000 });
        if (!moved) return;
        expect(moved.startMs).toBeLessThanOrEqual(moved.endMs);
        expect(moved.startMs).toBeGreaterThanOrEqual(0);
        expect(moved.endMs).toBeLessThanOrEqual(10_000);
      },
    ),
  );
});
