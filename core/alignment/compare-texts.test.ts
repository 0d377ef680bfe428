import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareTexts } from "./compare-texts";

const wordsOf = (text: string, stepMs: number | null = 300) =>
  text
    .split(" ")
    .filter(Boolean)
    .map((token, index) => ({ text: token, startMs: stepMs === null ? null : index * stepMs }));

describe("compareTexts", () => {
  it("finds nothing in equal texts", () => {
    const words = wordsOf("one two three");
    expect(compareTexts(words, words)).toEqual({
      hunks: [],
      hunkCount: 0,
      skippedAfter: 3,
      same: 3,
      removed: 0,
      added: 0,
    });
  });

  it("sets what was replaced before what replaced it, with the words around", () => {
    const { hunks, same } = compareTexts(
      wordsOf("keep the valet with you"),
      wordsOf("keep the wallet with you"),
    );
    expect(same).toBe(4);
    expect(hunks).toEqual([
      {
        startMs: 600,
        endMs: 600,
        skipped: 0,
        parts: [
          { op: "same", text: "keep the", leftOut: 0 },
          { op: "removed", text: "valet", leftOut: 0 },
          { op: "added", text: "wallet", leftOut: 0 },
          { op: "same", text: "with you", leftOut: 0 },
        ],
      },
    ]);
  });

  it("shows another punctuation as a change of that word alone", () => {
    const { removed, added } = compareTexts(wordsOf("hello world"), wordsOf("Hello world"));
    expect([removed, added]).toEqual([1, 1]);
  });

  it("leaves out long equal stretches, counts them, and gives hunks a page at a time", () => {
    const filler = Array.from({ length: 100 }, (_, index) => `w${index}`).join(" ");
    const left = wordsOf(`a ${filler} b ${filler} c`);
    const right = wordsOf(`x ${filler} y ${filler} c`);
    const whole = compareTexts(left, right, { context: 5 });
    expect(whole.hunks.map(({ skipped }) => skipped)).toEqual([0, 90]);
    expect(whole.skippedAfter).toBe(96);
    const second = compareTexts(left, right, { context: 5, offset: 1, limit: 1 });
    expect(second).toEqual({ ...whole, hunks: [whole.hunks[1]] });
  });

  it("cuts a very long change", () => {
    const { hunks } = compareTexts(wordsOf("a b"), wordsOf(Array(500).fill("z").join(" ")), { wordsMax: 10 });
    expect(hunks[0]?.parts.at(-1)).toMatchObject({ op: "added", leftOut: 490 });
  });

  it("counts every word of either text once", () => {
    const text = fc
      .array(fc.constantFrom("a", "b", "c", "A", "d."), { maxLength: 40 })
      .map((all) => all.join(" "));
    fc.assert(
      fc.property(text, text, fc.boolean(), (a, b, timed) => {
        const [left, right] = [wordsOf(a, timed ? 100 : null), wordsOf(b)];
        const { hunks, same, removed, added, skippedAfter } = compareTexts(left, right, { context: 2 });
        expect(same + removed).toBe(left.length);
        expect(same + added).toBe(right.length);
        const parts = hunks.flatMap((hunk) => hunk.parts);
        const shown = parts.reduce((sum, part) => sum + wordsOf(part.text).length, 0);
        const leftOut = hunks.reduce((sum, { skipped }) => sum + skipped, skippedAfter);
        expect(shown + leftOut).toBe(same + removed + added);
        expect(hunks.every(({ skipped }) => skipped >= 0)).toBe(true);
      }),
    );
  });

  it("compares 100,000 words with 3,000 changes in a moment", () => {
    let seed = 1;
    const next = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed;
    };
    const left = Array.from({ length: 100_000 }, (_, index) => ({
      text: `w${next() % 2_000}`,
      startMs: index * 300,
    }));
    const right = left.map((word) => (next() % 33 === 0 ? { ...word, text: "other" } : word));
    const start = performance.now();
    const { removed, added } = compareTexts(left, right);
    expect(removed).toBe(added);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});
