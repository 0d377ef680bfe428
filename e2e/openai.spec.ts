import { execFile } from "node:child_process";
import { createReadStream } from "node:fs";
import { promisify } from "node:util";
import OpenAI from "openai";
import type {
  Transcription,
  TranscriptionSegment,
  TranscriptionVerbose,
  TranscriptionWord,
} from "openai/resources/audio/transcriptions";
import { speechModelIds } from "@/core/speech/speech-models";
import { parseSrt } from "@/core/subtitles/parse-srt";
import { parseVtt } from "@/core/subtitles/parse-vtt";
import { silentFile, textFile } from "./fixtures/bad-files";
import { fixturePath, spokenWords, wordsOf } from "./fixtures/fixture-path";
import { goodFile, longFile } from "./fixtures/recordings";
import { postByCurl, postTranscription } from "./openai-requests";
import { expect, test } from "./test";

const station = fixturePath("station.ogg");
const model = "whisper-1";
const recording = () => createReadStream(station);

function createClient(url: string): OpenAI {
  return new OpenAI({ apiKey: "any", baseURL: `${url}/v1`, maxRetries: 0 });
}

test.describe("The endpoint, asked by the stock client", () => {
  test("answers with the words as json and as text", async ({ trax }) => {
    const client = createClient(trax.url);
    const answer: Transcription = await client.audio.transcriptions.create({ file: recording(), model });
    expect(wordsOf(answer.text)).toEqual(spokenWords("station"));
    expect(answer.usage).toEqual({ type: "duration", seconds: 12 });
    const text: string = await client.audio.transcriptions.create({
      file: recording(),
      model: "moonshine-base",
      response_format: "text",
      language: "en",
      prompt: "A station.",
      temperature: 0,
    });
    expect(text).toBe(`${answer.text}\n`);
  });

  test("answers with subtitles", async ({ trax }) => {
    const client = createClient(trax.url);
    const srt: string = await client.audio.transcriptions.create({
      file: recording(),
      model,
      response_format: "srt",
    });
    const vtt: string = await client.audio.transcriptions.create({
      file: recording(),
      model,
      response_format: "vtt",
    });
    const cues = parseSrt(srt);
    expect(wordsOf(cues.flatMap(({ lines }) => lines).join(" "))).toEqual(spokenWords("station"));
    expect(parseVtt(vtt)).toEqual(cues);
  });

  test("answers with lines, words and the length of the sound", async ({ trax }) => {
    const client = createClient(trax.url);
    const ask = (granularities?: ("word" | "segment")[]) =>
      client.audio.transcriptions.create({
        file: recording(),
        model,
        response_format: "verbose_json",
        timestamp_granularities: granularities,
      });
    const both: TranscriptionVerbose = await ask(["word", "segment"]);
    expect(both).toMatchObject({ task: "transcribe", language: "english" });
    expect(both.duration).toBeCloseTo(11.02, 1);
    const segments = both.segments as TranscriptionSegment[];
    const words = both.words as TranscriptionWord[];
    for (const segment of segments) {
      expect(Object.keys(segment).sort()).toEqual(
        (
          [
            "avg_logprob",
            "compression_ratio",
            "end",
            "id",
            "no_speech_prob",
            "seek",
            "start",
            "temperature",
            "text",
            "tokens",
          ] satisfies (keyof TranscriptionSegment)[]
        ).sort(),
      );
      for (const [name, value] of Object.entries(segment)) {
        if (name === "tokens") expect(value).toEqual([]);
        else expect(typeof value, name).toBe(name === "text" ? "string" : "number");
      }
      expect(segment.end).toBeGreaterThan(segment.start);
      expect(segment.avg_logprob).toBeLessThan(0);
    }
    expect(segments.map(({ id }) => id)).toEqual(segments.map((_, index) => index));
    expect(
      segments
        .map(({ text }) => text)
        .join("")
        .trim(),
    ).toBe(both.text);
    expect(words.flatMap(({ word }) => wordsOf(word))).toEqual(spokenWords("station"));
    for (const [index, word] of words.entries()) {
      expect(Object.keys(word).sort()).toEqual(["end", "start", "word"]);
      expect(word.end).toBeGreaterThanOrEqual(word.start);
      expect(word.start).toBeGreaterThanOrEqual(words[index - 1]?.start ?? 0);
    }
    const onlyWords = await ask(["word"]);
    expect(onlyWords.segments).toBeUndefined();
    expect(onlyWords.words).toEqual(words);
    const plain = await ask();
    expect(plain.words).toBeUndefined();
    expect(plain.segments).toEqual(segments);
  });

  test("streams the text while it is being heard", async ({ trax }) => {
    // Of a length that no other test asks for: what was heard before is not heard again.
    const file = await longFile(7, "streamed.mp3");
    const stream = await createClient(trax.url).audio.transcriptions.create({
      file: new File([new Uint8Array(file.buffer)], file.name),
      model,
      stream: true,
    });
    const deltas: { text: string; atMs: number }[] = [];
    let done: { text: string; atMs: number } | null = null;
    for await (const event of stream) {
      const atMs = performance.now();
      if (event.type === "transcript.text.delta") deltas.push({ text: event.delta, atMs });
      if (event.type === "transcript.text.done") done = { text: event.text, atMs };
    }
    expect(deltas.length).toBeGreaterThan(3);
    expect(deltas.map(({ text }) => text).join("")).toBe(done?.text);
    expect(wordsOf(done?.text ?? "").length).toBe(spokenWords("island").length * 7);
    expect(deltas[0]?.atMs).toBeLessThan((done?.atMs ?? 0) - 500);
  });

  test("lists its models and knows each", async ({ trax }) => {
    const client = createClient(trax.url);
    const { data } = await client.models.list();
    const fetched = [...speechModelIds];
    expect(data.map(({ id }) => id)).toEqual(["moonshine-base", "moonshine-tiny", ...fetched, "whisper-1"]);
    for (const each of data) expect(await client.models.retrieve(each.id)).toEqual(each);
    await expect(client.models.retrieve("gpt-9")).rejects.toThrow(OpenAI.NotFoundError);
  });

  test("raises errors that the client knows", async ({ trax }) => {
    const client = createClient(trax.url);
    const asked = client.audio.transcriptions.create({ file: recording(), model: "gpt-9" });
    await expect(asked).rejects.toThrow(OpenAI.BadRequestError);
    await expect(asked).rejects.toMatchObject({ status: 400, code: "model_not_found", param: "model" });
    const stream = await client.audio.transcriptions.create({
      file: new File([new Uint8Array(textFile().buffer)], "letter.mp3"),
      model,
      stream: true,
    });
    await expect(
      (async () => {
        for await (const _ of stream) expect(_.type).toBe("never");
      })(),
    ).rejects.toThrow(/not an audio or video file/);
  });
});

