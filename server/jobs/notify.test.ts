import { expect, test } from "vitest";
import { mergeNotices, type StatusNotice } from "./notify";

const build = (batchId: string, sourceIndex: number): StatusNotice => ({
  ...{ ownerId: 1, batchId, sourceIndex, documentId: null },
  itemId: `${batchId}-${sourceIndex}`,
  status: "completed",
});

test("a few changes are told one by one, many of one batch as one", () => {
  const few = [0, 1, 2].map((index) => build("few", index));
  const many = Array.from({ length: 300 }, (_, index) => build("many", index));
  const merged = mergeNotices([...few, ...many]);
  expect(merged).toHaveLength(4);
  expect(merged.filter(({ batchId }) => batchId === "few")).toEqual(few);
  expect(merged.find(({ batchId }) => batchId === "many")).toEqual({
    ...{ ownerId: 1, batchId: "many", documentId: null },
    ...{ sourceIndex: null, itemId: null, status: null },
  });
});
