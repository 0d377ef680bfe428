import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalizeText } from "./normalize-text";

describe("normalizeText", () => {
  it.each([
    ["one\r\ntwo\n\n three", "one two three"],
    ["tab\tand\u0000null\u0007bell", "tab and null bell"],
    ["  edges \u2028", "edges"],
    ["cafe\u0301", "caf\u00e9"],
    ["ab\u202Ecd\u2066ef\u2069", "abcdef"],
    ["broken \uD83D end", "broken \uFFFD end"],
    ["10\u00A0000 \u200F\u05D0", "10\u00A0000 \u200F\u05D0"],
    ["👩‍👩‍👧", "👩‍👩‍👧"],
  ])("turns %j into %j", (before, after) => {
    expect(normalizeText(before)).toBe(after);
  });

  it("gives one well-formed line, and the same line when it is asked again", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const line = normalizeText(text);
        expect(line).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029]|^\s|\s$| {2}/u);
        expect(normalizeText(line)).toBe(line);
      }),
    );
  });
});
