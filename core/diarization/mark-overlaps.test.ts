import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { markOverlaps } from "./mark-overlaps";

const turn = (speaker: number, startMs: number, endMs: number) => ({
  ...{ speaker, startMs, endMs, confidence: 0.9, overlaps: false },
});
const overlap = (startMs: number, endMs: number, speaker: number | null) => ({
  ...{ start: startMs * 16, end: endMs * 16, speaker },
});

describe("markOverlaps", () => {
  it("cuts a turn where somebody speaks over it, and lays the other's turn there", () => {
    expect(markOverlaps([turn(0, 0, 10_000)], [overlap(4_000, 5_000, 1)])).toEqual([
      turn(0, 0, 4_000),
      { ...turn(0, 4_000, 5_000), overlaps: true },
      { ...turn(1, 4_000, 5_000), overlaps: true, confidence: expect.any(Number) },
      turn(0, 5_000, 10_000),
    ]);
  });

  it("marks without another's turn where nobody knows who it is", () => {
    const marked = markOverlaps([turn(0, 0, 3_000)], [overlap(0, 1_000, null)]);
    expect(marked).toEqual([{ ...turn(0, 0, 1_000), overlaps: true }, turn(0, 1_000, 3_000)]);
  });

  it("leaves no sliver of a turn beside a mark, and marks no sliver", () => {
    expect(markOverlaps([turn(0, 0, 2_000)], [overlap(100, 1_900, null)])).toEqual([
      { ...turn(0, 0, 2_000), overlaps: true },
    ]);
    expect(markOverlaps([turn(0, 0, 2_000)], [overlap(1_900, 2_400, null)])).toEqual([turn(0, 0, 2_000)]);
  });

  it("loses no speech and invents none, whatever is marked", () => {
    const spans = fc.array(fc.tuple(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 1, max: 4_000 })), {
      maxLength: 12,
    });
    const place = (list: [number, number][]) => {
      let at = 0;
      return list.map(([gap, length]) => {
        const startMs = at + gap;
        at = startMs + length;
        return { startMs, endMs: at };
      });
    };
    fc.assert(
      fc.property(spans, spans, fc.array(fc.integer({ min: 0, max: 2 })), (spoken, both, speakers) => {
        const turns = place(spoken).map(({ startMs, endMs }, at) => turn(at % 2, startMs, endMs));
        const overlaps = place(both).map(({ startMs, endMs }, at) =>
          overlap(startMs, endMs, speakers[at] ?? null),
        );
        const marked = markOverlaps(turns, overlaps);
        expect(marked.every(({ startMs, endMs }) => startMs < endMs)).toBe(true);
        expect(marked.map(({ startMs }) => startMs)).toEqual(
          marked.map(({ startMs }) => startMs).sort((a, b) => a - b),
        );
        for (const speaker of [0, 1]) {
          const wholeOf = (list: typeof turns) =>
            list
              .filter((each) => each.speaker === speaker && each.confidence === 0.9)
              .reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
          expect(wholeOf(marked)).toBe(wholeOf(turns));
        }
        for (const { startMs, endMs } of marked)
          expect(turns.some((each) => each.startMs <= startMs && each.endMs >= endMs)).toBe(true);
      }),
      { endOnFailure: true },
    );
  });
});
