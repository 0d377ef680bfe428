import { expect, it } from "vitest";
import { filterActions } from "./filter-actions";

const actions = [
  { label: "Zoom the waveform out", group: "View" as const },
  { label: "Play the line alone", group: "Play" as const, words: "selection" },
  { label: "Line before", group: "Move" as const },
];
const find = (typed: string) => filterActions(actions, typed).map(({ label }) => label);

it.each([
  ["", ["Zoom the waveform out", "Play the line alone", "Line before"]],
  ["line", ["Line before", "Play the line alone"]],
  ["out zoom", ["Zoom the waveform out"]],
  ["SELECTION", ["Play the line alone"]],
  ["view", ["Zoom the waveform out"]],
  ["nothing like it", []],
])("finds by %j", (typed, expected) => {
  expect(find(typed)).toEqual(expected);
});
