import { expect, it } from "vitest";
import { findFirstGap, mergePartial } from "./merge-partial";

const buildChunks = (...indexes: number[]) =>
  indexes.map((index) => ({ index, startMs: index * 10, endMs: index * 10 + 10, text: `chunk ${index}` }));

it("asks again from the first gap, not from the end", () => {
  expect(findFirstGap([])).toBe(0);
  expect(findFirstGap(buildChunks(0, 1, 4))).toBe(2);
});

it("fills the gaps in order and names no chunk twice", () => {
  const merged = mergePartial(
    { totalChunks: 9, chunks: buildChunks(0, 1, 4) },
    { totalChunks: 9, chunks: buildChunks(2, 3, 4) },
  );
  expect(merged.chunks.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4]);
});

it("drops what was heard when the work began anew", () => {
  const merged = mergePartial(
    { totalChunks: 9, chunks: buildChunks(0, 1) },
    { totalChunks: 5, chunks: buildChunks(0) },
  );
  expect(merged.chunks).toHaveLength(1);
});
