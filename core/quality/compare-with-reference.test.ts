import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alignUnits } from "./align-units";
import { compareWithReference } from "./compare-with-reference";
import { wordErrorRate } from "./word-error-rate";

/** A word a second. */
const hear = (text: string) =>
  text
    .split(" ")
    .filter(Boolean)
    .map((word, at) => ({ text: word, startMs: at * 1_000 }));
const compare = (reference: string, heard: string, language: string | null = "en") =>
  compareWithReference({ reference, words: hear(heard), language });

describe("compareWithReference", () => {
  it.each<[string, string, string | null, object]>([
    ["The cat sat down.", "the cat sat down", "en", { unit: "word", words: 4, wer: 0 }],
    ["Mr. Smith's colour: twenty-one.", "mister Smith's color, 21", "en", { wer: 0 }],
    ["Das ist, glaube ich, gut!", "das ist glaube ich gut", "de", { unit: "word", words: 5, wer: 0 }],
    ["L'été arrive", "l’été arrive", "fr", { words: 2, wer: 0 }],
    ["Größe zählt", "grosse zählt", "de", { substitutions: 1, wer: 0.5 }],
    ["今日は良い天気です。", "今日 は いい 天気 です", "ja", { unit: "character", words: 9 }],
    ["สวัสดีครับ", "สวัสดีครับ", "th", { unit: "character", wer: 0 }],
    ["привет мир", "привет", null, { unit: "word", deletions: 1, wer: 0.5 }],
    ["", "cats purr", "en", { words: 0, insertions: 2, wer: 2 }],
    ["cats purr", "", "en", { words: 2, deletions: 2, wer: 1 }],
    ["", "", "en", { wer: 0, confusions: [] }],
  ])("%j heard as %j in %s", (reference, heard, language, expected) => {
    expect(compare(reference, heard, language)).toMatchObject(expected);
  });

  it("lists what was taken for what, the commonest first, with its places", () => {
    const found = compare(
      "their house is there and their car is new",
      "there house is there and there car um was new today",
    );
    expect(found).toMatchObject({ substitutions: 3, insertions: 1, deletions: 0 });
    expect(found.confusions[0]).toEqual({
      reference: "their",
      heard: "there",
      count: 2,
      placesMs: [0, 5_000],
    });
    expect(found.confusions.slice(1)).toEqual([
      { reference: "is", heard: "was", count: 1, placesMs: [8_000] },
      { reference: null, heard: "today", count: 1, placesMs: [10_000] },
    ]);
  });

  it("finds the place also where numbers and short forms became other words", () => {
    const found = compare("I don't have twenty one cats", "I don't have twenty one hats");
    expect(found.confusions).toEqual([{ reference: "cats", heard: "hats", count: 1, placesMs: [5_000] }]);
  });

  it("gives what was left out the place of the word before", () => {
    const [left] = compare("we never walk home", "we walk home").confusions;
    expect(left).toEqual({ reference: "never", heard: null, count: 1, placesMs: [0] });
  });

  const text = fc.array(fc.constantFrom("red", "green", "blue", "grey"), { maxLength: 12 });

  it("counts as the word error rate does", () => {
    fc.assert(
      fc.property(text, text, (said, heard) => {
        const { substitutions, insertions, deletions, wer } = compare(said.join(" "), heard.join(" "));
        const counted = wordErrorRate(said.join(" "), heard.join(" "));
        expect({ substitutions, insertions, deletions, wer }).toEqual({
          substitutions: counted.substitutions,
          insertions: counted.insertions,
          deletions: counted.deletions,
          wer: counted.wer,
        });
      }),
      { endOnFailure: true },
    );
  });

  it("counts a long text in little time, and nearly as exactly", () => {
    const said = Array.from({ length: 30_000 }, (_, at) => `w${(at * 7_919) % 3_001}`);
    const heard = said.flatMap((word, at) => {
      if (at % 97 === 0) return ["wrong"];
      return at % 101 === 0 ? [] : [word];
    });
    const pairs = alignUnits(said, heard);
    const wrong = pairs.filter((pair) => said[pair.reference ?? -1] !== heard[pair.heard ?? -1]).length;
    const planted = said.filter((_, at) => at % 97 === 0 || at % 101 === 0).length;
    expect(wrong).toBe(planted);
  });
});
