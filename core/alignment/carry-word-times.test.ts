import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Word } from "../transcript/types";
import { carryWordTimes } from "./carry-word-times";

const segment = { startMs: 1_000, endMs: 5_000 };

function createIds(): () => string {
  let last = 0;
  return () => `new-${++last}`;
}

function buildWords(...parts: [text: string, startMs: number, endMs: number][]): Word[] {
  return parts.map(([text, startMs, endMs], at) => ({ id: `w${at}`, text, startMs, endMs, confidence: 0.9 }));
}

const spoken = buildWords(
  ["Send", 1_100, 1_400],
  ["the", 1_400, 1_500],
  ["contrast", 1_500, 2_100],
  ["today", 2_600, 3_000],
);

const carry = (text: string, before = spoken) => carryWordTimes(before, text, segment, createIds());

describe("carryWordTimes", () => {
  it("changes nothing when nothing was changed", () => {
    expect(carry("Send the contrast today")).toEqual(spoken);
  });

  it("gives a replaced word the time of what it replaces, without confidence", () => {
    expect(carry("Send the contract today")[2]).toEqual({
      id: "new-1",
      text: "contract",
      startMs: 1_500,
      endMs: 2_100,
      confidence: null,
    });
  });

  it("keeps a word whose capitals or punctuation changed", () => {
    expect(carry("send the contrast, today!").map((word) => [word.id, word.text, word.startMs])).toEqual([
      ["w0", "send", 1_100],
      ["w1", "the", 1_400],
      ["w2", "contrast,", 1_500],
      ["w3", "today!", 2_600],
    ]);
  });

  it("shares the hole of one word among three by their length", () => {
    const words = carry("Send the con to us today").slice(2, 5);
    expect(words.map((word) => [word.text, word.startMs, word.endMs])).toEqual([
      ["con", 1_500, 1_757],
      ["to", 1_757, 1_929],
      ["us", 1_929, 2_100],
    ]);
  });

  it("puts added words into the pause where they were added", () => {
    const added = carry("Send the contrast by mail today").slice(3, 5);
    expect(added[0]?.startMs).toBe(2_100);
    expect(added[1]?.endMs).toBe(2_600);
  });

  it("gives an added word no time of its neighbours where there is no pause", () => {
    const words = carry("Send him the contrast today");
    expect(words[1]).toMatchObject({ text: "him", startMs: 1_400, endMs: 1_400 });
    expect(words.filter((word) => word.text !== "him")).toEqual(spoken);
  });

  it("keeps the other times when words were removed", () => {
    expect(carry("the today")).toEqual([spoken[1], spoken[3]]);
  });

  it("fills the whole segment where nothing was spoken before", () => {
    expect(carry("all new", []).map((word) => [word.startMs, word.endMs])).toEqual([
      [1_000, 3_000],
      [3_000, 5_000],
    ]);
  });

  it("returns nothing for an emptied text", () => {
    expect(carry(" \n ")).toEqual([]);
  });

  const text = fc.array(fc.constantFrom("a", "B", "b,", "go", "going", "¿?", "—", "ein"), { maxLength: 12 });
  const anyWords = fc.array(
    fc.record({
      id: fc.uuid(),
      text: fc.constantFrom("a", "b", "go", "gone", "—"),
      startMs: fc.integer({ min: 0, max: 6_000 }),
      endMs: fc.integer({ min: 0, max: 6_000 }),
      confidence: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    }),
    { maxLength: 12 },
  );

  it("holds order and bounds for any edit of any words, and says the edited text", () => {
    fc.assert(
      fc.property(anyWords, text, (before, after) => {
        const words = carry(after.join(" "), before);
        expect(words.map((word) => word.text)).toEqual(after);
        let clockMs = segment.startMs;
        for (const word of words) {
          expect(word.startMs).toBeGreaterThanOrEqual(clockMs);
          expect(word.endMs).toBeGreaterThanOrEqual(word.startMs);
          expect(Number.isInteger(word.startMs) && Number.isInteger(word.endMs)).toBe(true);
          clockMs = word.endMs;
        }
        expect(clockMs).toBeLessThanOrEqual(segment.endMs);
        expect(new Set(words.map((word) => word.id)).size).toBe(words.length);
      }),
      { numRuns: 500 },
    );
  });

  it("changes no time, id or confidence of a well-formed word that stays", () => {
    const wellFormed = text.map((texts) =>
      texts.map(
        (each, at): Word => ({
          id: `w${at}`,
          text: each,
          startMs: 1_000 + at * 300,
          endMs: 1_200 + at * 300,
          confidence: 0.5,
        }),
      ),
    );
    fc.assert(
      fc.property(wellFormed, text, (before, after) => {
        for (const word of carry(after.join(" "), before)) {
          const old = before.find((each) => each.id === word.id);
          if (old) expect(word).toEqual({ ...old, text: word.text });
          else expect(word.confidence).toBeNull();
        }
      }),
    );
  });

  it("keeps every word of a text from which some were taken", () => {
    fc.assert(
      fc.property(fc.subarray(spoken), (rest) => {
        expect(carry(rest.map((word) => word.text).join(" "))).toEqual(rest);
      }),
    );
  });
});
