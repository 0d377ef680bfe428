import fc from "fast-check";
import { expect, test } from "vitest";
import { type Place, placeSources } from "./order";

const rowsOf = (positions: number[]) => positions.map((position, sourceIndex) => ({ sourceIndex, position }));

/** The order after the change: by position, then by index, as the dispatcher has it. */
function orderAfter(positions: number[], chosen: number[], place: Place): number[] {
  const rows = rowsOf(positions);
  const changed = new Map(
    placeSources(rows, new Set(chosen), place).map((row) => [row.sourceIndex, row.position]),
  );
  return rows
    .map((row) => ({ ...row, position: changed.get(row.sourceIndex) ?? row.position }))
    .sort((a, b) => a.position - b.position || a.sourceIndex - b.sourceIndex)
    .map((row) => row.sourceIndex);
}

test.each([
  [[2, 3], "first", [2, 3, 0, 1, 4]],
  [[0, 2], "last", [1, 3, 4, 0, 2]],
  [[4], { before: 1 }, [0, 4, 1, 2, 3]],
  [[1], { before: 1 }, [0, 1, 2, 3, 4]],
  [[9], "first", [0, 1, 2, 3, 4]],
] as [number[], Place, number[]][])("%j to %j", (chosen, place, expected) => {
  expect(orderAfter([0, 1, 2, 3, 4], chosen, place)).toEqual(expected);
});

test("the order is as asked however often things are moved into the same gap", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 200 }), (moves) => {
      let rows = rowsOf([0, 1, 2, 3, 4, 5, 6, 7]);
      for (const source of moves) {
        const changed = new Map(
          placeSources(rows, new Set([source]), "first").map((row) => [row.sourceIndex, row.position]),
        );
        const before = rows.map((row) => row.sourceIndex).filter((index) => index !== source);
        rows = rows
          .map((row) => ({ ...row, position: changed.get(row.sourceIndex) ?? row.position }))
          .sort((a, b) => a.position - b.position || a.sourceIndex - b.sourceIndex);
        expect(rows.map((row) => row.sourceIndex)).toEqual([source, ...before]);
        const second = rows[1]?.sourceIndex ?? 0;
        const third = rows[2]?.sourceIndex ?? 0;
        const swapped = placeSources(rows, new Set([third]), { before: second });
        const places = new Map(swapped.map((row) => [row.sourceIndex, row.position]));
        rows = rows
          .map((row) => ({ ...row, position: places.get(row.sourceIndex) ?? row.position }))
          .sort((a, b) => a.position - b.position || a.sourceIndex - b.sourceIndex);
        expect(rows.slice(1, 3).map((row) => row.sourceIndex)).toEqual([third, second]);
      }
    }),
    { numRuns: 30 },
  );
});
