import { expect, it } from "vitest";
import { matchesKey } from "./matches-key";

const press = (
  key: string,
  modifiers: Partial<Record<"ctrlKey" | "metaKey" | "shiftKey" | "altKey", boolean>> = {},
) => ({
  key,
  code: "",
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...modifiers,
});

it.each([
  [press("z", { ctrlKey: true }), "Mod+Z", true],
  [press("z", { metaKey: true }), "Mod+Z", false],
  [press("Z", { ctrlKey: true, shiftKey: true }), "Mod+Z", false],
  [press("Z", { ctrlKey: true, shiftKey: true }), "Mod+Shift+Z", true],
  [press("z"), "Mod+Z", false],
  [press(" "), "Space", true],
  [press(" ", { ctrlKey: true }), "Space", false],
  [press("E", { shiftKey: true }), "E", false],
  [press("e", { altKey: true }), "E", false],
  [press("<"), "<", true],
  [press("<", { shiftKey: true }), "<", true],
  [press("ArrowDown"), "ArrowDown", true],
])("tells %j from %s: %s", (event, name, expected) => {
  expect(matchesKey(event, name)).toBe(expected);
});
