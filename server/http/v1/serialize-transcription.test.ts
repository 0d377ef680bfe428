import { describe, expect, test } from "vitest";
import { serializeTranscription } from "./serialize-transcription";

const result = {
  text: "One two. Three.",
  segments: [
    {
      id: 0,
      start: 0.5,
      end: 1.25,
      text: " One two.",
      words: [
        { word: " One", start: 0.5, end: 0.75, probability: 0.9 },
        { word: " two.", start: 0.75, end: 1.25, probability: null },
      ],
    },
    { id: 1, start: 21, end: 21.5, text: " Three." },
  ],
  rawContent: {
    language: "en",
    duration: 22.04,
    segments: [
      {
        seek: 0,
        start: 0,
        end: 20,
        temperature: 0,
        avg_logprob: -0.1,
        no_speech_prob: 0.01,
        text: "One two.",
      },
      {
        seek: 2000,
        start: 20,
        end: 22,
        temperature: 0,
        avg_logprob: -0.5,
        no_speech_prob: null,
        text: "Three.",
      },
    ],
  },
};
const serialize = (format: Parameters<typeof serializeTranscription>[1]["format"], words = false) =>
  serializeTranscription(result, { format, words, segments: !words });

describe("a result for OpenAI's clients", () => {
  test("as verbose JSON gives each line the figures of the chunk it begins in", () => {
    expect(JSON.parse(serialize("verbose_json").body)).toEqual({
      task: "transcribe",
      language: "english",
      duration: 22.04,
      text: "One two. Three.",
      segments: [
        expect.objectContaining({
          id: 0,
          seek: 0,
          start: 0.5,
          end: 1.25,
          avg_logprob: -0.1,
          no_speech_prob: 0.01,
        }),
        expect.objectContaining({
          id: 1,
          seek: 2000,
          start: 21,
          end: 21.5,
          avg_logprob: -0.5,
          no_speech_prob: 0,
        }),
      ],
      usage: { type: "duration", seconds: 23 },
    });
  });

  test("gives words where they are wanted, without the space before them", () => {
    const answer = JSON.parse(serialize("verbose_json", true).body);
    expect(answer.segments).toBeUndefined();
    expect(answer.words).toEqual([
      { word: "One", start: 0.5, end: 0.75 },
      { word: "two.", start: 0.75, end: 1.25 },
    ]);
  });

  test("as text and subtitles is what those are anywhere", () => {
    expect(serialize("text")).toEqual({ type: "text/plain; charset=utf-8", body: "One two. Three.\n" });
    expect(serialize("srt").body).toMatch(/^1\n00:00:00,500 --> /);
    expect(serialize("vtt").body).toMatch(/^WEBVTT\n\n00:00:00\.500 --> /);
  });

  test("without any speech is empty in every shape", () => {
    const silent = { text: "", segments: [], rawContent: null };
    const shapes = (["json", "text", "srt", "vtt"] as const).map(
      (format) => serializeTranscription(silent, { format, words: false, segments: true }).body,
    );
    expect(shapes).toEqual(['{"text":"","usage":{"type":"duration","seconds":0}}', "\n", "", "WEBVTT\n"]);
  });
});
