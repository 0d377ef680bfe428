import { describe, expect, it } from "vitest";
import { type SpeechModel, speechModels } from "@/core/speech/speech-models";
import { timeAnswer } from "../openai/time-answer";
import { cutLoop } from "./cut-loop";
import { findQuietest, hearChunk } from "./hear-chunk";
import { parseHearing } from "./parse-hearing";
import { deriveConfig } from "./sherpa-session";

const whisper = speechModels["whisper-small"];
const sense = speechModels["sensevoice-small"];
const parakeet = speechModels["parakeet-tdt-v3"];
const noVoice = { align: async () => null, findVoice: async () => [] };

describe("what a recogniser said", () => {
  it("has words of its pieces, with their times and how sure it was, and the text's own spelling", async () => {
    const given = {
      text: "Hola, mundo.",
      lang: "",
      tokens: ["▁Ho", "la", ",", "▁mun", "do", "."],
      timestamps: [0.08, 0.24, 0.32, 1.2, 1.36, 1.52],
      durations: [0.16, 0.08, 0, 0.16, 0.16, 0],
      ys_log_probs: [-0.1, -0.1, -0.1, 0, 0, 0],
    };
    const { answer, avgLogprob, stopped } = parseHearing(given, parakeet, 2);
    expect(answer.language).toBeNull();
    expect(avgLogprob).toBeCloseTo(-0.05);
    expect(stopped).toBe("end");
    expect(await timeAnswer(answer, 2_000, noVoice)).toEqual({
      times: "heard",
      words: [
        { text: "Hola,", startMs: 80, endMs: 720, confidence: 0.905 },
        { text: "mundo.", startMs: 1_200, endMs: 1_920, confidence: 1 },
      ],
    });
  });

  it("has times in scripts without spaces, too, a word for each phrase", async () => {
    const given = {
      text: "你好，世界。",
      lang: "<|zh|>",
      tokens: ["你", "好", "，", "世", "界", "。"],
      timestamps: [0.3, 0.5, 0.7, 1.1, 1.3, 1.5],
    };
    const { answer, avgLogprob } = parseHearing(given, sense, 2);
    expect(answer.language).toBe("zh");
    expect(avgLogprob).toBeNull();
    const { words, times } = await timeAnswer(answer, 2_000, noVoice);
    expect(times).toBe("heard");
    expect(words.map(({ text, startMs }) => [text, startMs])).toEqual([
      ["你好，", 300],
      ["世界。", 1_100],
    ]);
  });

  it("has lines where it has no times of words", () => {
    const given = {
      ...{ text: "Guten Tag. Ende.", lang: "de", tokens: [" Guten", " Tag.", " Ende."], timestamps: [] },
      ...{
        segment_texts: [" Guten Tag.", " Ende."],
        segment_timestamps: [0, 1.5],
        segment_durations: [1, 0.5],
      },
    };
    const { answer, pieces } = parseHearing(given, whisper, 2);
    expect(answer).toMatchObject({ language: "de", words: [] });
    expect(answer.segments.map(({ text, startMs, endMs }) => [text, startMs, endMs])).toEqual([
      ["Guten Tag.", 0, 1_000],
      ["Ende.", 1_500, 2_000],
    ]);
    expect(pieces).toBe(7);
  });

  it("is no text without end, and nothing that is no text", () => {
    expect(() => parseHearing({ text: "a".repeat(700) }, whisper, 1)).toThrow("700 characters for 1 seconds");
    expect(() => parseHearing({ tokens: [] }, whisper, 1)).toThrow();
    expect(parseHearing({ text: "a\u0000b", timestamps: "x", lang: 5 }, whisper, 1).answer.text).toBe("a b");
  });

  it.each([
    ["Thank you. Thank you. Thank you. Thank you. Thank you.", "Thank you.", true],
    ["ha ha ha ha ha ha well", "ha", true],
    ["謝謝謝謝謝謝謝謝謝謝謝謝", "謝", true],
    ["It is what it is, and it is good.", "It is what it is, and it is good.", false],
  ])("%s keeps one copy of a loop", (text, kept, isCut) => {
    expect(cutLoop(text)).toEqual({ text: kept, isCut });
    expect(parseHearing({ text }, whisper, 5).stopped).toBe(isCut ? "loop" : "end");
  });
});

describe("a chunk in which more was said than is written down at once", () => {
  const answer = (text: string) => ({
    answer: { text, language: "hi", words: [], segments: [], billedSeconds: null },
    stopped: "end" as const,
    avgLogprob: null,
    pieces: 1,
  });

  it("is heard in halves, cut where it is quietest, and nothing of it is heard twice", async () => {
    const samples = new Float32Array(160_000).fill(0.5).fill(0, 70_000, 76_000);
    const lengths: number[] = [];
    const heard = await hearChunk(samples, {
      hear: async (part) => {
        lengths.push(part.length);
        return { ...answer(`w${lengths.length}`), isFull: part.length === samples.length };
      },
      findVoice: async () => [{ start: 0, end: samples.length }],
    });
    expect(heard).toMatchObject({ text: "w2 w3", language: "hi", stopped: "end" });
    expect(lengths[0]).toBe((lengths[1] ?? 0) + (lengths[2] ?? 0));
    expect(lengths[1]).toBeGreaterThan(70_000);
    expect(lengths[1]).toBeLessThan(76_000);
    expect(heard.words[1]?.startMs).toBe(Math.round((lengths[1] ?? 0) / 16));
  });

  it("is told when even its smallest part was too much", async () => {
    const heard = await hearChunk(new Float32Array(128_000), {
      hear: async () => ({ ...answer("x"), isFull: true }),
      findVoice: async () => [],
    });
    expect(heard.stopped).toBe("cap");
    expect(findQuietest(new Float32Array(100))).toBeGreaterThan(0);
  });
});

describe("the recogniser's settings", () => {
  const configOf = (model: SpeechModel, language: string | null) =>
    (deriveConfig("/m", model, language) as { modelConfig: Record<string, Record<string, unknown>> })
      .modelConfig;

  it("name each file where its model lies, and no language that the model does not know", () => {
    expect(configOf(whisper, "de").whisper).toMatchObject({
      encoder: "/m/whisper-small/small-encoder.int8.onnx",
      decoder: "/m/whisper-small/small-decoder.int8.onnx",
      language: "de",
      task: "transcribe",
    });
    expect(configOf(whisper, "yue").whisper?.language).toBe("");
    expect(configOf(speechModels["whisper-large-v3-turbo"], "yue").whisper?.language).toBe("yue");
    expect(configOf(sense, "ja").senseVoice).toMatchObject({
      model: "/m/sensevoice-small/model.int8.onnx",
      language: "ja",
    });
    expect(configOf(parakeet, "de")).toMatchObject({
      modelType: "nemo_transducer",
      transducer: { joiner: "/m/parakeet-tdt-v3/joiner.int8.onnx" },
      tokens: "/m/parakeet-tdt-v3/tokens.txt",
      numThreads: 1,
    });
  });
});
