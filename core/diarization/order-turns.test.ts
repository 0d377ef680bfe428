import fc from "fast-check";
import { expect, it } from "vitest";
import { orderTurns } from "./order-turns";

type Row = [startMs: number, endMs: number, speaker: string];
const order = (rows: Row[], lengthMs = 60_000) =>
  orderTurns(
    rows.map(([startMs, endMs, speaker]) => ({ startMs, endMs, speaker })),
    lengthMs,
  ).map(({ startMs, endMs, speaker, overlaps }) => [startMs, endMs, speaker, overlaps]);

it.each<[string, Row[], unknown[]]>([
  [
    "they are put in order",
    [
      [5000, 8000, "B"],
      [0, 4000, "A"],
    ],
    [
      [0, 4000, "A", false],
      [5000, 8000, "B", false],
    ],
  ],
  [
    "a short pause of one speaker is none",
    [
      [0, 2000, "A"],
      [2900, 4000, "A"],
    ],
    [[0, 4000, "A", false]],
  ],
  [
    "a long one is",
    [
      [0, 2000, "A"],
      [3100, 4000, "A"],
    ],
    [
      [0, 2000, "A", false],
      [3100, 4000, "A", false],
    ],
  ],
  [
    "nobody goes on over another's turn",
    [
      [0, 2000, "A"],
      [2000, 2500, "B"],
      [2500, 4000, "A"],
    ],
    [
      [0, 2000, "A", false],
      [2000, 2500, "B", false],
      [2500, 4000, "A", false],
    ],
  ],
  [
    "both of two who talk at once are marked",
    [
      [0, 4000, "A"],
      [3000, 6000, "B"],
    ],
    [
      [0, 4000, "A", true],
      [3000, 6000, "B", true],
    ],
  ],
  [
    "a breath in common is not talking at once",
    [
      [0, 4000, "A"],
      [3900, 6000, "B"],
    ],
    [
      [0, 4000, "A", false],
      [3900, 6000, "B", false],
    ],
  ],
  [
    "one's own turns that overlap are one",
    [
      [0, 4000, "A"],
      [1000, 1500, "B"],
      [3000, 6000, "A"],
    ],
    [
      [0, 6000, "A", true],
      [1000, 1500, "B", true],
    ],
  ],
  [
    "what lies outside is cut off, and what cannot be true left out",
    [
      [-3000, 2000, "A"],
      [50_000, 90_000, "B"],
      [5000, 4000, "C"],
      [70_000, 80_000, "C"],
      [Number.NaN, 5, "C"],
      [1, Number.POSITIVE_INFINITY, "A"],
    ],
    [
      [0, 60_000, "A", true],
      [50_000, 60_000, "B", true],
    ],
  ],
])("Of turns that are given, %s", (_, rows, expected) => {
  expect(order(rows)).toEqual(expected);
});

it("Whatever is given, turns are in order, within the stretch, and none of one speaker overlaps another of it", () => {
  const any = fc.oneof(fc.double(), fc.integer({ min: -10_000, max: 100_000 }));
  fc.assert(
    fc.property(fc.array(fc.tuple(any, any, fc.constantFrom("A", "B", "C"))), (rows) => {
      const turns = orderTurns(
        rows.map(([startMs, endMs, speaker]) => ({ startMs, endMs, speaker })),
        60_000,
      );
      turns.forEach((turn, at) => {
        expect(turn.startMs).toBeGreaterThanOrEqual(0);
        expect(turn.endMs).toBeLessThanOrEqual(60_000);
        expect(turn.startMs).toBeLessThan(turn.endMs);
        expect(turns[at - 1]?.startMs ?? 0).toBeLessThanOrEqual(turn.startMs);
        const own = turns.slice(0, at).filter(({ speaker }) => speaker === turn.speaker);
        expect(own.every(({ endMs }) => endMs <= turn.startMs)).toBe(true);
      });
    }),
    { endOnFailure: true },
  );
});
