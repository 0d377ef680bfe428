import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findLoop } from "./find-loop";

describe("findLoop", () => {
  it.each([
    ["one token six times", [9, 4, 4, 4, 4, 4, 4], 5],
    ["two tokens four times", [1, 2, 1, 2, 1, 2, 1, 2], 6],
    ["a phrase three times", [7, 1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1, 2, 3, 4, 5], 10],
  ])("drops all but one of %s", (_, tokens, dropped) => {
    expect(findLoop(tokens)).toBe(dropped);
  });

  it.each([
    ["a word said five times", [4, 4, 4, 4, 4]],
    ["a phrase said twice", [1, 2, 3, 4, 5, 1, 2, 3, 4, 5]],
    ["a loop that has ended", [4, 4, 4, 4, 4, 4, 4, 5]],
    ["nothing", []],
  ])("leaves %s", (_, tokens) => {
    expect(findLoop(tokens)).toBeNull();
  });

  it("leaves a start that is followed by one copy of what was repeated", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 100, max: 200 }), { maxLength: 20 }),
        fc.uniqueArray(fc.integer({ min: 0, max: 99 }), { minLength: 1, maxLength: 16 }),
        (start, phrase) => {
          const tokens = [...start];
          let dropped: number | null = null;
          for (let at = 0; dropped === null; at++) {
            tokens.push(phrase[at % phrase.length] as number);
            dropped = findLoop(tokens);
          }
          expect(tokens.slice(0, -dropped)).toEqual([...start, ...phrase]);
        },
      ),
    );
  });
});
