import { expect, it } from "vitest";
import { findStretch } from "./find-stretch";

const lines = [
  { startMs: 0, endMs: 1_000 },
  { startMs: 1_200, endMs: 3_000 },
  { startMs: 3_000, endMs: 3_100 },
  { startMs: 3_900, endMs: 4_050 },
];

it.each([
  ["one line", [1], { startMs: 1_200, endMs: 3_000, lineCount: 1 }],
  ["all between two", [2, 0], { startMs: 0, endMs: 3_100, lineCount: 3 }],
  ["a short line with a little around", [2], { startMs: 2_800, endMs: 3_300, lineCount: 1 }],
  ["a short line at the end", [3], { startMs: 3_500, endMs: 4_000, lineCount: 1 }],
  ["no line", [], null],
  ["a line that is gone", [9], null],
])("%s", (_, chosen, wanted) => {
  expect(findStretch(lines, chosen, 4_000)).toEqual(wanted);
});

it("has nothing to hear in a recording that is shorter than a word", () => {
  expect(findStretch([{ startMs: 0, endMs: 100 }], [0], 200)).toBeNull();
});
