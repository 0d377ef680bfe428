import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitAmongPieces } from "./split-among-pieces";

describe("splitAmongPieces", () => {
  it("puts a word where it was heard, and what was misheard beside it with it", () => {
    const words = "one two three four five".split(" ");
    // Heard: "one too | three for five".
    const parts = splitAmongPieces(
      words,
      2,
      [0, 0, 1, 1, 1],
      [
        [0, 0],
        [2, 2],
        [4, 4],
      ],
    );
    expect(parts).toEqual([
      ["one", "two"],
      ["three", "four", "five"],
    ]);
  });

  it("loses no word and keeps their order, whatever was heard", () => {
    const rising = (length: number, max: number) =>
      fc
        .array(fc.integer({ min: 0, max }), { minLength: length, maxLength: length })
        .map((all) => all.toSorted((a, b) => a - b));
    const given = fc.integer({ min: 1, max: 4 }).chain((pieces) =>
      fc.record({
        pieces: fc.constant(pieces),
        words: fc.array(fc.string({ minLength: 1, maxLength: 3 }), { maxLength: 12 }),
        pieceOf: fc.integer({ min: 0, max: 12 }).chain((length) => rising(length, pieces - 1)),
        picks: fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { maxLength: 6 }),
      }),
    );
    fc.assert(
      fc.property(given, ({ pieces, words, pieceOf, picks }) => {
        const matches: [number, number][] = [];
        for (const [heard, word] of picks.toSorted((a, b) => a[0] - b[0])) {
          const last = matches.at(-1) ?? [-1, -1];
          if (heard > last[0] && word > last[1] && heard < pieceOf.length && word < words.length)
            matches.push([heard, word]);
        }
        expect(splitAmongPieces(words, pieces, pieceOf, matches).flat()).toEqual(words);
      }),
      { endOnFailure: true },
    );
  });
});
