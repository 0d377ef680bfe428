import { describe, expect, test } from "vitest";
import { parseTranscriptionOptions } from "./transcription-options";

const parse = (fields: Record<string, string | string[]>) =>
  parseTranscriptionOptions(new Map(Object.entries(fields).map(([name, value]) => [name, [value].flat()])));

describe("the fields of a request", () => {
  test("may all be left out", () => {
    expect(parse({})).toEqual({
      engine: undefined,
      language: undefined,
      format: "json",
      words: false,
      segments: true,
      stream: false,
    });
  });

  test("name the engine, or the one that is set by its alias", () => {
    expect(parse({ model: "moonshine-tiny" }).engine).toBe("moonshine-tiny");
    expect(parse({ model: "whisper-1" }).engine).toBeUndefined();
  });

  test("ask for the times that are wanted", () => {
    const times = (...wanted: string[]) =>
      parse({ response_format: "verbose_json", "timestamp_granularities[]": wanted });
    expect(times("word")).toMatchObject({ words: true, segments: false });
    expect(times("word", "segment")).toMatchObject({ words: true, segments: true });
  });

  test("that are not known here change nothing", () => {
    expect(parse({ prompt: "names", temperature: "0.2", chunking_strategy: "auto" })).toEqual(parse({}));
  });

  test.each([
    [{ model: "gpt-4o-transcribe" }, "model", "parakeet-tdt-v3, whisper-1"],
    [{ language: "de" }, "language", "It knows: en"],
    [{ response_format: "docx" }, "response_format", "json, text, srt, verbose_json, vtt"],
    [{ stream: "yes" }, "stream", "true or false"],
    [{ temperature: "-1" }, "temperature", "from 0 to 1"],
    [{ temperature: "NaN" }, "temperature", "from 0 to 1"],
    [{ response_format: "vtt", stream: "true" }, "response_format", "text only"],
    [{ "timestamp_granularities[]": "word" }, "timestamp_granularities", "verbose_json only"],
  ])("%j is refused with its name and what is known", (fields, param, sentence) => {
    expect(() => parse(fields as Record<string, string>)).toThrow(
      expect.objectContaining({
        message: expect.stringContaining(sentence),
        details: expect.objectContaining({ param }),
      }),
    );
  });
});
