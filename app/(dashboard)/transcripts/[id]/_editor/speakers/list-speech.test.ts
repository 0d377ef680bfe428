import { expect, test } from "vitest";
import { listSpeech } from "./list-speech";

test("counts lines and time of each, and of those that are nobody's", () => {
  const speech = listSpeech([
    { startMs: 0, endMs: 3_000, speakerId: "a" },
    { startMs: 3_000, endMs: 4_000, speakerId: null },
    { startMs: 4_000, endMs: 8_000, speakerId: "a" },
  ]);
  expect(speech.get("a")).toEqual({ lines: 2, durationMs: 7_000, share: 7 / 8 });
  expect(speech.get(null)).toMatchObject({ lines: 1, share: 1 / 8 });
});

test("lines without time share nothing", () => {
  expect(listSpeech([{ startMs: 5, endMs: 5, speakerId: "a" }]).get("a")?.share).toBe(0);
});
