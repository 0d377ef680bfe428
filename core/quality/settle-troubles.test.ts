import { describe, expect, it } from "vitest";
import type { TimedWord } from "../transcript/types";
import { findTroubles, type HeardChunk } from "./find-troubles";
import { planRetries, settleTroubles } from "./settle-troubles";

const say = (text: string, atMs = 0): TimedWord[] =>
  text.split(" ").map((word, at) => ({
    text: word,
    startMs: atMs + at * 300,
    endMs: atMs + (at + 1) * 300,
    confidence: 0.9,
  }));
const chunkOf = (words: TimedWord[], loopCut = false): HeardChunk => ({
  startMs: 0,
  endMs: words.at(-1)?.endMs ?? 0,
  words,
  loopCut,
});
const textOf = (words: readonly TimedWord[]) => words.map(({ text }) => text).join(" ");
const speech = [{ startMs: 0, endMs: 4_500 }];
const gap = [chunkOf([...say("there was a"), ...say("and a queen", 3_600)])];

describe("what is heard once more", () => {
  it("is each trouble with some sound around it, near ones together, long ones in pieces", () => {
    const trouble = (startMs: number, endMs: number) => ({
      kind: "speech_gap" as const,
      startMs,
      endMs,
      cut: null,
    });
    expect(
      planRetries([trouble(500, 2_000), trouble(3_000, 4_000), trouble(30_000, 60_000)], 60_500),
    ).toEqual([
      { startMs: 0, endMs: 4_800 },
      { startMs: 29_200, endMs: 49_200 },
      { startMs: 49_200, endMs: 60_500 },
    ]);
  });
});

describe("the better of two hearings stays", () => {
  it("fills a gap with what is heard there, but with no word that stands beside it", () => {
    const retries = [{ startMs: 100, endMs: 4_400, words: say("a king with a large jaw plain and", 950) }];
    const { words, warnings } = settleTroubles(speech, gap, retries);
    expect(textOf(words)).toBe("there was a king with a large jaw plain and a queen");
    expect(warnings).toEqual([]);
  });

  it("tells of a gap in which nothing is heard again", () => {
    const { words, warnings } = settleTroubles(speech, gap, [{ startMs: 100, endMs: 4_400, words: [] }]);
    expect(textOf(words)).toBe("there was a and a queen");
    expect(warnings).toEqual([{ code: "speech_gap", startMs: 900, endMs: 3_600, retried: true }]);
  });

  it("cuts words over silence, unless they are heard again", () => {
    const chunks = [
      chunkOf([...say("there was a king with a large jaw and a plain face on"), ...say("thank you", 9_000)]),
    ];
    const cut = settleTroubles(speech, chunks, [{ startMs: 8_000, endMs: 10_000, words: [] }]);
    expect(textOf(cut.words)).not.toContain("thank");
    expect(cut.warnings).toMatchObject([{ code: "text_over_silence", startMs: 9_000, retried: true }]);
    const again = settleTroubles(speech, chunks, [
      { startMs: 8_000, endMs: 10_000, words: say("thank you", 9_100) },
    ]);
    expect(textOf(again.words)).toContain("thank you");
  });

  it("takes out a loop and hears what it hid", () => {
    const chunks = [chunkOf(say("of the of the of the of the king is and a queen"))];
    const hidden = say("there was once a very old", 600);
    const { words, warnings } = settleTroubles([{ startMs: 0, endMs: 3_900 }], chunks, [
      { startMs: 0, endMs: 3_300, words: [...say("of the"), ...hidden] },
    ]);
    expect(textOf(words)).toBe("of the there was once a very old king is and a queen");
    expect(warnings).toEqual([{ code: "loop", startMs: 0, endMs: 2_400, retried: true }]);
  });

  it("leaves a text without troubles as it is", () => {
    const chunks = [chunkOf(say("there was a king with a large jaw and a queen with a plain face"))];
    expect(findTroubles(speech, chunks)).toEqual([]);
    expect(settleTroubles(speech, chunks, [])).toEqual({ words: chunks[0]?.words, warnings: [] });
  });
});

describe("text without times", () => {
  const spread = (startMs: number, endMs: number, text: string): HeardChunk => ({
    ...{ startMs, endMs, loopCut: false, timesEstimated: true },
    words: text === "" ? [] : say(text, startMs),
  });
  const spoken = [{ startMs: 0, endMs: 30_000 }];

  it("loses what nobody says so often, and tells in which chunk that was", () => {
    const chunks = [
      spread(0, 10_000, "there was a king"),
      spread(10_000, 20_000, "and and a queen and a queen and a queen and a queen of it"),
      spread(20_000, 30_000, "no no no"),
    ];
    const { words, warnings } = settleTroubles(spoken, chunks, []);
    expect(textOf(words)).toBe("there was a king and and a queen of it no no no");
    expect(warnings).toEqual([{ code: "loop", startMs: 10_000, endMs: 20_000, retried: false }]);
  });

  it("has a gap where nothing was heard of a chunk, and what the second hearing finds there", () => {
    const chunks = [
      spread(0, 10_000, "there was a king"),
      spread(10_000, 20_000, ""),
      spread(20_000, 30_000, "too"),
    ];
    const again = { startMs: 9_200, endMs: 20_800, words: [] as TimedWord[] };
    expect(settleTroubles(spoken, chunks, [again]).warnings).toEqual([
      { code: "speech_gap", startMs: 10_000, endMs: 20_000, retried: true },
    ]);
    const { words, warnings } = settleTroubles(spoken, chunks, [
      { ...again, words: say("and a queen", 12_000) },
    ]);
    expect(textOf(words)).toBe("there was a king and a queen too");
    expect(warnings).toEqual([]);
  });
});
