import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TimedWord } from "../transcript/types";
import { settleSeam } from "./settle-seam";

const word = (text: string, startMs: number, endMs: number): TimedWord => ({
  text,
  startMs,
  endMs,
  confidence: 0.9,
});
const seam = { atMs: 10_000, tailMs: 1_000, leadMs: 1_000 };

function join(left: TimedWord[], right: TimedWord[], at = seam): string {
  const { leftEnd, rightStart } = settleSeam(left, right, at);
  return [...left.slice(0, leftEnd), ...right.slice(rightStart)].map(({ text }) => text).join(" ");
}

describe("settleSeam", () => {
  it("has a word that both heard once, though capitals and commas differ", () => {
    const left = [word("and", 9_000, 9_300), word("so,", 9_400, 9_900), word("my", 10_050, 10_200)];
    const right = [word("So", 9_420, 9_890), word("My", 10_040, 10_210), word("fellow", 10_300, 10_700)];
    expect(join(left, right)).toBe("and so, My fellow");
  });

  it("keeps repeated words apart by their times", () => {
    const left = [word("no", 9_100, 9_400), word("no", 9_700, 9_900), word("no", 10_300, 10_500)];
    const right = [word("no", 9_710, 9_900), word("no", 10_310, 10_500), word("no", 10_900, 11_200)];
    expect(join(left, right)).toBe("no no no no");
  });

  it("takes no word twice where both heard it differently", () => {
    const left = [word("the", 9_200, 9_400), word("mail", 9_800, 10_150)];
    const right = [word("male", 9_810, 10_160), word("came", 10_300, 10_600)];
    expect(join(left, right).split(" ")).toHaveLength(3);
  });

  it("loses nothing where only one of the two heard something", () => {
    const words = [word("alone", 9_300, 9_800), word("again", 10_100, 10_600)];
    expect(join(words, [])).toBe("alone again");
    expect(join([], words)).toBe("alone again");
  });

  it("gives back what was said, wherever it is cut and whatever becomes of words at the edge of a part", () => {
    const spoken = fc.array(
      fc.record({
        text: fc.constantFrom("a", "the", "no", "very", "and", "river", "seven", "house", "said", "never"),
        pauseMs: fc.integer({ min: 0, max: 120 }),
        lengthMs: fc.integer({ min: 80, max: 500 }),
      }),
      { minLength: 30, maxLength: 45 },
    );
    const edge = fc.constantFrom("cut", "garbled", "whole");
    const jitter = fc.array(fc.integer({ min: -40, max: 40 }), { minLength: 90, maxLength: 90 });
    fc.assert(
      fc.property(
        spoken,
        fc.integer({ min: 3_000, max: 5_500 }),
        edge,
        edge,
        jitter,
        (said, atMs, one, other, noise) => {
          let clock = 0;
          const truth = said.map(({ text, pauseMs, lengthMs }) => {
            const startMs = clock + pauseMs;
            clock = startMs + lengthMs;
            return word(text, startMs, clock);
          });
          const cut = { atMs, tailMs: 1_000, leadMs: 1_000 };
          const hear = (fromMs: number, toMs: number, fate: string, shift: number) =>
            truth.flatMap((each, at) => {
              const [startMs, endMs] = [Math.max(fromMs, each.startMs), Math.min(toMs, each.endMs)];
              if (endMs <= startMs) return [];
              const isWhole = startMs === each.startMs && endMs === each.endMs;
              if (!isWhole && fate === "cut") return [];
              const text = !isWhole && fate === "garbled" ? "mh" : each.text;
              const off = noise[at + shift] ?? 0;
              return [word(text, startMs + off, Math.max(startMs + off + 20, endMs + off))];
            });
          const left = hear(0, atMs + 1_000, one, 0);
          const right = hear(atMs - 1_000, clock, other, 45);
          expect(join(left, right, cut)).toBe(truth.map(({ text }) => text).join(" "));
        },
      ),
      { endOnFailure: true, numRuns: 400 },
    );
  });
});
