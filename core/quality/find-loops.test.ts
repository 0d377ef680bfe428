import { expect, test } from "vitest";
import { findLoops } from "./find-loops";

test("a phrase that comes again and again is one loop, whatever its case and signs", () => {
  expect(findLoops(["So. Thank you. Thank you, thank you! thank you. Bye."])).toEqual([
    { line: 0, word: 1, lastLine: 0, phrase: "thank you", times: 4 },
  ]);
});

test("it may run over several lines", () => {
  const line = "I will see you there";
  expect(findLoops(["Well.", line, line, line, "Good."])).toEqual([
    { line: 1, word: 0, lastLine: 3, phrase: line.toLowerCase(), times: 3 },
  ]);
});

test("what people say is none", () => {
  expect(findLoops(["No, no, no, no.", "very very good", "that that", "bye bye"])).toEqual([]);
});

test("scripts without spaces are looked at letter by letter", () => {
  expect(findLoops(["谢谢谢谢谢谢谢谢"])[0]).toMatchObject({ times: 8 });
  expect(findLoops(["我们走吧我们走吧我们走吧"])[0]).toMatchObject({ phrase: "我 们 走 吧", times: 3 });
});

test("a long run of one word costs no more than its length", () => {
  const startedAt = performance.now();
  expect(findLoops(["a ".repeat(100_000)])).toMatchObject([{ times: 100_000 }]);
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});
