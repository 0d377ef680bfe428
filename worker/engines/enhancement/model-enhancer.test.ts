import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { enhancedText } from "@/core/enhancement/enhanced-text";
import type { MachineWord } from "@/core/enhancement/types";
import type { TextServer } from "@/server/platform/text-server";
import {
  type ChatBehaviour,
  chatInTurn,
  editWith,
  refuse,
  say,
  startTextModelServer,
  type TextModelServer,
} from "@/server/testing/text-model-server";
import { decideRetry, type RequestFailure } from "../openai/decide-retry";
import type { EnhancerWindow } from "./enhancer";
import { createModelEnhancer } from "./model-enhancer";
import { createTextEngine, noUsage } from "./text-engine";

const API_KEY = "sk-very-secret-0123456789";
let server: TextModelServer;
beforeAll(async () => {
  server = await startTextModelServer(say("{}"));
});
afterAll(() => server.close());
beforeEach(() => {
  server.requests.length = 0;
});

/** Waits a hundredth of the time, unless a test measures just that. */
const hurry = (failure: RequestFailure, attempts: number) => {
  const waitMs = decideRetry(failure, attempts);
  return waitMs && waitMs / 100;
};

function listWords(text: string): MachineWord[] {
  return text
    .split(" ")
    .map((word, at) => ({ text: word, startMs: at * 400, endMs: at * 400 + 300, speaker: null }));
}

const spoken = "we signed the contract on monday and the office in leeds has a copy of it";
const capitals = (text: string) => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;

function buildWindow(text = spoken): EnhancerWindow {
  return {
    words: listWords(text),
    before: "what was before",
    after: "what comes after",
    language: "en",
    domain: { name: "meeting", version: 0, instructions: "Keep decisions." },
    style: { fillers: "remove", falseStarts: "remove", numbers: "digits", paragraphs: true, driftLimit: 0.1 },
    glossary: [{ text: "Leeds", soundsLike: ["leads"] }],
  };
}

async function enhance(
  behaviour: ChatBehaviour,
  {
    window = buildWindow(),
    decide = hurry,
    ...overrides
  }: Partial<TextServer> & {
    window?: EnhancerWindow;
    decide?: typeof hurry;
  } = {},
) {
  server.behave(behaviour);
  const settings: TextServer = {
    ...{
      apiKey: API_KEY,
      baseUrl: server.url,
      name: "127.0.0.1",
      isOpenai: false,
      isLocal: true,
      model: "editor",
    },
    ...{ concurrency: 4, contextTokens: 8_192, price: { input: 1, output: 2 }, timeoutMs: 5_000 },
    ...overrides,
  };
  const usage = noUsage();
  const { signal } = new AbortController();
  const enhancer = createModelEnhancer(createTextEngine(settings, decide));
  const answer = await enhancer.enhance(window, { signal, group: "text", usage });
  return { ...answer, usage, shown: enhancedText(answer.paragraphs) };
}

const failureOf = (asked: Promise<unknown>) =>
  asked.then(
    () => null,
    (error: unknown) => error as Error,
  );

