import { describe, expect, it } from "vitest";
import { deriveTextBefore, joinChunks } from "./join-chunks";
import type { StoredChunk } from "./transcription-chunks";

const word = (text: string, startMs: number, endMs: number) => ({ text, startMs, endMs, confidence: 0.9 });

function buildChunk(
  index: number,
  seconds: [number, number],
  words: ReturnType<typeof word>[],
  lead = 1,
  tail = 1,
): StoredChunk {
  return {
    index,
    range: { start: seconds[0] * 16_000, end: seconds[1] * 16_000 },
    context: { leadSamples: lead * 16_000, tailSamples: tail * 16_000, textOf: null },
    result: {
      words,
      text: words.map(({ text }) => text).join(" "),
      avgLogprob: -0.1,
      noSpeechLogprob: -9,
      stopped: "end",
      tokens: [],
    },
  };
}

describe("joinChunks", () => {
  it("has what two neighbours heard once, on both sides of a chunk", () => {
    const chunks = [
      buildChunk(
        0,
        [0, 10],
        [word("one", 8_000, 8_400), word("two", 9_600, 10_000), word("three", 10_200, 10_500)],
        0,
      ),
      buildChunk(
        1,
        [10, 20],
        [word("two", 9_610, 10_010), word("three", 10_190, 10_500), word("four", 19_500, 19_800)],
      ),
      buildChunk(2, [20, 30], [word("four", 19_510, 19_800), word("five", 20_400, 20_900)], 1, 0),
    ];
    expect(joinChunks(chunks).map(({ text }) => text)).toEqual(["one", "two", "three", "four", "five"]);
  });

  it("takes chunks without a context as they are", () => {
    const plain = [0, 1].map((at) => ({
      ...buildChunk(at, [at, at + 1], [word("same", at * 1_000, at * 1_000 + 500)]),
      context: null,
    }));
    expect(joinChunks(plain).map(({ startMs }) => startMs)).toEqual([0, 1_000]);
  });
});

describe("deriveTextBefore", () => {
  it("ends where the sound of the next chunk begins, and is never long", () => {
    const words = [word("one", 8_000, 8_400), word("two", 8_600, 9_000), word("three", 9_200, 9_500)];
    expect(deriveTextBefore(words, 9 * 16_000)).toBe("one two");
    const many = Array.from({ length: 200 }, (_, at) => word(`word${at}`, at * 10, at * 10 + 10));
    const text = deriveTextBefore(many, 100 * 16_000);
    expect(text.length).toBeLessThanOrEqual(240);
    expect(text).toMatch(/^word\d+ .* word199$/);
  });
});
