import { expect, it } from "vitest";
import { countWords } from "./count-words";

it.each([
  ["", 0],
  ["   ", 0],
  ["Good evening, everybody.", 3],
  ["Well – it's half-past 10 …", 4],
  ["Добрый вечер", 2],
  ["안녕하세요 여러분", 2],
])("counts the words of “%s”", (text, count) => {
  expect(countWords(text)).toBe(count);
});

it("finds words also where no spaces stand between them", () => {
  expect(countWords("今天天气很好。")).toBeGreaterThan(1);
  expect(countWords("今天天气很好。")).toBeLessThan(7);
});