describe("a language model that edits", () => {
  it("is given the text as data and its answer is laid on the words that were said", async () => {
    const { shown, paragraphs, usage, text } = await enhance(editWith(capitals));
    expect(shown).toBe(capitals(spoken));
    expect(text).toBe(shown);
    expect(paragraphs[0]?.tokens.at(-1)).toMatchObject({ text: "it.", firstWord: 15, wordCount: 1 });
    expect(usage).toEqual({ requests: 1, inputTokens: 100, outputTokens: 50, dollars: 0.0002 });
    const [request] = server.requests;
    expect(request?.authorization).toBe(`Bearer ${API_KEY}`);
    expect(request?.data).toEqual({ before: "what was before", text: spoken, after: "what comes after" });
    expect(request?.instructions).toContain("Keep decisions.");
    expect(request?.instructions).toContain("Leeds");
    expect(request?.instructions).not.toContain("contract");
    expect(request?.body).toMatchObject({ stream: true, response_format: { type: "json_schema" } });
  });

  it("is asked in a plainer way where a server does not know the stricter one, and remembers", async () => {
    const plain: ChatBehaviour = (request, res) => {
      const asked = request.body as { response_format?: { type: string }; temperature?: number };
      if (asked.temperature !== undefined)
        return refuse(400, { message: "Unsupported parameter: 'temperature'" })(request, res);
      if (asked.response_format)
        return refuse(400, { message: "response_format is not known" })(request, res);
      const answer = JSON.stringify({ paragraphs: [capitals(String(request.data.text))] });
      return say(`<think>Let me see {</think>Here it is:\n\`\`\`json\n${answer}\n\`\`\``, { usage: false })(
        request,
        res,
      );
    };
    const { shown, usage } = await enhance(plain);
    expect(shown).toBe(capitals(spoken));
    expect(server.requests).toHaveLength(4);
    expect(usage.inputTokens).toBeGreaterThan(100);
  });

  it("takes plain text out of its answer and nothing else", async () => {
    const { shown } = await enhance(
      say(JSON.stringify({ paragraphs: ["We\u202e signed\u0000 it.\n\nOn  Monday.", ""] })),
    );
    expect(shown.split(/\s+/)).toEqual(["We", "signed", "it.", "On", "Monday."]);
  });

  it("is asked for halves where a window does not fit, or the answer is cut off", async () => {
    const long = Array.from({ length: 12 }, () => spoken).join(" ");
    const narrow: ChatBehaviour = (request, res) => {
      const text = String(request.data.text);
      if (text.length > 700) return refuse(400, { code: "context_length_exceeded" })(request, res);
      if (text.length > 300) return say('{"paragraphs": ["We si', { finish: "length" })(request, res);
      return editWith(capitals)(request, res);
    };
    const { paragraphs, usage } = await enhance(narrow, { window: buildWindow(long) });
    const tokens = paragraphs.flatMap((paragraph) => paragraph.tokens);
    expect(tokens.map(({ firstWord }) => firstWord)).toEqual(listWords(long).map((_, at) => at));
    expect(usage.requests).toBeGreaterThan(4);
  });

  it("is left alone for as long as it asks, and no more requests are made at once than are allowed", async () => {
    const started = performance.now();
    const { shown } = await enhance(
      chatInTurn(refuse(429, {}, { "retry-after": "0.3" }), editWith(capitals)),
      { decide: decideRetry },
    );
    expect(shown).toBe(capitals(spoken));
    expect(performance.now() - started).toBeGreaterThan(290);
  });

  it("is waited for while it goes on to speak, however slowly", async () => {
    const slow: ChatBehaviour = async (request, res) => {
      res.writeHead(200, { "content-type": "text/event-stream" });
      const answer = JSON.stringify({ paragraphs: [capitals(String(request.data.text))] });
      for (let at = 0; at < answer.length; at += 10) {
        await delay(80);
        const delta = { content: answer.slice(at, at + 10) };
        res.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: null }] })}\n\n`);
      }
      res.end("data: [DONE]\n\n");
    };
    expect((await enhance(slow, { timeoutMs: 300 })).shown).toBe(capitals(spoken));
  });
});

describe("what goes wrong with a language model", () => {
  const never: ChatBehaviour = () => {};

  it.each<[string, ChatBehaviour, string, number]>([
    ["a wrong key", refuse(401), "TEXT_KEY_REFUSED", 1],
    ["no credit", refuse(429, { code: "insufficient_quota" }), "TEXT_QUOTA", 1],
    ["a bill that was not paid", refuse(402), "TEXT_QUOTA", 1],
    ["too many requests", refuse(429), "TEXT_RATE_LIMIT", 8],
    ["a model that is not there", refuse(404, { code: "model_not_found" }), "TEXT_MODEL_UNKNOWN", 1],
    ["another address", refuse(404, { message: "Not found" }), "TEXT_ADDRESS_WRONG", 1],
    ["a server in trouble", refuse(500), "TEXT_SERVER_TROUBLE", 5],
    ["a request that is refused", refuse(400, { message: "no such thing" }), "TEXT_REQUEST_REFUSED", 1],
  ])("%s is told in one sentence that says what to do", async (_, behaviour, code, count) => {
    const failure = await failureOf(enhance(behaviour));
    expect(failure).toMatchObject({ name: "TraxError", code });
    expect(failure?.message).toMatch(/^(The|There) .*\.$/);
    expect(failure?.message).not.toContain("unknown");
    expect(failure?.message).not.toContain(API_KEY);
    expect(server.requests).toHaveLength(count);
  });

  it("names the models that the server has", async () => {
    const failure = await failureOf(enhance(refuse(404, { code: "model_not_found" })));
    expect(failure?.message).toContain("It offers editor-large.");
  });

  it("gives a server up that says nothing, and one that is not there", async () => {
    expect(await failureOf(enhance(never, { timeoutMs: 150 }))).toMatchObject({ code: "TEXT_SERVER_SILENT" });
    const gone = await startTextModelServer(never);
    await gone.close();
    expect(await failureOf(enhance(never, { baseUrl: gone.url }))).toMatchObject({
      code: "TEXT_UNREACHABLE",
    });
  });

  it.each<[string, ChatBehaviour, string, number]>([
    ["words that are no JSON", say("I cannot see any text."), "unusable", 2],
    ["JSON of another shape", say('{"text": "We signed."}'), "unusable", 2],
    ["nothing", say(""), "unusable", 2],
    ["no paragraphs", say('{"paragraphs": []}'), "unusable", 1],
    ["a web page", (_, res) => void res.writeHead(200).end("<html></html>"), "unusable", 2],
    ["a refusal", say("", { refusal: "I will not." }), "declined", 1],
    ["an answer that a filter took", say("{", { finish: "content_filter" }), "declined", 1],
    ["half an answer", say('{"paragraphs": ["We', { finish: "length" }), "cut-off", 1],
    ["a window that does not fit", refuse(400, { message: "maximum context length is 12" }), "too-long", 1],
  ])("%s is of no use for this window alone", async (_, behaviour, kind, count) => {
    const failure = await failureOf(enhance(behaviour));
    expect(failure).toMatchObject({ name: "TextAnswerError", kind });
    expect(server.requests).toHaveLength(count);
  });

  it("ends at once when the work is cancelled", async () => {
    server.behave(never);
    const cancel = new AbortController();
    const settings = {
      apiKey: null,
      baseUrl: server.url,
      name: "x",
      isOpenai: false,
      isLocal: true,
      model: "editor",
    };
    const engine = createTextEngine({
      ...settings,
      concurrency: 1,
      contextTokens: 8_000,
      price: null,
      timeoutMs: 60_000,
    });
    const asked = failureOf(
      createModelEnhancer(engine).enhance(buildWindow(), {
        signal: cancel.signal,
        group: "x",
        usage: noUsage(),
      }),
    );
    await expect.poll(() => server.requests.length).toBe(1);
    cancel.abort(new Error("cancelled"));
    expect(await asked).toMatchObject({ message: "cancelled" });
  });
});
