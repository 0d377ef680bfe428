import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { deriveSnr, deriveWindowSnr } from "@/core/quality/sound-window";
import { serializeWav } from "../engines/openai/serialize-wav";
import { measureSound } from "./measure-sound";
import { deriveSpeechMap } from "./speech-map";

const RATE = 16_000;
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "trax-sound-"));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** Bursts of a tone, 0.3 s in each 0.5, over a steady hum. */
function makeSound(seconds: number, toneOf: (second: number) => number, hum: number): Float32Array {
  return Float32Array.from({ length: Math.round(seconds * RATE) }, (_, at) => {
    const second = at / RATE;
    const tone = second % 0.5 < 0.3 ? toneOf(second) : 0;
    return tone * Math.sin(at * 0.3) + hum * Math.sin(at * 0.05);
  });
}

async function measure(
  samples: Float32Array,
  speech: { start: number; end: number }[],
  signal?: AbortSignal,
) {
  const file = path.join(dir, "sound.wav");
  await writeFile(file, serializeWav(samples));
  const map = deriveSpeechMap(speech, samples.length);
  return measureSound(file, map, signal ?? new AbortController().signal);
}

test("windows follow one another to the last sample, and speech counts where the map has it", async () => {
  const samples = makeSound(25.03, () => 0.3, 0.003);
  const windows = await measure(samples, [{ start: 0, end: 5 * RATE }]);
  expect(windows.map(({ startMs, endMs, speechMs }) => [startMs, endMs, speechMs])).toEqual([
    [0, 10_000, 5_000],
    [10_000, 20_000, 0],
    [20_000, 25_030, 0],
  ]);
  expect(windows.map(({ speechDbfs }) => speechDbfs === null)).toEqual([false, true, true]);
});

test.each([
  [0.3, 0.0003, 40],
  [0.3, 0.03, 17.8],
  [0.3, 0.15, 3.8],
  [0, 0.15, 0],
])("a voice of %d over a hum of %d stands about %d dB above it", async (tone, hum, expected) => {
  const samples = makeSound(10, () => tone, hum);
  const [window] = await measure(samples, [{ start: 0, end: samples.length }]);
  if (!window) throw new Error("no window");
  const snr = deriveWindowSnr(window);
  expect(Math.abs((snr ?? Number.NaN) - expected)).toBeLessThan(1);
  expect(deriveSnr([window])).toBeCloseTo(snr ?? Number.NaN, 9);
});

test("overdriven stretches are told from the others", async () => {
  const samples = makeSound(20, (second) => (second < 10 ? 0.2 : 1.5), 0.001);
  const [quiet, loud] = await measure(samples, [{ start: 0, end: samples.length }]);
  expect(quiet?.clippedShare).toBe(0);
  expect(loud?.clippedShare).toBeGreaterThan(0.1);
});

test("silence and a file without a sample are no error, and an abort ends it", async () => {
  const [silent] = await measure(new Float32Array(RATE), []);
  expect(silent).toMatchObject({ floorDbfs: -120, speechDbfs: null });
  expect(deriveSnr(silent ? [silent] : [])).toBeNull();
  expect(await measure(new Float32Array(0), [])).toEqual([]);
  await expect(measure(new Float32Array(RATE), [], AbortSignal.abort(new Error("stop")))).rejects.toThrow(
    "stop",
  );
});
