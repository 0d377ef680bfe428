import { describe, expect, it } from "vitest";
import { addRuns, countChosen, isChosen, nothingChosen, toggle, toRuns, toSelections } from "./selection";

const a1 = { batchId: "a", sourceIndex: 1 };
const b1 = { batchId: "b", sourceIndex: 1 };

describe("a choice of sources", () => {
  it("takes one in and out again, and leaves what it was made from alone", () => {
    const one = toggle(nothingChosen, a1);
    expect(isChosen(one, a1)).toBe(true);
    expect(isChosen(one, b1)).toBe(false);
    expect(countChosen(toggle(one, a1))).toBe(0);
    expect(countChosen(one)).toBe(1);
    expect(toSelections(toggle(one, a1))).toEqual([]);
  });

  it("adds runs of several batches, once each", () => {
    const runs = toRuns([a1, b1, { batchId: "a", sourceIndex: 2 }]);
    expect(runs).toEqual([
      { batchId: "a", sourceIndexes: [1, 2] },
      { batchId: "b", sourceIndexes: [1] },
    ]);
    const chosen = addRuns(addRuns(nothingChosen, runs), [{ batchId: "a", sourceIndexes: [2, 3] }]);
    expect(countChosen(chosen)).toBe(4);
    expect(toSelections(chosen)).toEqual([
      { batchId: "a", sourceIndexes: [1, 2, 3] },
      { batchId: "b", sourceIndexes: [1] },
    ]);
  });

  it("is cut into parts that the server takes", () => {
    const sourceIndexes = Array.from({ length: 10_001 }, (_, index) => index);
    const parts = toSelections(addRuns(nothingChosen, [{ batchId: "a", sourceIndexes }]));
    expect(parts.map((part) => ("sourceIndexes" in part ? part.sourceIndexes.length : 0))).toEqual([
      10_000, 1,
    ]);
  });
});
