import { mkdtemp, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { speakerModels } from "@/core/speech/speaker-models";
import { type ModelServer, startModelServer } from "@/server/testing/model-server";
import { listTinySpeakerFiles } from "../../models/fixtures/build-tiny-speakers";
import { createModelStore } from "../../models/model-store";
import { createEnginePool, type EnginePool } from "../engine-pool";
import { serializeWav } from "../openai/serialize-wav";
import { createEmbeddedSpeakers } from "./embedded-speakers";
import { parseNativeTurns } from "./parse-native-turns";
import { createSherpaSpeakers, deriveClusters } from "./sherpa-speakers";
import type { SpeakerCount, SpeakerEngine } from "./speaker-engine";
import { deriveDiarizationConfig } from "./speaker-session";

const childEntry = {
  path: fileURLToPath(new URL("../engine-child.ts", import.meta.url)),
  execArgv: ["--import", pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href],
};
const builtModels = fileURLToPath(new URL("../../../node_modules/.cache/trax-models", import.meta.url));
const model = speakerModels["pyannote-eres2net"];
const { signal } = new AbortController();
const rate = 16_000;

let folder: string;
let wavPath: string;
let server: ModelServer;
let pool: EnginePool;
let own: SpeakerEngine;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "trax-sherpa-speakers-"));
  for (const name of ["silero-vad", "moonshine-tiny", "voice-layer"]) {
    await symlink(path.join(builtModels, name), path.join(folder, name));
  }
  server = await startModelServer(listTinySpeakerFiles(model.id));
  pool = createEnginePool({ slots: 1, modelsDir: folder, childEntry });
  own = createEmbeddedSpeakers(pool);
  wavPath = path.join(folder, "two.wav");
  const low = toneOf(4, 220, 0.6);
  const high = toneOf(4, 3_000, 0.08);
  const sounds = [low, high, low, high].flatMap((tone) => [tone, new Float32Array(1.5 * rate)]);
  await writeFile(wavPath, serializeWav(join(sounds), 0));
}, 60_000);
afterAll(async () => {
  await pool.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

function toneOf(seconds: number, hertz: number, loudness: number): Float32Array {
  return Float32Array.from(
    { length: seconds * rate },
    (_, at) => loudness * Math.sin((2 * Math.PI * hertz * at) / rate),
  );
}

function join(sounds: Float32Array[]): Float32Array {
  const whole = new Float32Array(sounds.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const sound of sounds) {
    whole.set(sound, at);
    at += sound.length;
  }
  return whole;
}

const createEngine = (url = server.url) =>
  createSherpaSpeakers(model, pool, createModelStore(folder, url), own);
const diarize = (engine: SpeakerEngine, count: SpeakerCount = { exactly: 2 }) =>
  engine.diarize(
    wavPath,
    { regions: [{ start: 0, end: 22 * rate }], words: [], count },
    { signal, onProgress: (fraction) => void heard.push(fraction) },
  );
let heard: number[] = [];

it("A model that is not there and cannot be fetched is told with a sentence, and nothing is started for it", async () => {
  const before = pool.listChildPids();
  await expect(diarize(createEngine("http://127.0.0.1:9"))).rejects.toMatchObject({
    code: "MODEL_UNREACHABLE",
    details: { model: "pyannote and 3D-Speaker" },
  });
  expect(pool.listChildPids()).toEqual(before);
});

it("What sherpa-onnx says of a missing file is told as a model that cannot be prepared", async () => {
  const task = {
    ...({ kind: "speakers", model: "pyannote-titanet", wavPath, clusters: null } as const),
    range: { start: 0, end: rate },
  };
  await expect(pool.run(task, { signal, group: "missing" })).rejects.toMatchObject({
    code: "ENGINE_MODEL_MISSING",
    details: { model: "pyannote-titanet", reason: "Please check your config!" },
  });
});

it("A model of two repositories is fetched, and tells by the library itself who speaks when", async () => {
  heard = [];
  const { turns, voices, model: voiceModel } = await diarize(createEngine());
  const shown = turns.map(({ speaker, startMs, endMs }) => [
    speaker,
    Math.round(startMs / 500) / 2,
    Math.round(endMs / 500) / 2,
  ]);
  expect(shown).toEqual([
    [0, 0, 4],
    [1, 5.5, 9.5],
    [0, 11, 15],
    [1, 16.5, 20.5],
  ]);
  expect(voices).toHaveLength(2);
  // Voices are compared with those that the engine of Trax heard, whoever found the turns.
  expect(voiceModel).toBe(own.description.model);
  expect(heard).toEqual([...heard].sort((a, b) => a - b));
  expect(heard.at(-1)).toBe(1);
  expect((await diarize(createEngine(), { exactly: 1 })).voices).toHaveLength(1);
}, 60_000);

it("A child that is busy with it is ended when its run is cancelled", async () => {
  const long = path.join(folder, "long.wav");
  await writeFile(long, serializeWav(join(Array.from({ length: 60 }, () => toneOf(5, 220, 0.6))), 0));
  const controller = new AbortController();
  const running = createEngine().diarize(
    long,
    { regions: [{ start: 0, end: 300 * rate }], words: [], count: null },
    { signal: controller.signal },
  );
  setTimeout(() => controller.abort(new Error("enough")), 300);
  await expect(running).rejects.toThrow("enough");
}, 60_000);

it("A file that is no model any more ends a child, and is told as damaged", async () => {
  await truncate(path.join(folder, model.id, model.files.segmentation ?? ""), 100);
  await expect(diarize(createEngine())).rejects.toMatchObject({ code: "MODEL_DAMAGED" });
}, 60_000);

it.each([
  ["nothing", undefined],
  ["half a turn", [{ start: 0, end: 1 }]],
  ["a speaker of no number", [{ start: 0, end: 1, speaker: -1 }]],
  ["times of no number", [{ start: "0", end: 1, speaker: 0 }]],
  ["turns without end", Array.from({ length: 20_001 }, () => ({ start: 0, end: 1, speaker: 0 }))],
])("An answer of the library with %s is refused", (_, given) => {
  expect(() => parseNativeTurns(given)).toThrow("gave no turns");
});

it("Turns of the library are in milliseconds", () => {
  expect(parseNativeTurns([{ start: 0.5, end: 1.25, speaker: 3 }])).toEqual([
    { startMs: 500, endMs: 1250, speaker: 3 },
  ]);
});

it("The library is told how many there are only where it hears all of them at once", () => {
  expect(deriveClusters({ exactly: 3 }, 1)).toBe(3);
  expect(deriveClusters({ exactly: 3 }, 2)).toBeNull();
  expect(deriveClusters({ most: 3 }, 1)).toBeNull();
  expect(deriveClusters(null, 1)).toBeNull();
  expect(deriveDiarizationConfig("/m", "pyannote-titanet", 3)).toMatchObject({
    segmentation: { pyannote: { model: "/m/pyannote-titanet/model.onnx" } },
    embedding: { model: "/m/pyannote-titanet/nemo_en_titanet_small.onnx" },
    clustering: { numClusters: 3 },
  });
});
