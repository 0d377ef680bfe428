import { expect, it } from "vitest";
import { derivePeakBars } from "./derive-peak-bars";

it("keeps the loudest moment of each stretch", () => {
  expect(derivePeakBars([0, 1, 0, 0, 0.5, 0], 3)).toEqual([1, 0, 0.5]);
});

it("fills the height with a quiet recording", () => {
  expect(derivePeakBars([0.01, 0.02], 2)).toEqual([0.5, 1]);
});

it("spreads a short recording over the width", () => {
  expect(derivePeakBars([0.5, 1], 4)).toEqual([0.5, 0.5, 1, 1]);
});

it("draws silence and nothing as flat", () => {
  expect(derivePeakBars([0, 0], 2)).toEqual([0, 0]);
  expect(derivePeakBars([], 3)).toEqual([0, 0, 0]);
  expect(derivePeakBars([1], 0)).toEqual([]);
});
