import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alignEnhanced } from "./align-enhanced";
import { enhancedText } from "./enhanced-text";
import type { MachineWord } from "./types";

const listWords = (text: string): MachineWord[] =>
  text
    .split(" ")
    .filter(Boolean)
    .map((word, at) => ({ text: word, startMs: at * 400, endMs: at * 400 + 300, speaker: null }));

const place = (machine: string, text: string) =>
  alignEnhanced(listWords(machine), text)
    .flatMap(({ tokens }) => tokens)
    .map((token) => `${token.text}:${token.firstWord}+${token.wordCount}`)
    .join(" ");

describe("alignEnhanced", () => {
  it.each([
    ["so we begin", "So, we begin.", "So,:0+1 we:1+1 begin.:2+1"],
    ["it costs twenty five dollars today", "It costs $25 today.", "It:0+1 costs:1+1 $25:2+3 today.:5+1"],
    ["in nineteen ninety eight we", "In 1998, we", "In:0+1 1998,:1+3 we:4+1"],
    ["well um we go", "Well, we go.", "Well,:0+1 we:2+1 go.:3+1"],
    ["i can not go", "I cannot go.", "I:0+1 cannot:1+2 go.:3+1"],
    ["they're late", "They are late.", "They:0+1 are:1+0 late.:1+1"],
    ["the red car", "The blue car", "The:0+1 blue:1+1 car:2+1"],
    ["we go home", "We go straight home", "We:0+1 go:1+1 straight:2+0 home:2+1"],
    ["i went i went home", "I went home.", "I:0+1 went:1+1 home.:4+1"],
    ["three p m sharp", "3 p.m. sharp", "3:0+1 p.m.:1+2 sharp:3+1"],
  ])("lays %j and %j side by side", (machine, text, expected) => {
    expect(place(machine, text)).toBe(expected);
  });

  it("begins a paragraph at a blank line", () => {
    const paragraphs = alignEnhanced(listWords("yes he said no she said"), "Yes, he said.\n\nNo, she said.");
    expect(paragraphs.map(({ tokens }) => tokens.length)).toEqual([3, 3]);
    expect(enhancedText(paragraphs)).toBe("Yes, he said.\n\nNo, she said.");
  });

  it("covers the machine words in order, whatever the answer", () => {
    const word = fc.oneof(
      fc.constantFrom(
        "the",
        "uh",
        "twenty",
        "one",
        "21",
        "can't",
        "not",
        "p",
        "m",
        "a",
        "–",
        "Anna",
        "it's",
        "$5",
        "9th",
        "march",
      ),
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 6 }),
    );
    const texts = fc.array(word, { maxLength: 30 });
    fc.assert(
      fc.property(texts, texts, fc.constantFrom(" ", "\n\n"), (machine, answer, separator) => {
        const words = machine.map((text, at) => ({ text, startMs: at, endMs: at + 1, speaker: null }));
        const paragraphs = alignEnhanced(words, answer.join(separator));
        let cursor = 0;
        for (const { tokens } of paragraphs) {
          expect(tokens.length).toBeGreaterThan(0);
          for (const { firstWord, wordCount } of tokens) {
            expect(firstWord).toBeGreaterThanOrEqual(cursor);
            expect(wordCount).toBeGreaterThanOrEqual(0);
            cursor = firstWord + wordCount;
          }
        }
        expect(cursor).toBeLessThanOrEqual(words.length);
        expect(paragraphs.flatMap(({ tokens }) => tokens.map(({ text }) => text))).toEqual(
          answer.join(separator).split(/\s+/u).filter(Boolean),
        );
      }),
      { endOnFailure: true, numRuns: 200 },
    );
  });
});
