import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { SpeechServer } from "@/server/platform/speech-server";
import {
  answerJson,
  neverAnswer,
  type OpenaiServer,
  startOpenaiServer,
} from "@/server/testing/openai-server";
import type { SpeechEngine } from "./engine";
import { createEnginePool, type EnginePool } from "./engine-pool";
import { alignText } from "./moonshine/align-text";
import { createMoonshineEngine } from "./moonshine/moonshine-engine";
import { createOpenaiEngine } from "./openai/openai-engine";

const childEntry = {
  path: fileURLToPath(new URL("./engine-child.ts", import.meta.url)),
  execArgv: ["--import", pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href],
};
const modelsDir = fileURLToPath(new URL("../../node_modules/.cache/trax-models", import.meta.url));
const spokenWav = fileURLToPath(new URL("./fixtures/signed-contract.wav", import.meta.url));
const spokenText = "Please send the signed contract to our office before Friday.";
const range = { start: 8_000, end: 60_000 };
const whole = { start: 0, end: 60_000 };
const { signal } = new AbortController();

// The first request loads a model, and the machine may be busy.
vi.setConfig({ testTimeout: 60_000 });

let pool: EnginePool;
let server: OpenaiServer;
beforeAll(async () => {
  pool = createEnginePool({ slots: 1, modelsDir, childEntry });
  server = await startOpenaiServer(neverAnswer);
  await createMoonshineEngine(pool, "base").prepare(signal);
}, 60_000);
afterAll(async () => {
  await server.close();
  await pool.close();
});

function askServer(body: object, givesTextOnly = false): SpeechEngine {
  server.behave(answerJson(200, body));
  const settings: SpeechServer = {
    apiKey: null,
    baseUrl: server.url,
    name: "speech.test",
    isLocal: true,
    model: "any",
    givesTextOnly,
    tellsSpeakers: false,
    concurrency: 1,
    pricePerMinute: null,
    timeoutMs: 10_000,
  };
  return createOpenaiEngine(settings, pool, createMoonshineEngine(pool, "base"));
}

describe("alignText", () => {
  const words = spokenText.split(" ");

  it("finds every word where it is said, and none of a text that is not", async () => {
    const aligned = await alignText(pool, spokenWav, range, words, { signal });
    expect(aligned?.map(({ text }) => text)).toEqual(words);
    expect(Math.abs((aligned?.[4]?.startMs ?? 0) - 1_380)).toBeLessThan(100);
    expect(await alignText(pool, spokenWav, range, words.toReversed(), { signal })).toBeNull();
    expect(await alignText(pool, spokenWav, range, [], { signal })).toEqual([]);
  });

  it("shares a text out among the pieces of a long sound", async () => {
    // The rest of the range is silence behind the file's end.
    const long = { start: 0, end: 40 * 16_000 };
    const aligned = await alignText(pool, spokenWav, long, words, { signal });
    expect(aligned?.map(({ text }) => text)).toEqual(words);
    expect(Math.abs((aligned?.[4]?.startMs ?? 0) - 1_380)).toBeLessThan(100);
  });
});

describe("a server whose model gives text alone", () => {
  const hear = (text: string, language: string | null) =>
    askServer({ text }, true).transcribeChunk(spokenWav, whole, { signal, language });

  it("has its English words aligned, each with a confidence", async () => {
    const { words, times, avgLogprob, billedSeconds } = await hear(spokenText, null);
    expect(server.requests.at(-1)?.fields.response_format).toBe("json");
    expect(times).toBe("heard");
    expect(avgLogprob).toBeNull();
    expect(billedSeconds).toBe(3.75);
    expect(words.map(({ text }) => text).join(" ")).toBe(spokenText);
    expect(words.every(({ confidence }) => confidence !== null && confidence > 0)).toBe(true);
    // "contract" is spoken at 1.4 to 2.0 s.
    expect(Math.abs((words[4]?.startMs ?? 0) - 1_380)).toBeLessThan(100);
    expect(words[0]?.startMs).toBeGreaterThan(0);
  });

  it.each([
    ["another language", "Por favor, envíe el contrato firmado a nuestra oficina.", "es"],
    [
      "English words that are not those that are said",
      "It was the best of times, it was the worst of times.",
      "en",
    ],
    ["more words than anybody could say", `${spokenText} `.repeat(9), null],
  ])("has %s spread over the speech, without a confidence", async (_, text, language) => {
    const { words, times } = await hear(text, language);
    expect(times).toBe("estimated");
    expect(words.map((word) => word.text).join(" ")).toBe(text.trim());
    expect(words.every(({ confidence }) => confidence === null)).toBe(true);
  });
});

describe("every word of every engine has a start and an end on the file's clock, and a confidence unless it is estimated", () => {
  const spanish = "Por favor, envíe el contrato firmado.";
  const segments = [{ text: spanish, start: 0.2, end: 2.9 }];
  const engines: [string, () => SpeechEngine][] = [
    ["Moonshine base", () => createMoonshineEngine(pool, "base")],
    ["a server that gives text", () => askServer({ text: spokenText })],
    ["a server that gives foreign text", () => askServer({ text: spanish, language: "spanish" })],
    ["a server that gives foreign lines", () => askServer({ text: spanish, language: "spanish", segments })],
    ["Moonshine tiny", () => createMoonshineEngine(pool, "tiny")],
  ];

  it.each(engines)("%s", async (_, create) => {
    const { words, times } = await create().transcribeChunk(spokenWav, range, { signal });
    expect(words.length).toBeGreaterThan(4);
    let clockMs = range.start / 16;
    for (const { startMs, endMs, confidence } of words) {
      expect(startMs).toBeGreaterThanOrEqual(clockMs);
      expect(endMs).toBeGreaterThan(startMs);
      clockMs = endMs;
      if (times === "estimated") expect(confidence).toBeNull();
      else expect(confidence).toEqual(expect.any(Number));
      expect(confidence ?? 0.5).toBeGreaterThanOrEqual(0);
      expect(confidence ?? 0.5).toBeLessThanOrEqual(1);
    }
    expect(clockMs).toBeLessThanOrEqual(range.end / 16);
  });
});