test.describe("The endpoint, asked by curl", () => {
  for (const format of ["json", "text", "srt", "vtt", "verbose_json"]) {
    test(`answers ${format}`, async ({ trax }) => {
      const { status, body } = await postByCurl(trax.url, `file=@${station}`, `response_format=${format}`);
      expect(status).toBe(200);
      const text = format.endsWith("json") ? (JSON.parse(body) as { text: string }).text : body;
      expect(wordsOf(text).join(" ")).toContain("welcome to the station");
      if (format === "vtt") expect(body).toMatch(/^WEBVTT\n/);
    });
  }

  test("a recording without speech is an empty text, not an error", async ({ trax }) => {
    const response = await postTranscription(trax.url, silentFile());
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ text: "" });
  });
});

test.describe("The reference of the API", () => {
  test("shows calls that run as they stand", async ({ page, trax }) => {
    await postTranscription(trax.url, goodFile("reference.ogg"));
    await page.goto("/api-reference");
    for (const name of [
      "batches.list",
      "batches.get",
      "transcripts.segments",
      "workers.status",
      "exports.create",
    ]) {
      const line = await page
        .getByRole("article", { name, exact: true })
        .locator("pre")
        .first()
        .textContent();
      const { stdout } = await promisify(execFile)("sh", ["-c", line ?? ""], { maxBuffer: 16 * 1024 ** 2 });
      expect(JSON.parse(stdout), name).toHaveProperty("result.data.json");
    }
    const document = (await (await fetch(`${trax.url}/api/openapi.json`)).json()) as {
      openapi: string;
      paths: Record<string, unknown>;
    };
    expect(document.openapi).toBe("3.1.0");
    expect(Object.keys(document.paths)).toHaveLength(await page.getByRole("article").count());
  });
});
