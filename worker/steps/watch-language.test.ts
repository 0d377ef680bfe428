import { describe, expect, it } from "vitest";
import type { ChunkResult } from "../engines/engine";
import type { StoredChunk } from "./transcription-chunks";
import { watchLanguage } from "./watch-language";

const english = { id: "moonshine-base", languages: ["en"] };
const chunk = (index: number, result: ChunkResult | null = null, seconds = 20): StoredChunk => ({
  index,
  context: null,
  range: { start: index * 400_000, end: index * 400_000 + seconds * 16_000 },
  result,
});
const heard = (avgLogprob: number): ChunkResult => ({
  words: Array.from({ length: 40 }, (_, at) => ({
    ...{ text: "word", startMs: at * 400, endMs: at * 400 + 300, confidence: Math.exp(avgLogprob) },
  })),
  text: "",
  avgLogprob,
  noSpeechLogprob: -9,
  stopped: "end",
  tokens: Array.from({ length: 52 }, () => 1),
});
const [clear, strange] = [heard(-0.1), heard(-1.1)];
const stop = expect.objectContaining({
  code: "LANGUAGE_OTHER",
  details: { engine: "moonshine-base", language: "English", heard: "40 seconds" },
});

describe("watchLanguage", () => {
  it("stops as soon as the beginning is heard, in whatever order its parts come", () => {
    const watch = watchLanguage(
      english,
      [0, 1, 2, 3].map((index) => chunk(index)),
      null,
    );
    watch.note(2, strange);
    watch.note(1, strange);
    expect(() => watch.note(0, strange)).toThrow(stop);
  });

  it("stops a run that finds the beginning heard already", () => {
    const planned = [chunk(0, strange), chunk(1, strange), chunk(2)];
    expect(() => watchLanguage(english, planned, null).check()).toThrow(stop);
  });

  it("looks at a short recording when all of it is heard", () => {
    const watch = watchLanguage(english, [chunk(0, null, 10)], null);
    expect(() => watch.note(0, strange)).toThrow(/10 seconds/);
  });

  it.each([
    ["once the language is told", english, "en", [strange, strange, strange]],
    [
      "an engine that knows several",
      { id: "moonshine-base", languages: ["en", "de"] },
      null,
      [strange, strange],
    ],
    ["an engine that was never measured", { id: "other", languages: ["en"] }, null, [strange, strange]],
    ["a foreign part after an English beginning", english, null, [clear, clear, strange, strange, strange]],
    ["a shout", english, null, [{ ...strange, words: [], tokens: [], avgLogprob: null }]],
  ] as const)("does not stop %s", (_, engine, told, results) => {
    const planned = results.map((_, index) => chunk(index, null, results.length === 1 ? 2 : 20));
    const watch = watchLanguage({ ...engine, languages: [...engine.languages] }, planned, told);
    watch.check();
    results.forEach((result, index) => {
      watch.note(index, { ...result, words: [...result.words], tokens: [...result.tokens] });
    });
  });
});
