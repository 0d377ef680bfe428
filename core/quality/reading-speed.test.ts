import { expect, test } from "vitest";
import { measureReadingSpeed } from "./reading-speed";

test("characters a second, spaces and all", () => {
  expect(measureReadingSpeed("twelve chars", 1_000)).toBe(12);
  expect(measureReadingSpeed("  twelve chars ", 500)).toBe(24);
});

test("no text is read at once, text without time never", () => {
  expect(measureReadingSpeed(" ", 0)).toBe(0);
  expect(measureReadingSpeed("a", 0)).toBe(Number.POSITIVE_INFINITY);
});

test("an emoji and a letter with marks are one, a wide letter is two", () => {
  expect(measureReadingSpeed("😀e\u0301", 1_000)).toBe(2);
  expect(measureReadingSpeed("字幕", 1_000)).toBe(4);
});
