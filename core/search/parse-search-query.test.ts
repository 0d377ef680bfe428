import fc from "fast-check";
import { expect, it } from "vitest";
import { parseSearchQuery } from "./parse-search-query";

const describeTerms = (typed: string) =>
  parseSearchQuery(typed).alternatives.map((terms) =>
    terms.map(({ kind, text, isLeftOut }) => `${isLeftOut ? "-" : ""}${kind}:${text}`).join(" "),
  );

it.each([
  ["two words", ["word:two word:words"]],
  ['"a phrase" more', ["phrase:a phrase word:more"]],
  ['"left open', ["phrase:left open"]],
  ["begin*", ["prefix:begin"]],
  ["a*", ["word:a"]],
  ["this OR that -not", ["word:this", "word:that -word:not"]],
  ['yes -"no way"', ["word:yes -phrase:no way"]],
  ["or or", []],
  ["well-known", ["word:well-known"]],
  ['\' : & | ! ( ) <-> * % \\ ""', []],
  ["har\0bour", ["word:har word:bour"]],
  ["", []],
])("reads %j", (typed, terms) => {
  expect(describeTerms(typed)).toEqual(terms);
});

it("says so where only a minus is left", () => {
  expect(parseSearchQuery("-ship")).toEqual({
    alternatives: [],
    sentence: "Add a word to look for: a minus only leaves lines out.",
  });
});

it("keeps what is looked for within bounds, and says so", () => {
  expect(parseSearchQuery("word ".repeat(2_000)).alternatives[0]).toHaveLength(32);
  expect(parseSearchQuery("word ".repeat(2_000)).sentence).toBe("Only the first 32 words were looked for.");
  expect(parseSearchQuery("x".repeat(10_000))).toEqual({
    alternatives: [],
    sentence: "What is longer than 500 letters was not looked for.",
  });
});

it("makes something bounded of anything", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200, unit: "binary" }), (typed) => {
      const terms = parseSearchQuery(typed).alternatives.flat();
      expect(terms.length).toBeLessThanOrEqual(32);
      for (const { text } of terms) expect(text).not.toMatch(/[\p{Cc}\p{Cs}]/u);
    }),
    { endOnFailure: true },
  );
});
