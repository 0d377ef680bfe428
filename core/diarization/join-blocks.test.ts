import fc from "fast-check";
import { expect, it } from "vitest";
import { type BlockVoice, joinBlocks } from "./join-blocks";

/** A unit vector that points mostly along one axis. */
function voiceOf(axis: number, lean = 0.1): Float32Array {
  const values = Float32Array.from({ length: 8 }, (_, at) => (at === axis ? 1 : lean / (at + 1)));
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}

const voice = (block: number, axis: number, seconds = 20, lean?: number): BlockVoice => ({
  ...{ block, seconds, embedding: voiceOf(axis, lean) },
});

it("Speakers of several blocks are the same people however each block numbered them", () => {
  const voices = [voice(0, 0), voice(0, 1), voice(1, 1), voice(1, 0), voice(2, 2), voice(2, 0, 20, 0.3)];
  expect(joinBlocks(voices, null)).toEqual([0, 1, 1, 0, 2, 0]);
});

it("Two speakers of one block are two people, also where their voices are alike", () => {
  expect(joinBlocks([voice(0, 0), voice(0, 0), voice(1, 0)], null)).toEqual([0, 1, 0]);
  expect(joinBlocks([voice(0, 0), voice(0, 0), voice(0, 1)], null, 0.9)).toEqual([0, 0, 1]);
});

it("There are never more people than there can be, the most alike being one", () => {
  const voices = [voice(0, 0), voice(0, 1), voice(0, 1, 20, 0.4)];
  expect(joinBlocks(voices, 2)).toEqual([0, 1, 1]);
  expect(joinBlocks(voices, 1)).toEqual([0, 0, 0]);
});

it("A word or two of somebody in another block are no new person", () => {
  const voices = [voice(0, 0), voice(0, 1), voice(1, 0), voice(1, 5, 1)];
  expect(joinBlocks(voices, null)[3]).toBe(1);
});

it("A voice of which nothing was heard is the speaker before it in several blocks, and somebody in one", () => {
  const silent = (block: number): BlockVoice => ({ block, seconds: 0, embedding: new Float32Array(8) });
  expect(joinBlocks([voice(0, 0), voice(0, 1), silent(1)], null)).toEqual([0, 1, 1]);
  expect(joinBlocks([voice(0, 0), silent(0)], null)).toEqual([0, 1]);
  expect(joinBlocks([silent(0), silent(1)], null)).toEqual([0, 0]);
  expect(joinBlocks([], null)).toEqual([]);
});

it("People are numbered from 0 in the order in which they are first there, and are no more than are wished for", () => {
  const anyVoice = fc.record({
    block: fc.nat(3),
    axis: fc.nat(5),
    seconds: fc.constantFrom(0, 0.5, 1.5, 10),
  });
  fc.assert(
    fc.property(
      fc.array(anyVoice, { maxLength: 30 }),
      fc.option(fc.integer({ min: 1, max: 4 })),
      (given, most) => {
        const people = joinBlocks(
          given.map(({ block, axis, seconds }) => voice(block, axis, seconds)),
          most,
        );
        const firsts = [...new Set(people)];
        expect(people).toHaveLength(given.length);
        expect(firsts).toEqual(firsts.map((_, at) => at));
        if (most !== null) expect(firsts.length).toBeLessThanOrEqual(most);
      },
    ),
    { endOnFailure: true },
  );
});

it("A thousand and more voices of a recording of hours are joined within seconds", () => {
  const voices = Array.from({ length: 1_100 }, (_, at) => voice(at >> 1, at % 2, 5 + (at % 7)));
  const people = joinBlocks(voices, null);
  expect(people.every((person, at) => person === at % 2)).toBe(true);
}, 20_000);
