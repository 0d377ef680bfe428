import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { segmentWords, type WordSegment } from "../transcript/segment-words";
import type { TimedWord } from "../transcript/types";
import { joinRange, liesWithin } from "./join-range";

const say = (text: string, startMs: number, endMs = startMs + 400): TimedWord => ({
  ...{ text, startMs, endMs },
  confidence: 0.9,
});
/** A word every half second. */
const line = (text: string, startMs: number): WordSegment => {
  const words = text.split(" ").map((word, at) => say(word, startMs + at * 500));
  return { text, startMs, endMs: words.at(-1)?.endMs ?? startMs, words };
};
const first = line("one two three four", 0);
const second = line("five six seven eight", 2_000);
const third = line("nine ten", 4_000);
const texts = (lines: WordSegment[]) => lines.map(({ text }) => text);

describe("joinRange", () => {
  it.each<[string, WordSegment[], TimedWord[], [number, number], string[]]>([
    ["a range before the text", [second], [say("new", 500)], [0, 1_500], ["new", "five six seven eight"]],
    ["a range behind it", [first], [say("new", 9_000)], [8_000, 10_000], ["one two three four", "new"]],
    [
      "a whole line",
      [first, second, third],
      [say("fünf", 2_000), say("acht", 3_000)],
      [2_000, 4_000],
      ["one two three four", "fünf acht", "nine ten"],
    ],
    ["a part of one line", [second], [say("new", 2_600)], [2_500, 3_000], ["five", "new", "seven eight"]],
    [
      "parts of two lines",
      [first, second],
      [say("new", 1_500)],
      [1_500, 2_500],
      ["one two three", "new", "six seven eight"],
    ],
    ["nothing heard", [first, second, third], [], [2_000, 4_000], ["one two three four", "nine ten"]],
    ["nothing heard within a line", [second], [], [2_500, 3_500], ["five", "eight"]],
    ["nothing heard in a pause of a line", [second], [], [2_405, 2_495], ["five six seven eight"]],
    ["an empty text", [], [say("new", 2_600)], [2_500, 3_000], ["new"]],
    ["an empty text of which nothing is heard", [], [], [2_500, 3_000], []],
    [
      "words heard beyond the ends",
      [first, second, third],
      [say("four", 1_500), say("new", 2_500), say("nine", 4_000)],
      [2_000, 4_000],
      ["one two three four", "new", "nine ten"],
    ],
    [
      "lines without words, by their middle",
      [
        { ...second, words: [] },
        { ...third, words: [] },
      ],
      [],
      [0, 4_000],
      ["nine ten"],
    ],
  ])("%s", (_, lines, heard, [startMs, endMs], wanted) => {
    expect(texts(joinRange(lines, heard, { startMs, endMs }))).toEqual(wanted);
  });

  it("leaves the very lines outside of the range alone", () => {
    const joined = joinRange([first, second, third], [say("new", 2_100)], { startMs: 2_000, endMs: 4_000 });
    expect(joined[0]).toBe(first);
    expect(joined[2]).toBe(third);
  });

  it("has each word outside once, in order, and of those within only what was heard", () => {
    const words = fc
      .array(fc.record({ gap: fc.nat(3_000), length: fc.integer({ min: 1, max: 900 }) }), { maxLength: 40 })
      .map((parts) => {
        let at = 0;
        return parts.map(({ gap, length }, index) => {
          const word = say(`w${index}`, at + gap, at + gap + length);
          at += gap + length;
          return word;
        });
      });
    fc.assert(
      fc.property(
        words,
        words,
        fc.nat(40_000),
        fc.integer({ min: 500, max: 40_000 }),
        (old, heard, from, long) => {
          const range = { startMs: from, endMs: from + long };
          const joined = joinRange(segmentWords(old), heard, range).flatMap((one) => one.words);
          expect(joined).toEqual([
            ...old.filter(({ startMs, endMs }) => (startMs + endMs) / 2 < range.startMs),
            ...heard.filter((word) => liesWithin(word, range)),
            ...old.filter(({ startMs, endMs }) => (startMs + endMs) / 2 >= range.endMs),
          ]);
        },
      ),
      { endOnFailure: true },
    );
  });
});
