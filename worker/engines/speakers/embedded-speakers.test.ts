import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { SampleRange, SpeechEngine } from "../engine";
import { createEnginePool, type EnginePool } from "../engine-pool";
import { createMoonshineEngine } from "../moonshine/moonshine-engine";
import { serializeWav } from "../openai/serialize-wav";
import { readWavInfo, readWavSamples } from "../read-wav";
import { createEmbeddedSpeakers } from "./embedded-speakers";
import type { SpeakerCount, SpeakerEngine } from "./speaker-engine";

const childEntry = {
  path: fileURLToPath(new URL("../engine-child.ts", import.meta.url)),
  execArgv: ["--import", pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href],
};
const modelsDir = fileURLToPath(new URL("../../../node_modules/.cache/trax-models", import.meta.url));
const spokenWav = fileURLToPath(new URL("../fixtures/signed-contract.wav", import.meta.url));
const { signal } = new AbortController();

let dir: string;
let pool: EnginePool;
let detector: SpeechEngine;
let engine: SpeakerEngine;
/** One sentence of some 3.5 s, as it is, and played so much faster that the throat is that of another. */
let low: Float32Array;
let high: Float32Array;
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "trax-speakers-"));
  pool = createEnginePool({ slots: 2, modelsDir, childEntry });
  detector = createMoonshineEngine(pool, "base");
  engine = createEmbeddedSpeakers(pool);
  await detector.prepare(signal);
  const { totalSamples } = await readWavInfo(spokenWav);
  [low] = (await readWavSamples(spokenWav, [{ start: 0, end: totalSamples }])) as [Float32Array];
  high = playFaster(low, 1.35);
}, 60_000);
afterAll(async () => {
  await pool.close();
  await rm(dir, { recursive: true });
});

function playFaster(samples: Float32Array, factor: number): Float32Array {
  return Float32Array.from({ length: Math.floor(samples.length / factor) }, (_, at) => {
    const place = Math.floor(at * factor);
    const rest = at * factor - place;
    return (samples[place] as number) * (1 - rest) + (samples[place + 1] ?? 0) * rest;
  });
}

async function writeSound(name: string, parts: Float32Array[]): Promise<string> {
  const samples = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    samples.set(part, at);
    at += part.length;
  }
  const file = path.join(dir, name);
  await writeFile(file, serializeWav(samples));
  return file;
}

const pause = (seconds: number) => new Float32Array(seconds * 16_000);

async function diarize(wavPath: string, count: SpeakerCount = null, given?: SampleRange[]) {
  const regions = given ?? (await detector.detectSpeech(wavPath, { signal }));
  return engine.diarize(wavPath, { regions, words: [], count }, { signal });
}

it("Two voices that take turns are told apart, and each is described", async () => {
  const parts = [low, pause(0.7), high, pause(0.7), low, pause(0.7), high];
  const { turns, voices, model } = await diarize(await writeSound("two.wav", parts));
  expect(turns.map(({ speaker }) => speaker)).toEqual([0, 1, 0, 1]);
  expect(turns.every(({ startMs, endMs, confidence }) => startMs < endMs && confidence > 0.5)).toBe(true);
  expect(voices).toHaveLength(2);
  const [first, second] = voices.map(({ pitchHz }) => pitchHz ?? 0) as [number, number];
  expect(second / first).toBeCloseTo(1.35, 0);
  expect(model).toBe(engine.description.model);
});

it("One voice stays one speaker", async () => {
  const { turns, voices } = await diarize(
    await writeSound("one.wav", [low, pause(1.5), low, pause(0.5), low]),
  );
  expect(new Set(turns.map(({ speaker }) => speaker))).toEqual(new Set([0]));
  expect(voices).toHaveLength(1);
});

it("A recording of an 8 kHz telephone line is told apart as well", async () => {
  // What a line leaves: a mean of neighbours takes the upper half away.
  const dull = (samples: Float32Array) => samples.map((value, at) => (value + (samples[at - 1] ?? 0)) / 2);
  const parts = [low, pause(0.7), high, pause(0.7), low, pause(0.7), high].map(dull);
  const { turns } = await diarize(await writeSound("telephone.wav", parts));
  expect(turns.map(({ speaker }) => speaker)).toEqual([0, 1, 0, 1]);
});

it("Nothing is heard where no region is given, and silence or a tone in one is no error", async () => {
  const silent = await writeSound("silent.wav", [pause(6)]);
  expect(await diarize(silent, null, [])).toMatchObject({ turns: [], voices: [], isUncertain: false });
  const region = { start: 0, end: 96_000 };
  expect((await diarize(silent, null, [region])).turns).toMatchObject([
    { speaker: 0, startMs: 0, endMs: 6000 },
  ]);
  const tone = Float32Array.from({ length: 96_000 }, (_, at) => 0.3 * Math.sin(at / 9) * Math.sin(at / 9000));
  expect((await diarize(await writeSound("tone.wav", [tone]), null, [region])).turns.length).toBeGreaterThan(
    0,
  );
});

it("Noise and regions beyond the end of the file are no error", async () => {
  // Sines of a square make a fair noise.
  const noise = Float32Array.from({ length: 48_000 }, (_, at) => Math.sin(at * at * 1.7) / 2);
  const wavPath = await writeSound("noise.wav", [noise]);
  const { turns } = await diarize(wavPath, { exactly: 4 }, [
    { start: 0, end: 48_000 },
    { start: 48_000, end: 160_000 },
  ]);
  expect(turns.every(({ confidence }) => confidence >= 0 && confidence <= 1)).toBe(true);
});

it("A voice resembles itself in another sentence's time more than another's, whatever the loudness", async () => {
  const quiet = low.map((value) => value / 8);
  const wavPath = await writeSound("sample.wav", [low, quiet, high]);
  const ranges = [
    { start: 0, end: low.length },
    { start: low.length, end: 2 * low.length },
    { start: 2 * low.length, end: 2 * low.length + high.length },
    { start: 0, end: 100 },
  ];
  const voices = await engine.embed(wavPath, ranges, { signal });
  const [first, again, other, none] = voices.map(({ embedding }) => embedding) as Float32Array[];
  const cosine = (left?: Float32Array, right?: Float32Array) =>
    Array.from(left ?? []).reduce((sum, value, at) => sum + value * (right?.[at] ?? 0), 0);
  expect(cosine(first, first)).toBeCloseTo(1, 5);
  expect(cosine(first, again)).toBeGreaterThan(0.95);
  expect(cosine(first, other)).toBeLessThan(cosine(first, again) - 0.3);
  expect(none?.every((value) => value === 0)).toBe(true);
  expect(voices[3]).toMatchObject({ seconds: 0, pitchHz: null });
});

it("Its progress rises to 1, and who cancels has the reason at once", async () => {
  const wavPath = await writeSound(
    "long.wav",
    Array.from({ length: 8 }, () => [low, pause(0.6), high]).flat(),
  );
  const { totalSamples } = await readWavInfo(wavPath);
  const regions = [{ start: 0, end: totalSamples }];
  const fractions: number[] = [];
  const onProgress = (fraction: number) => void fractions.push(fraction);
  await engine.diarize(wavPath, { regions, words: [], count: null }, { signal, onProgress });
  expect(fractions.length).toBeGreaterThan(3);
  expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
  expect(fractions.at(-1)).toBe(1);

  const controller = new AbortController();
  const running = engine.diarize(
    wavPath,
    { regions, words: [], count: null },
    { signal: controller.signal, onProgress: () => controller.abort(new Error("enough")) },
  );
  await expect(running).rejects.toThrow("enough");
});
