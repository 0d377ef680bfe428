import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planWindows } from "./plan-windows";

const listWords = (text: string, speakers: (string | null)[] = []) =>
  text.split(" ").map((word, at) => ({
    text: word,
    startMs: at * 400,
    endMs: at * 400 + 300,
    speaker: speakers[at] ?? null,
  }));

describe("planWindows", () => {
  it("ends a window where a sentence ends", () => {
    const words = listWords("one two three four. five six seven eight");
    expect(planWindows(words, { maxWords: 6, overlapWords: 2 })).toEqual([
      { index: 0, fromWord: 0, toWord: 4, contextFromWord: 0, contextToWord: 6 },
      { index: 1, fromWord: 4, toWord: 8, contextFromWord: 2, contextToWord: 8 },
    ]);
  });

  it("rather ends it where another speaker begins", () => {
    const words = listWords("a b c d e. f g", ["A", "A", "A", "A", "B", "B", "B"]);
    expect(planWindows(words, { maxWords: 6, overlapWords: 0 })[0]?.toWord).toBe(4);
  });

  it("gives no window for no words", () => {
    expect(planWindows([], { maxWords: 10, overlapWords: 2 })).toEqual([]);
  });

  it("puts every word into one window, none of them too long", () => {
    const words = fc.array(fc.constantFrom("a", "b.", "c,", "d?"), { maxLength: 200 });
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 50 }), fc.nat(20), (texts, maxWords, overlapWords) => {
        const all = texts.map((text, at) => ({ text, startMs: at * 10, endMs: at * 10 + 5, speaker: null }));
        let next = 0;
        for (const window of planWindows(all, { maxWords, overlapWords })) {
          expect(window.fromWord).toBe(next);
          expect(window.toWord).toBeGreaterThan(window.fromWord);
          expect(window.toWord - window.fromWord).toBeLessThanOrEqual(maxWords);
          expect(window.contextFromWord).toBe(Math.max(0, window.fromWord - overlapWords));
          expect(window.contextToWord).toBe(Math.min(all.length, window.toWord + overlapWords));
          next = window.toWord;
        }
        expect(next).toBe(all.length);
      }),
      { endOnFailure: true },
    );
  });
});
