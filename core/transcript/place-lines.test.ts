import { expect, test } from "vitest";
import { placeLines } from "./place-lines";

test("lines that have a place keep it, others stand between them", () => {
  expect(placeLines([null, 1, null, null, 2.5, null])).toEqual([0, 1, 1.5, 2, 2.5, 3.5]);
  expect(placeLines([null, null])).toEqual([1, 2]);
  expect(placeLines([])).toEqual([]);
});

test("where places do not rise or leave no room, all are new", () => {
  expect(placeLines([3, 2])).toEqual([1, 2]);
  expect(placeLines([1, null, 1 + Number.EPSILON])).toEqual([1, 2, 3]);
});
