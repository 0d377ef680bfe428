import { mkdtemp, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { speechModels } from "@/core/speech/speech-models";
import { type ModelServer, startModelServer } from "@/server/testing/model-server";
import { listTinyWhisperFiles } from "../../models/fixtures/serve-tiny-whisper";
import { createModelStore } from "../../models/model-store";
import type { RunAccount } from "../../resources/run-account";
import type { SpeechEngine } from "../engine";
import { createEnginePool, type EnginePool } from "../engine-pool";
import { createMoonshineEngine } from "../moonshine/moonshine-engine";
import { createSherpaEngine } from "./sherpa-engine";

const childEntry = {
  path: fileURLToPath(new URL("../engine-child.ts", import.meta.url)),
  execArgv: ["--import", pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href],
};
const builtModels = fileURLToPath(new URL("../../../node_modules/.cache/trax-models", import.meta.url));
const wavPath = fileURLToPath(new URL("../fixtures/signed-contract.wav", import.meta.url));
const spoken = { start: 0, end: 60_000 };
const { signal } = new AbortController();

let folder: string;
let server: ModelServer;
let pool: EnginePool;
let engine: SpeechEngine;
let moonshine: SpeechEngine;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "trax-sherpa-"));
  for (const name of ["silero-vad", "moonshine-base", "moonshine-tiny"]) {
    await symlink(path.join(builtModels, name), path.join(folder, name));
  }
  server = await startModelServer(listTinyWhisperFiles());
  pool = createEnginePool({ slots: 1, modelsDir: folder, childEntry });
  moonshine = createMoonshineEngine(pool, "tiny");
  engine = createEngine("whisper-tiny");
}, 60_000);
afterAll(async () => {
  await pool.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

function createEngine(id: "whisper-tiny" | "whisper-base"): SpeechEngine {
  return createSherpaEngine(speechModels[id], pool, createModelStore(folder, server.url), moonshine);
}

const accountOf = (memoryLimitMb: number): RunAccount => ({
  ...{ batchId: "b", memoryLimitMb, engineSlots: 1 },
  watch: () => ({ end: () => undefined }),
});

it("A fetched model is loaded by sherpa-onnx and hears, with its lines' times on the clock of the file", async () => {
  // First the other runtime: both live in one process, and the detector's is asked for voice in between.
  const { text } = await moonshine.transcribeChunk(wavPath, spoken, { signal });
  expect(text).toMatch(/signed contract/);
  const [pid] = pool.listChildPids();
  const heard = await engine.transcribeChunk(wavPath, { start: 1_600, end: 60_000 }, { signal });
  expect(pool.listChildPids()).toEqual([pid]);
  expect(heard).toMatchObject({
    text: "Guten Tag zusammen. Das ist ein Test.",
    language: "de",
    times: "estimated",
    stopped: "end",
    avgLogprob: null,
  });
  expect(heard.words).toHaveLength(7);
  let clockMs = 100;
  for (const { startMs, endMs, confidence } of heard.words) {
    expect(startMs).toBeGreaterThanOrEqual(clockMs);
    expect(endMs).toBeGreaterThan(startMs);
    expect(confidence).toBeNull();
    clockMs = endMs;
  }
  expect(clockMs).toBeLessThanOrEqual(3_750);
  // The lines of the model, from 0.2 and from 1.6 s of the chunk.
  expect(heard.words[3]?.startMs).toBeGreaterThanOrEqual(1_700);
  expect(heard.words[2]?.endMs).toBeLessThanOrEqual(1_500);

  const told = await engine.transcribeChunk(wavPath, spoken, { signal, language: "en" });
  expect(told).toMatchObject({ text: heard.text, language: "en" });
}, 60_000);

it("A child that holds a fetched model gives way to one for another model", async () => {
  await engine.transcribeChunk(wavPath, spoken, { signal });
  const [pid] = pool.listChildPids();
  const { text } = await moonshine.transcribeChunk(wavPath, spoken, { signal });
  expect(text).toMatch(/signed contract/);
  expect(pool.listChildPids()).not.toEqual([pid]);
}, 60_000);

it("A model that cannot fit into its batch's memory is refused before it is fetched or loaded", async () => {
  server.requests.length = 0;
  const before = pool.listChildPids();
  const asked = createEngine("whisper-base").prepare(signal, { account: accountOf(256) });
  await expect(asked).rejects.toMatchObject({
    code: "MODEL_MEMORY",
    details: { model: "Whisper base", needed: 274, limit: 256 },
  });
  expect(server.requests).toEqual([]);
  expect(pool.listChildPids()).toEqual(before);
});

it("English words of a fetched model have the places where they are said, and a confidence each", async () => {
  await rm(path.join(folder, "whisper-tiny"), { recursive: true, force: true });
  const text = "Please send the signed contract to our office before Friday.";
  const english = await startModelServer(listTinyWhisperFiles([{ text, start: 0, end: 3.7 }], "english"));
  const store = createModelStore(folder, english.url);
  const fresh = createEnginePool({ slots: 1, modelsDir: folder, childEntry });
  try {
    const whisper = createSherpaEngine(speechModels["whisper-tiny"], fresh, store, moonshine);
    const heard = await whisper.transcribeChunk(wavPath, spoken, { signal });
    expect(heard).toMatchObject({ text, language: "en", times: "heard" });
    expect(heard.words.every(({ confidence }) => confidence !== null)).toBe(true);
    // "contract" is spoken at 1.4 to 2.0 s.
    expect(Math.abs((heard.words[4]?.startMs ?? 0) - 1_380)).toBeLessThan(200);
    const small = { signal, account: accountOf(600) };
    expect((await whisper.transcribeChunk(wavPath, spoken, small)).times).toBe("estimated");
  } finally {
    await fresh.close();
    await english.close();
  }
}, 60_000);
