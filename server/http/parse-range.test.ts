import { expect, test } from "vitest";
import { parseRange } from "./parse-range";

test.each([
  [undefined, 100, null],
  ["bytes=0-", 100, { start: 0, end: 99 }],
  ["bytes=10-19", 100, { start: 10, end: 19 }],
  ["bytes=90-500", 100, { start: 90, end: 99 }],
  ["bytes=-10", 100, { start: 90, end: 99 }],
  ["bytes=-500", 100, { start: 0, end: 99 }],
  ["bytes=100-", 100, "unsatisfiable"],
  ["bytes=-0", 100, "unsatisfiable"],
  ["bytes=0-", 0, "unsatisfiable"],
  ["bytes=20-10", 100, null],
  ["bytes=0-1,5-6", 100, null],
  ["items=0-1", 100, null],
  ["bytes=-", 100, null],
])("reads the range %s of %i bytes", (header, size, expected) => {
  expect(parseRange(header, size)).toEqual(expected);
});
