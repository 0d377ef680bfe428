import llamaTokenizer from "llama-tokenizer-js";
import { describe, expect, it } from "vitest";
import { deriveWords } from "./derive-words";
import type { Decoding } from "./moonshine-session";

const samplesPerFrame = 384;
const frames = 100;

/** A decoding of the text whose tokens are looked at for equally long. */
function buildDecoding(text: string, logprob = -0.1): Decoding & { pieces: string[] } {
  const tokens = llamaTokenizer.encode(text, false);
  const width = Math.floor(frames / tokens.length);
  return {
    tokens,
    pieces: tokens.map((id) => llamaTokenizer.vocabById[id] ?? ""),
    logprobs: tokens.map(() => logprob),
    avgLogprob: logprob,
    noSpeechLogprob: -9,
    stopped: "end",
    attention: tokens.map((_, at) =>
      Float32Array.from({ length: frames }, (__, frame) => (Math.floor(frame / width) === at ? 0.9 : 0.01)),
    ),
    frames,
    samplesPerFrame,
    led: [],
  };
}

const total = frames * samplesPerFrame;

describe("deriveWords", () => {
  it("spells what the tokens spell, one word between two spaces", () => {
    const text = "It costs 1,234 dollars, naïve Łukasz… isn't it?";
    expect(deriveWords(buildDecoding(text), 1, total, []).map((word) => word.text)).toEqual(text.split(" "));
  });

  it("leaves ids out that the tokenizer does not know", () => {
    const decoding = buildDecoding("hello there");
    decoding.tokens.push(32_700);
    decoding.logprobs.push(-1);
    decoding.attention.push(new Float32Array(frames));
    expect(deriveWords(decoding, 1, total, []).map((word) => word.text)).toEqual(["hello", "there"]);
  });

  it("orders words without overlap, inside the sound", () => {
    const words = deriveWords(buildDecoding("one two three four five six seven"), 1, total, []);
    let clockMs = 0;
    for (const word of words) {
      expect(word.startMs).toBeGreaterThanOrEqual(clockMs);
      expect(word.endMs).toBeGreaterThan(word.startMs);
      clockMs = word.endMs;
    }
    expect(clockMs).toBeLessThanOrEqual((total * 1000) / 16_000);
  });

  it("lets a word begin after the pause, though a breath of the word before falls into its time", () => {
    const decoding = buildDecoding("ask not");
    const word = { startMs: 1_200, endMs: 2_400 };
    const free = deriveWords(decoding, 1, total, [])[1];
    expect(free).toMatchObject(word);
    const voice = [
      { start: 0, end: 1_250 * 16 },
      { start: 1_700 * 16, end: 2_200 * 16 },
    ];
    expect(deriveWords(decoding, 1, total, voice)[1]).toMatchObject({ startMs: 1_700, endMs: 2_200 });
  });

  it("is as sure of a word as of the letters in it, whatever follows them", () => {
    const decoding = buildDecoding("done.", -0.2);
    decoding.logprobs[decoding.pieces.indexOf(".")] = -3;
    expect(deriveWords(decoding, 1, total, [])[0]?.confidence).toBeCloseTo(Math.exp(-0.2), 3);
  });
});
