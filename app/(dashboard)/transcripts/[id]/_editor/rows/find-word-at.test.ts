import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SegmentView } from "@/server/transcripts/schema";
import { findLastBegun, findWordAt } from "./find-word-at";

const buildWord = (id: string, startMs: number, endMs: number) => ({
  id,
  text: id,
  startMs,
  endMs,
  confidence: null,
});
const buildSegment = (id: string, words: ReturnType<typeof buildWord>[]): SegmentView => ({
  id,
  position: 1,
  startMs: words[0]?.startMs ?? 0,
  endMs: words.at(-1)?.endMs ?? 0,
  speakerId: null,
  text: "",
  words,
  revision: 0,
});

const segments = [
  buildSegment("first", [buildWord("a", 500, 700), buildWord("b", 900, 1_000)]),
  buildSegment("second", [buildWord("c", 5_000, 5_400)]),
];
const find = (timeMs: number) => findWordAt(segments.length, (index) => segments[index] ?? null, timeMs);

describe("findWordAt", () => {
  it.each([
    [499, null],
    [500, "a"],
    [899, "a"],
    [900, "b"],
    [1_799, "b"],
    [5_000, "c"],
  ])("finds at %d ms the word %s", (timeMs, wordId) => {
    expect(find(timeMs)?.wordId ?? null).toBe(wordId);
  });

  it("marks no word in a silence, but knows the segment", () => {
    expect(find(3_000)).toEqual({ segmentIndex: 0, segmentId: "first", wordId: null });
  });

  it("finds nothing before the first segment and in an empty document", () => {
    expect(find(0)).toBeNull();
    expect(findWordAt(0, () => null, 100)).toBeNull();
  });
});

it("bisects to the same item as looking at each", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1_000)), fc.nat(1_000), (starts, timeMs) => {
      const items = [...starts].sort((a, b) => a - b).map((startMs) => ({ startMs, endMs: startMs }));
      const expected = items.findLastIndex(({ startMs }) => startMs <= timeMs);
      expect(findLastBegun(items.length, (index) => items[index], timeMs)).toBe(expected);
    }),
  );
});
