import { createRequire } from "node:module";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { SpeechServer } from "@/server/platform/speech-server";
import {
  answerError,
  answerJson,
  answerWith,
  type Behaviour,
  inTurn,
  neverAnswer,
  type OpenaiServer,
  startOpenaiServer,
} from "@/server/testing/openai-server";
import type { EngineRequestOptions, SpeechEngine } from "../engine";
import { createEnginePool, type EnginePool } from "../engine-pool";
import { createMoonshineEngine } from "../moonshine/moonshine-engine";
import { decideRetry, type RequestFailure } from "./decide-retry";
import { createOpenaiEngine } from "./openai-engine";

const childEntry = {
  path: fileURLToPath(new URL("../engine-child.ts", import.meta.url)),
  execArgv: ["--import", pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href],
};
const modelsDir = fileURLToPath(new URL("../../../node_modules/.cache/trax-models", import.meta.url));
const spokenWav = fileURLToPath(new URL("../fixtures/signed-contract.wav", import.meta.url));
const spokenText = "Please send the signed contract to our office before Friday.";
const whole = { start: 0, end: 60_000 };
const API_KEY = "sk-very-secret-0123456789";

let pool: EnginePool;
let server: OpenaiServer;
beforeAll(async () => {
  pool = createEnginePool({ slots: 1, modelsDir, childEntry });
  server = await startOpenaiServer(neverAnswer);
  await createMoonshineEngine(pool, "base").prepare(new AbortController().signal);
}, 60_000);
afterAll(async () => {
  await server.close();
  await pool.close();
});
beforeEach(() => {
  server.requests.length = 0;
});

/** Waits a hundredth of the time, unless a test measures just that. */
const hurry = (failure: RequestFailure, attempts: number) => {
  const waitMs = decideRetry(failure, attempts);
  return waitMs && waitMs / 100;
};

function createEngine(
  behaviour: Behaviour,
  overrides: Partial<SpeechServer> = {},
  decide = hurry,
): SpeechEngine {
  server.behave(behaviour);
  const settings: SpeechServer = {
    apiKey: API_KEY,
    baseUrl: server.url,
    name: "speech.test",
    isLocal: true,
    model: "whisper-large-v3",
    givesTextOnly: false,
    tellsSpeakers: false,
    concurrency: 4,
    pricePerMinute: null,
    timeoutMs: 10_000,
    ...overrides,
  };
  return createOpenaiEngine(settings, pool, createMoonshineEngine(pool, "base"), decide);
}

function transcribe(engine: SpeechEngine, options: Partial<EngineRequestOptions> = {}, range = whole) {
  const { signal } = new AbortController();
  return engine.transcribeChunk(spokenWav, range, { signal, ...options });
}

const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error as { code?: string; message: string },
  );

const verbose = {
  text: "Please send it.",
  language: "english",
  duration: 3.75,
  segments: [{ id: 0, start: 0, end: 1.2, text: " Please send it.", avg_logprob: -0.2 }],
  words: [
    { word: "Please", start: 0.1, end: 0.4 },
    { word: "send", start: 0.4, end: 0.8, probability: 0.9 },
    { word: "it", start: 0.8, end: 1.0 },
  ],
  usage: { type: "duration", seconds: 4 },
};
const good = answerJson(200, verbose);

