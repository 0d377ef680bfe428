import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wordErrorRate } from "./word-error-rate";

describe("wordErrorRate", () => {
  it("counts nothing where only spelling, case and punctuation differ", () => {
    expect(wordErrorRate("Mr. Smith's colour: twenty-one.", "mister smith's color 21")).toMatchObject({
      errors: 0,
      wer: 0,
    });
  });

  it.each([
    ["the cat sat down", "the cat sat down", 0, 0, 0],
    ["the cat sat down", "the hat sat down", 1, 0, 0],
    ["the cat sat down", "the big cat sat down", 0, 1, 0],
    ["the cat sat down", "the cat down", 0, 0, 1],
    ["the cat sat down", "a cat sat right there down", 1, 2, 0],
    ["the cat sat down", "", 0, 0, 4],
    ["", "hello there", 0, 2, 0],
    ["", "", 0, 0, 0],
  ])("%j heard as %j", (reference, hypothesis, substitutions, insertions, deletions) => {
    expect(wordErrorRate(reference, hypothesis)).toMatchObject({ substitutions, insertions, deletions });
  });

  it("divides by the words of the reference", () => {
    expect(wordErrorRate("the cat sat down", "the hat sat")).toMatchObject({ words: 4, errors: 2, wer: 0.5 });
  });

  const text = fc
    .array(fc.constantFrom("red", "green", "blue"), { maxLength: 10 })
    .map((words) => words.join(" "));

  it("adds up: errors are the three kinds, and lengths differ by insertions less deletions", () => {
    fc.assert(
      fc.property(text, text, (reference, hypothesis) => {
        const found = wordErrorRate(reference, hypothesis);
        const { substitutions, insertions, deletions } = found;
        expect(substitutions + insertions + deletions).toBe(found.errors);
        expect(Math.min(substitutions, insertions, deletions)).toBeGreaterThanOrEqual(0);
        const count = (words: string) => words.split(" ").filter(Boolean).length;
        expect(insertions - deletions).toBe(count(hypothesis) - count(reference));
        expect(substitutions + deletions).toBeLessThanOrEqual(found.words);
      }),
    );
  });

  it("finds no fewer and no more errors the other way round", () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        const there = wordErrorRate(one, other);
        const back = wordErrorRate(other, one);
        expect(back.errors).toBe(there.errors);
        expect(back.insertions).toBe(there.deletions);
      }),
    );
  });
});
