import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffTokens } from "./diff-tokens";

const tokens = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 14 });

/** Length of the longest common subsequence by the textbook table, to check against. */
function countCommon(before: string[], after: string[]): number {
  let row = new Array<number>(after.length + 1).fill(0);
  for (const token of before) {
    const next = [0];
    after.forEach((other, at) => {
      next.push(token === other ? (row[at] ?? 0) + 1 : Math.max(next[at] ?? 0, row[at + 1] ?? 0));
    });
    row = next;
  }
  return row.at(-1) ?? 0;
}

describe("diffTokens", () => {
  it("finds what stayed around a replacement", () => {
    expect(diffTokens(["one", "two", "three"], ["one", "2", "three"])).toEqual([
      [0, 0],
      [2, 2],
    ]);
  });

  it("pairs equal tokens only, in order on both sides", () => {
    fc.assert(
      fc.property(tokens, tokens, (before, after) => {
        let last = [-1, -1];
        for (const [from, to] of diffTokens(before, after)) {
          expect(before[from]).toBe(after[to]);
          expect(from).toBeGreaterThan(last[0] as number);
          expect(to).toBeGreaterThan(last[1] as number);
          last = [from, to];
        }
      }),
    );
  });

  it("finds as many as there can be", () => {
    fc.assert(
      fc.property(tokens, tokens, (before, after) => {
        expect(diffTokens(before, after)).toHaveLength(countCommon(before, after));
      }),
      { numRuns: 500 },
    );
  });

  it("gives up on the middle of a wholly rewritten long text, and keeps its ends", () => {
    const before = ["start", ...Array.from({ length: 9_000 }, (_, at) => `old${at}`), "end"];
    const after = ["start", ...Array.from({ length: 9_000 }, (_, at) => `new${at}`), "end"];
    expect(diffTokens(before, after)).toEqual([
      [0, 0],
      [9_001, 9_001],
    ]);
  });
});
