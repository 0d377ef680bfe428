import { describe, expect, it } from "vitest";
import { isInputMethodKey, type KeyPress, matchesKey, nameOfPress } from "./matches-key";

const press = (key: string, more: Partial<KeyPress> & { graph?: boolean } = {}): KeyPress => ({
  key,
  code: "",
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  getModifierState: (name) => name === "AltGraph" && more.graph === true,
  ...more,
});

describe("matchesKey", () => {
  it.each([
    ["Ctrl is Mod", press("z", { ctrlKey: true }), "Mod+Z", true],
    ["Command is not Mod off a Mac", press("z", { metaKey: true }), "Mod+Z", false],
    ["Shift matters", press("Z", { ctrlKey: true, shiftKey: true }), "Mod+Z", false],
    ["with Shift", press("Z", { ctrlKey: true, shiftKey: true }), "Mod+Shift+Z", true],
    ["a bare letter is no Mod+Z", press("z"), "Mod+Z", false],
    ["Space", press(" "), "Space", true],
    ["Ctrl+Space is not Space", press(" ", { ctrlKey: true }), "Space", false],
    ["Shift+E is not E", press("E", { shiftKey: true }), "E", false],
    ["Alt+E is not E", press("e", { altKey: true }), "E", false],
    ["a sign without Shift", press("<"), "<", true],
    ["a sign with Shift", press("<", { shiftKey: true }), "<", true],
    ["/ of a German keyboard", press("/", { code: "Digit7", ctrlKey: true, shiftKey: true }), "Mod+/", true],
    ["arrows", press("ArrowDown"), "ArrowDown", true],
    ["function keys of pedals", press("F13"), "F13", true],
    ["media keys", press("MediaPlayPause"), "MediaPlayPause", true],
    ["the letter tells on Dvorak, not its place", press("k", { code: "KeyV", ctrlKey: true }), "Mod+K", true],
    ["the place does not", press("k", { code: "KeyV", ctrlKey: true }), "Mod+V", false],
    [
      "the place tells where no Latin letter is typed",
      press("л", { code: "KeyK", ctrlKey: true }),
      "Mod+K",
      true,
    ],
    ["Alt made a sign of a letter", press("˚", { code: "KeyK", altKey: true }), "Alt+K", true],
    ["Alt made an accent of a letter", press("Dead", { code: "KeyN", altKey: true }), "Alt+N", true],
    ["a sign of a Mac's keyboard", press("π", { code: "KeyP", altKey: true }), "Alt+P", true],
    ["an accent is no letter by itself", press("Dead", { code: "KeyN" }), "N", false],
    ["digits of a French keyboard", press("&", { code: "Digit1", altKey: true }), "Alt+1", true],
    [
      "AltGr is neither Ctrl nor Alt",
      press("@", { code: "KeyQ", ctrlKey: true, altKey: true, graph: true }),
      "Mod+Alt+Q",
      false,
    ],
    [
      "AltGr types signs",
      press("[", { code: "Digit8", ctrlKey: true, altKey: true, graph: true }),
      "[",
      true,
    ],
    ["nonsense matches nothing", press("z"), "Mod++Z+", false],
  ])("%s", (_, event, name, expected) => {
    expect(matchesKey(event, name)).toBe(expected);
  });

  it("takes Command for Mod on a Mac, and Ctrl for Ctrl", () => {
    expect(matchesKey(press("z", { metaKey: true }), "Mod+Z", true)).toBe(true);
    expect(matchesKey(press("z", { ctrlKey: true }), "Mod+Z", true)).toBe(false);
    expect(matchesKey(press("z", { ctrlKey: true }), "Ctrl+Z", true)).toBe(true);
  });
});

describe("nameOfPress", () => {
  it.each([
    [press("z", { ctrlKey: true }), "Mod+Z"],
    [press("Z", { ctrlKey: true, shiftKey: true }), "Mod+Shift+Z"],
    [press("?", { shiftKey: true }), "?"],
    [press("F14"), "F14"],
    [press("Escape"), "Escape"],
    [press("Control", { ctrlKey: true }), null],
    [press("Dead"), null],
    [press("Dead", { code: "Quote" }), null],
    [press("Dead", { code: "KeyN", altKey: true }), "Alt+N"],
    [press("CapsLock"), null],
    [press("Process"), null],
  ])("names what was pressed, and the name matches it again", (event, name) => {
    expect(nameOfPress(event)).toBe(name);
    if (name) expect(matchesKey(event, name)).toBe(true);
  });
});

it("keys of an input method are left to it, but not an accent that Alt made of a letter", () => {
  const isTaken = (key: string, keyCode: number, more: Partial<KeyboardEvent> = {}) =>
    isInputMethodKey({ key, keyCode, isComposing: false, altKey: false, ...more });
  expect(isTaken("a", 65)).toBe(false);
  expect(isTaken("a", 65, { isComposing: true })).toBe(true);
  expect(isTaken("Process", 229)).toBe(true);
  expect(isTaken("Dead", 229)).toBe(true);
  expect(isTaken("Dead", 229, { altKey: true })).toBe(false);
});
