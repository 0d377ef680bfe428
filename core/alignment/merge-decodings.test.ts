import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TimedWord } from "../transcript/types";
import { type DecodedPass, mergeDecodings } from "./merge-decodings";

const settings = { countShare: 0.4, absentConfidence: 0.5, unknownConfidence: 0.5 };

/** "the cat:0.4 sat": 300 ms a word, sure unless it says otherwise; "_" leaves the place empty. */
function hear(text: string): DecodedPass {
  const words = text.split(" ").flatMap((each, at): TimedWord[] => {
    const [word = "", confidence = "0.9"] = each.split(":");
    if (word === "_" || word === "") return [];
    return [{ text: word, startMs: at * 300, endMs: at * 300 + 280, confidence: Number(confidence) }];
  });
  return { words, weight: 1 };
}

const textOf = (passes: string[]) =>
  mergeDecodings(passes.map(hear), settings)
    .words.map(({ text }) => text)
    .join(" ");

describe("several decodings are merged word by word", () => {
  it.each([
    ["what all agree on stays", ["The cat sat", "the cat sat."], "The cat sat"],
    ["the surer word wins", ["a bat:0.3 sat", "a cat:0.9 sat"], "a cat sat"],
    ["of equals the first wins", ["a bat sat", "a cat sat"], "a bat sat"],
    ["two win against one", ["a bat:0.8 sat", "a cat:0.7 sat", "a cat:0.7 sat"], "a cat sat"],
    ["a word that one pass alone heard clearly is taken", ["a _ sat", "a cat:0.95 sat"], "a cat sat"],
    ["one that it is not sure of is left out", ["a _ sat", "a cat:0.2 sat"], "a sat"],
    [
      "a stretch that the first pass missed is filled",
      ["one _ _ _ five", "one two three four five"],
      "one two three four five",
    ],
    [
      "what is heard at another time is another word",
      ["one _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ five", "one"],
      "one five",
    ],
    ["the first may have heard nothing", ["", "one two"], "one two"],
    ["and so may all", ["", ""], ""],
  ])("%s", (_, passes, text) => {
    expect(textOf(passes)).toBe(text);
  });

  it("says where a word came from, what lost and how far the passes agree", () => {
    const merged = mergeDecodings(["a bat:0.3 _ sat", "a cat:0.9 that:0.1 sat"].map(hear), settings);
    expect(merged.words[1]).toMatchObject({
      text: "cat",
      pass: 1,
      agreed: [1],
      lost: [{ pass: 0, text: "bat", confidence: 0.3 }],
    });
    expect(merged.leftOut).toMatchObject([{ text: "that", pass: 1 }]);
    expect(merged.agreement).toBe(0.5);
  });
});

const vocabulary = ["the", "cat", "sat", "on", "a", "mat", "and", "ran"];
const anyPass = fc
  .array(
    fc.record({
      text: fc.constantFrom(...vocabulary),
      gapMs: fc.integer({ min: 0, max: 900 }),
      lengthMs: fc.integer({ min: 0, max: 700 }),
      confidence: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    }),
    { maxLength: 40 },
  )
  .map((drawn): DecodedPass => {
    let at = 0;
    const words = drawn.map(({ text, gapMs, lengthMs, confidence }) => {
      const startMs = at + gapMs;
      at = startMs + lengthMs;
      return { text, startMs, endMs: at, confidence };
    });
    return { words, weight: 1 };
  });

describe("whatever was heard", () => {
  it("the merged text is in order, and every word of it was heard by the pass it names", () => {
    fc.assert(
      fc.property(fc.array(anyPass, { minLength: 1, maxLength: 4 }), (passes) => {
        const { words, leftOut, agreement } = mergeDecodings(passes, settings);
        let endMs = 0;
        for (const word of words) {
          expect(word.startMs).toBeGreaterThanOrEqual(endMs);
          expect(word.endMs).toBeGreaterThanOrEqual(word.startMs);
          endMs = word.endMs;
          expect(passes[word.pass]?.words.some(({ text }) => text === word.text)).toBe(true);
          expect(word.agreed.length + word.lost.length).toBe(passes.length);
        }
        const most = Math.max(...passes.map((pass) => pass.words.length));
        expect(words.length + leftOut.length).toBeGreaterThanOrEqual(most);
        expect(agreement).toBeGreaterThanOrEqual(0);
        expect(agreement).toBeLessThanOrEqual(1);
      }),
      { endOnFailure: true },
    );
  });

  it("a text merged with itself stays as it is", () => {
    fc.assert(
      fc.property(anyPass, fc.integer({ min: 1, max: 4 }), (pass, times) => {
        const { words, leftOut, agreement } = mergeDecodings(new Array(times).fill(pass), {
          ...settings,
          absentConfidence: 0,
        });
        expect(words.map(({ text, startMs, endMs }) => ({ text, startMs, endMs }))).toEqual(
          pass.words.map(({ text, startMs, endMs }) => ({ text, startMs, endMs })),
        );
        expect(leftOut).toEqual([]);
        expect(agreement).toBe(1);
      }),
      { endOnFailure: true },
    );
  });
});
