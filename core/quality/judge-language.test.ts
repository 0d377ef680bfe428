import { describe, expect, it } from "vitest";
import { findOtherLanguage } from "./find-other-language";
import { type HeardStretch, judgeLanguage, scoreLanguage } from "./judge-language";

const words = (count: number, confidence = 0.9, fromMs = 0) =>
  Array.from({ length: count }, (_, at) => ({
    text: "word",
    startMs: fromMs + at * 400,
    endMs: fromMs + at * 400 + 350,
    confidence,
  }));
const stretch = (change: Partial<HeardStretch>): HeardStretch => ({
  seconds: 20,
  meanLogprob: -0.1,
  words: words(50),
  tokenCount: 68,
  isLoop: false,
  ...change,
});

describe("judgeLanguage", () => {
  // Figures of real recordings.
  it.each<[string, HeardStretch[], string]>([
    ["a clear reading", [stretch({})], "same"],
    [
      "a prompt with many names and digits",
      [stretch({ meanLogprob: -0.26, words: words(27), tokenCount: 50 })],
      "same",
    ],
    ["English in noise", [stretch({ meanLogprob: -0.43, words: words(46), tokenCount: 62 })], "same"],
    ["Spanish, spelled out", [stretch({ meanLogprob: -0.54, words: words(24), tokenCount: 52 })], "other"],
    ["French, guessed at", [stretch({ meanLogprob: -0.98, words: words(43), tokenCount: 76 })], "other"],
    [
      "French, mostly left out",
      [stretch({ meanLogprob: -0.5, words: words(6), tokenCount: 9, isLoop: true })],
      "other",
    ],
    [
      "Russian, as a loop",
      [stretch({ meanLogprob: -0.66, words: words(48), tokenCount: 54, isLoop: true })],
      "other",
    ],
    ["a clear part beside an unclear one", [stretch({}), stretch({ meanLogprob: -0.9 })], "same"],
    ["a shout", [stretch({ seconds: 2, meanLogprob: -1.4, words: words(2), tokenCount: 4 })], "unsure"],
    ["sound without words", [stretch({ meanLogprob: null, words: [], tokenCount: 0 })], "unsure"],
    ["nothing", [], "unsure"],
  ])("%s", (_, heard, verdict) => {
    expect(judgeLanguage("moonshine-base", heard)).toBe(verdict);
  });

  it("says nothing of an engine that was never measured", () => {
    expect(judgeLanguage("openai", [stretch({ meanLogprob: -2 })])).toBe("unsure");
    expect(scoreLanguage([stretch({})])).toBeCloseTo(-0.1);
  });
});

describe("findOtherLanguage", () => {
  const strange = (fromMs: number) => words(20, 0.3, fromMs);

  it("finds a few foreign sentences, with their times", () => {
    const heard = [...words(40), ...strange(16_000), ...words(40, 0.9, 24_000)];
    const [only, ...others] = findOtherLanguage(heard);
    expect(others).toEqual([]);
    expect(only?.startMs).toBeGreaterThan(15_000);
    expect(only?.startMs).toBeLessThan(18_500);
    expect(only?.endMs).toBeLessThan(25_500);
  });

  it("finds none in a name, in one clear language, in noise all over, and where nothing is told", () => {
    expect(findOtherLanguage([...words(40), ...words(3, 0.2, 16_000), ...words(40, 0.9, 18_000)])).toEqual(
      [],
    );
    expect(findOtherLanguage(words(80))).toEqual([]);
    expect(findOtherLanguage(words(80, 0.45))).toEqual([]);
    expect(findOtherLanguage(words(80).map((word) => ({ ...word, confidence: null })))).toEqual([]);
  });
});
