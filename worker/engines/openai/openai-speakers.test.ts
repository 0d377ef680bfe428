import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { SpeechServer } from "@/server/platform/speech-server";
import {
  answerError,
  answerJson,
  type Behaviour,
  neverAnswer,
  type OpenaiServer,
  startOpenaiServer,
} from "@/server/testing/openai-server";
import { createEnginePool, type EnginePool } from "../engine-pool";
import { createMoonshineEngine } from "../moonshine/moonshine-engine";
import { createOpenaiEngine } from "./openai-engine";
import { parseAnswer } from "./parse-answer";

const childEntry = {
  path: fileURLToPath(new URL("../engine-child.ts", import.meta.url)),
  execArgv: ["--import", pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href],
};
const modelsDir = fileURLToPath(new URL("../../../node_modules/.cache/trax-models", import.meta.url));
const wavPath = fileURLToPath(new URL("../fixtures/signed-contract.wav", import.meta.url));

let pool: EnginePool;
let server: OpenaiServer;
beforeAll(async () => {
  pool = createEnginePool({ slots: 1, modelsDir, childEntry });
  server = await startOpenaiServer(neverAnswer);
}, 60_000);
afterAll(async () => {
  await server.close();
  await pool.close();
});
beforeEach(() => {
  server.requests.length = 0;
});

function hear(behaviour: Behaviour, overrides: Partial<SpeechServer> = {}, terms: string[] = []) {
  server.behave(behaviour);
  const settings: SpeechServer = {
    ...{ apiKey: "sk-1", baseUrl: server.url, name: "speech.test", isLocal: true, concurrency: 1 },
    ...{ model: "gpt-4o-transcribe-diarize", givesTextOnly: false, tellsSpeakers: true },
    ...{ pricePerMinute: null, timeoutMs: 10_000 },
    ...overrides,
  };
  const engine = createOpenaiEngine(settings, pool, createMoonshineEngine(pool, "base"), () => null);
  const { signal } = new AbortController();
  return engine.transcribeChunk(wavPath, { start: 16_000, end: 60_000 }, { signal, terms });
}

const line = (speaker: unknown, start: number, end: number, text: string) => ({
  ...{ type: "transcript.text.segment", id: "seg", speaker, start, end, text },
});
const text = "Guten Tag. Ja bitte?";
const diarized = {
  ...{ task: "transcribe", duration: 2.7, text },
  segments: [line("A", 0.1, 1.2, "Guten Tag."), line("B", 1.3, 2.5, "Ja bitte?")],
  usage: { type: "tokens", input_tokens: 9, output_tokens: 9, total_tokens: 18 },
};

describe("a server that says who speaks", { timeout: 30_000 }, () => {
  it("is asked for speakers, without a prompt, and its turns are on the clock of the file", async () => {
    const heard = await hear(answerJson(200, diarized), {}, ["Kubernetes"]);
    expect(heard.turns).toEqual([
      { speaker: "A", startMs: 1_100, endMs: 2_200 },
      { speaker: "B", startMs: 2_300, endMs: 3_500 },
    ]);
    expect(heard.words.map((word) => word.text).join(" ")).toBe(text);
    const [request] = server.requests;
    expect(request?.fields).toMatchObject({ response_format: "diarized_json", chunking_strategy: "auto" });
    expect(request?.fields).not.toHaveProperty("prompt");
    expect(request?.granularities).toEqual([]);
  });

  it("is asked for less where it refuses to tell them", async () => {
    const heard = await hear((request, res) =>
      request.fields.response_format === "json"
        ? answerJson(200, { text })(request, res)
        : answerError(400, { message: "response_format is not supported" })(request, res),
    );
    expect(server.requests.map(({ fields }) => fields.response_format)).toEqual([
      ...["diarized_json", "verbose_json", "verbose_json", "json"],
    ]);
    expect(heard).not.toHaveProperty("turns");
    expect(heard.text).toBe(text);
  });

  it("may be any that puts speakers beside its words or lines", async () => {
    const words = [
      { word: "Guten", start: 0.1, end: 0.5, speaker: "SPEAKER_01" },
      { word: "Tag.", start: 0.5, end: 1.2, speaker: "SPEAKER_01" },
      { word: "Ja", start: 1.3, end: 1.6, speaker: "SPEAKER_00" },
      { word: "bitte?", start: 1.6, end: 2.5, speaker: "SPEAKER_00" },
    ];
    const answer = { text, segments: [{ ...line("SPEAKER_01", 0.1, 2.5, text), words }] };
    const heard = await hear(answerJson(200, answer), { model: "whisperx", tellsSpeakers: false });
    expect(heard.turns?.map(({ speaker, startMs }) => [speaker, startMs])).toEqual([
      ["SPEAKER_01", 1_100],
      ["SPEAKER_00", 2_300],
    ]);
    expect(server.requests[0]?.fields.response_format).toBe("verbose_json");
  });

  it("gives nothing that the recording does not have, whatever it says", async () => {
    const segments = [
      line("x".repeat(10_000), -4, 1, "Guten Tag."),
      line("B", 0.5, 1e9, "Ja bitte?"),
      line("C", 2, 1, "Ja bitte?"),
      line(7, 1, 1.5, ""),
      line({ name: "D" }, 0, 1, ""),
      line("\u0000\n", 0, 1, ""),
    ];
    const heard = await hear(answerJson(200, { text, segments }));
    const turns = heard.turns ?? [];
    expect(turns.map(({ speaker }) => speaker.length)).toEqual([100, 1, 1]);
    expect(turns.every(({ startMs, endMs }) => startMs >= 1_000 && startMs < endMs && endMs <= 3_750)).toBe(
      true,
    );
  });
});

it("Half a JSON of speakers is no answer, and speakers of no sense leave the text as it is", () => {
  const body = JSON.stringify(diarized);
  expect(() => parseAnswer(body.slice(0, -20), 3)).toThrow("JSON that breaks off");
  const strange = { text, segments: [line(null, 0, 1, "Guten Tag."), line(["A"], 1, 2, "Ja bitte?")] };
  expect(parseAnswer(JSON.stringify(strange), 3)).not.toHaveProperty("turns");
  const many = Array.from({ length: 9_000 }, (_, at) => line(`S${at}`, at / 10_000, 1, ""));
  expect(parseAnswer(JSON.stringify({ text, segments: many }), 3).turns).toHaveLength(2_000);
});