describe("the engine that asks a speech server", { timeout: 20_000 }, () => {
  it("sends a WAV file with key, model and language, and takes words, times and language", async () => {
    const result = await transcribe(createEngine(good), { language: "en" }, { start: 16_000, end: 60_000 });
    expect(result).toMatchObject({
      words: [
        { text: "Please", startMs: 1_100, endMs: 1_400, confidence: null },
        { text: "send", startMs: 1_400, endMs: 1_800, confidence: 0.9 },
        { text: "it.", startMs: 1_800, endMs: 2_000, confidence: null },
      ],
      text: "Please send it.",
      language: "en",
      times: "heard",
      model: "whisper-large-v3",
      billedSeconds: 4,
    });
    expect(result.avgLogprob).toBeCloseTo(-0.2);
    const [request] = server.requests;
    expect(request).toMatchObject({
      authorization: `Bearer ${API_KEY}`,
      fields: { model: "whisper-large-v3", language: "en", response_format: "verbose_json" },
      granularities: ["word", "segment"],
      fileName: "audio.wav",
    });
    expect(request?.wav.length).toBe(44 + 44_000 * 2);
    expect(request?.wav.toString("latin1", 0, 4)).toBe("RIFF");
  });

  it("leaves the language to the server where none is given", async () => {
    const result = await transcribe(createEngine(answerJson(200, { ...verbose, language: "german" })));
    expect(result.language).toBe("de");
    expect(server.requests[0]?.fields).not.toHaveProperty("language");
  });

  it("tells what was said before, and does without where the server wants none of it", async () => {
    const textBefore = "It begins with the contract";
    const taken = createEngine(answerJson(200, verbose));
    await transcribe(taken, { textBefore });
    await transcribe(taken);
    expect(server.requests.map(({ fields }) => fields.prompt)).toEqual([textBefore, undefined]);

    server.requests.length = 0;
    const refused = createEngine((request, res) =>
      request.fields.prompt === undefined
        ? answerJson(200, verbose)(request, res)
        : answerError(400, { message: "prompt is not supported for this model" })(request, res),
    );
    expect((await transcribe(refused, { textBefore })).words.length).toBeGreaterThan(0);
    await transcribe(refused, { textBefore });
    expect(server.requests.map(({ fields }) => fields.prompt)).toEqual([textBefore, undefined, undefined]);
  });

  it("asks for less where the server refuses to give times, and remembers it", async () => {
    const engine = createEngine((request, res) =>
      request.fields.response_format === "json"
        ? answerJson(200, { text: spokenText })(request, res)
        : answerError(400, { message: "response_format 'verbose_json' is not compatible" })(request, res),
    );
    expect((await transcribe(engine)).text).toBe(spokenText);
    expect(server.requests).toHaveLength(3);
    await transcribe(engine);
    expect(server.requests).toHaveLength(4);
  });

  it("waits as long as the server asks for in milliseconds, then in seconds, and for all chunks", async () => {
    const busy = (headers: Record<string, string>) =>
      answerError(429, { code: "rate_limit_exceeded" }, headers);
    const engine = createEngine(
      inTurn(busy({ "retry-after-ms": "300", "retry-after": "60" }), busy({ "retry-after": "1" }), good),
      {},
      decideRetry,
    );
    const first = transcribe(engine);
    await delay(150);
    await Promise.all([first, transcribe(engine)]);
    const times = server.requests.map(({ atMs }) => atMs);
    expect(times).toHaveLength(4);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(295);
    // What waited meanwhile came no sooner than what was told to.
    expect((times[2] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(295);
  });

  it.each<[string, Behaviour]>([
    ["an error of the server", answerWith(502, "<html>Bad gateway</html>")],
    ["a conflict", answerError(409, {})],
    ["a web page", answerWith(200, "<!doctype html><html></html>", { "content-type": "text/html" })],
    ["half a JSON", answerWith(200, JSON.stringify(verbose).slice(0, 60))],
    ["an empty answer", answerWith(200, "")],
    ["an answer without a text", answerJson(200, { words: [] })],
    ["an absurdly long text", answerJson(200, { text: "again ".repeat(1_000) })],
    ["a connection that breaks", (_, res) => void res.destroy()],
  ])("tries again after %s", async (_, bad) => {
    expect((await transcribe(createEngine(inTurn(bad, good)))).text).toBe("Please send it.");
    expect(server.requests).toHaveLength(2);
  });

  it.each<[string, Behaviour, string, number]>([
    ["a key that is refused", answerError(401, { message: `bad key ${API_KEY}` }), "ENGINE_KEY_REFUSED", 1],
    ["a key that may not do this", answerError(403, {}), "ENGINE_KEY_REFUSED", 1],
    ["no credit", answerError(429, { code: "insufficient_quota" }), "ENGINE_QUOTA", 1],
    ["a model that is not there", answerError(404, { code: "model_not_found" }), "ENGINE_MODEL_UNKNOWN", 1],
    ["a wrong address", answerWith(404, "<html>nothing here</html>"), "ENGINE_ADDRESS_WRONG", 1],
    ["a redirection", answerWith(308, "", { location: "http://127.0.0.1:9/" }), "ENGINE_ADDRESS_WRONG", 1],
    ["a refusal", answerError(400, { message: `no ${API_KEY}` }), "ENGINE_REQUEST_REFUSED", 1],
    [
      "a server that does not want to be asked again",
      answerError(500, {}, { "x-should-retry": "false" }),
      "ENGINE_SERVER_TROUBLE",
      1,
    ],
    [
      "a server that asks for an hour",
      answerError(429, {}, { "retry-after": "3600" }),
      "ENGINE_RATE_LIMIT",
      1,
    ],
    ["nothing but web pages", answerWith(200, "<html></html>"), "ENGINE_ANSWER_UNUSABLE", 3],
  ])("ends with a sentence after %s", async (_, behaviour, code, count) => {
    const failure = await failureOf(transcribe(createEngine(behaviour)));
    expect(failure).toMatchObject({ name: "TraxError", code });
    expect(failure?.message).toMatch(/^(?:The|There) .*[.]$/);
    expect(failure?.message).not.toContain("unknown");
    expect(failure?.message).not.toContain(API_KEY);
    expect(server.requests).toHaveLength(count);
  });

  it("names the models for speech that the server offers", async () => {
    const failure = await failureOf(transcribe(createEngine(answerError(404, { code: "model_not_found" }))));
    expect(failure?.message).toContain("It offers whisper-large-v3.");
  });

  it("gives up a server that says nothing, and one that stops in the middle of its answer", async () => {
    const stalled: Behaviour = (_, res) => {
      res.writeHead(200, { "content-type": "application/json" }).write('{"text": "Pl');
    };
    for (const behaviour of [neverAnswer, stalled]) {
      server.requests.length = 0;
      const failure = await failureOf(transcribe(createEngine(behaviour, { timeoutMs: 200 })));
      expect(failure).toMatchObject({ code: "ENGINE_SERVER_SILENT" });
      expect(server.requests).toHaveLength(2);
    }
  });

  it("gives up an answer that does not end", async () => {
    const endless: Behaviour = (_, res) => {
      res.writeHead(200);
      const pump = () => {
        while (!res.destroyed && res.write("x".repeat(65_536)));
      };
      res.on("drain", pump);
      pump();
    };
    const failure = await failureOf(transcribe(createEngine(inTurn(endless, endless, endless))));
    expect(failure).toMatchObject({ code: "ENGINE_ANSWER_UNUSABLE" });
    expect(failure?.message).toContain("did not end");
  });

  it("says that a server is not there", async () => {
    const gone = await startOpenaiServer(neverAnswer);
    await gone.close();
    const engine = createEngine(good, { baseUrl: gone.url });
    const failure = await failureOf(transcribe(engine));
    expect(failure).toMatchObject({ code: "ENGINE_UNREACHABLE" });
    expect(failure?.message).toContain("ECONNREFUSED");
  });

  it("hangs up at once when the work is cancelled, and makes no further request", async () => {
    const cancel = new AbortController();
    const before = server.hungUp();
    const engine = createEngine(neverAnswer, { concurrency: 1 });
    const asked = [1, 2].map(() => failureOf(transcribe(engine, { signal: cancel.signal })));
    await expect.poll(() => server.requests.length).toBe(1);
    const cancelledMs = performance.now();
    cancel.abort(new Error("cancelled"));
    for (const each of await Promise.all(asked)) expect(each).toMatchObject({ message: "cancelled" });
    expect(performance.now() - cancelledMs).toBeLessThan(500);
    await expect.poll(() => server.hungUp()).toBe(before + 1);
    expect(server.requests).toHaveLength(1);
  });

  it("lets a request come to its end when asked softly, and ends what waits", async () => {
    const stop = new AbortController();
    const engine = createEngine(
      async (request, res) => {
        await delay(500);
        good(request, res);
      },
      { concurrency: 1 },
    );
    const asked = Promise.allSettled([1, 2].map(() => transcribe(engine, { softStop: stop.signal })));
    await expect.poll(() => server.requests.length).toBe(1);
    stop.abort(new Error("drain"));
    // Which of the two comes first is a matter of chance.
    expect(await asked).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ value: expect.objectContaining({ text: "Please send it." }) }),
        expect.objectContaining({ reason: expect.objectContaining({ message: "drain" }) }),
      ]),
    );
  });

  it("makes no more requests at once than it may", async () => {
    const engine = createEngine(
      async (request, res) => {
        await delay(50);
        good(request, res);
      },
      { concurrency: 3 },
    );
    const before = server.mostAtOnce();
    await Promise.all(Array.from({ length: 9 }, () => transcribe(engine)));
    expect(Math.max(server.mostAtOnce(), before)).toBe(3);
    expect(server.requests).toHaveLength(9);
  });

  it("plans chunks that every server takes, at silences", () => {
    const regions = Array.from({ length: 400 }, (_, at) => ({
      start: at * 160_000,
      end: at * 160_000 + 144_000,
    }));
    for (const [givesTextOnly, longest] of [
      [true, 30],
      [false, 120],
    ] as const) {
      const chunks = createEngine(good, { givesTextOnly }).planChunks(regions, 64_000_000);
      expect(Math.max(...chunks.map(({ start, end }) => end - start))).toBeLessThanOrEqual(longest * 16_000);
      const edges = new Set(regions.flatMap(({ start, end }) => [start, end]));
      for (const { start, end } of chunks) expect(edges.has(start) && edges.has(end)).toBe(true);
      expect(chunks.length).toBeLessThan(4_000 / (longest - 15));
    }
  });
});
