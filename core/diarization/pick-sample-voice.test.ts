import { expect, it } from "vitest";
import { pickSampleVoice } from "./pick-sample-voice";

const turn = (speaker: number, startMs: number, endMs: number) => ({
  ...{ speaker, startMs, endMs, confidence: 0.9, overlaps: false },
});

it("A sample is the voice of whoever speaks most", () => {
  const turns = [turn(0, 0, 1_000), turn(1, 1_000, 12_000), turn(1, 13_000, 15_000)];
  expect(pickSampleVoice(turns)).toEqual({ speaker: 1, turns: turns.slice(1), hasOthers: false });
  expect(pickSampleVoice([])).toBeNull();
});

it.each([
  ["a word of somebody else", 1_400, 8_000, false],
  ["a few words in a long sample", 3_000, 60_000, false],
  ["a sentence of somebody else", 3_000, 9_000, true],
  ["two who talk as much", 10_000, 10_000, true],
])("With %s in it, it is or is not of one person", (_, otherMs, ownMs, hasOthers) => {
  const turns = [turn(0, 0, ownMs), turn(1, ownMs, ownMs + otherMs)];
  expect(pickSampleVoice(turns)?.hasOthers).toBe(hasOthers);
});
