import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { SampleRange, SpeechEngine } from "../engine";
import { createEnginePool, type EnginePool } from "../engine-pool";
import { createMoonshineEngine } from "../moonshine/moonshine-engine";
import { serializeWav } from "../openai/serialize-wav";
import { readWavInfo, readWavSamples } from "../read-wav";
import { createEmbeddedSpeakers } from "./embedded-speakers";
import type { Diarization, SpeakerCount, SpeakerEngine } from "./speaker-engine";

/** Sound as it comes, that nobody tuned anything on: what is made of it has to be sane. */

const ffmpeg = promisify(execFile);
const spokenWav = fileURLToPath(new URL("../fixtures/signed-contract.wav", import.meta.url));
const { signal } = new AbortController();

vi.setConfig({ testTimeout: 120_000 });

let dir: string;
let pool: EnginePool;
let detector: SpeechEngine;
let engine: SpeakerEngine;
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "trax-hard-sound-"));
  pool = createEnginePool({
    slots: 2,
    modelsDir: fileURLToPath(new URL("../../../node_modules/.cache/trax-models", import.meta.url)),
    childEntry: {
      path: fileURLToPath(new URL("../engine-child.ts", import.meta.url)),
      execArgv: ["--import", pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href],
    },
  });
  detector = createMoonshineEngine(pool, "base");
  engine = createEmbeddedSpeakers(pool);
  await detector.prepare(signal);
}, 120_000);
afterAll(async () => {
  await pool.close();
  await rm(dir, { recursive: true });
});

/** What ffmpeg makes of a graph of filters; `[0]` is the spoken sentence. */
async function makeSound(name: string, filters: string): Promise<string> {
  const file = path.join(dir, name);
  const graph = ["-filter_complex", filters, "-map", "[out]"];
  const format = ["-ac", "1", "-ar", "16000", "-c:a", "pcm_s16le"];
  await ffmpeg("ffmpeg", ["-v", "error", "-nostdin", "-y", "-i", spokenWav, ...graph, ...format, file]);
  return file;
}

/** The sentence as it is and as a smaller throat would say it, one after the other twice. */
const twoVoices =
  "[0]asplit=4[a][b][c][d];[a]apad=pad_dur=0.7[a1];[c]apad=pad_dur=0.7[c1];" +
  "[b]asetrate=21600,aresample=16000,apad=pad_dur=0.7[b1];[d]asetrate=21600,aresample=16000[d1];" +
  "[a1][b1][c1][d1]concat=n=4:v=0:a=1";

async function diarize(wavPath: string, count: SpeakerCount = null, given?: SampleRange[]) {
  const regions = given ?? (await detector.detectSpeech(wavPath, { signal }));
  const { totalSamples } = await readWavInfo(wavPath);
  const heard = await engine.diarize(wavPath, { regions, words: [], count }, { signal });
  expectSane(heard, totalSamples / 16);
  return heard;
}

function expectSane({ turns, voices }: Diarization, lengthMs: number): void {
  const speakers = new Set(turns.map(({ speaker }) => speaker));
  expect([...speakers].sort((a, b) => a - b)).toEqual([...voices.keys()]);
  for (const { startMs, endMs, confidence } of turns) {
    expect(startMs).toBeGreaterThanOrEqual(0);
    expect(endMs).toBeGreaterThan(startMs);
    expect(endMs).toBeLessThanOrEqual(Math.ceil(lengthMs));
    expect(confidence).toBeGreaterThanOrEqual(0);
    expect(confidence).toBeLessThanOrEqual(1);
  }
  for (const { embedding } of voices) expect(embedding.every(Number.isFinite)).toBe(true);
}

it("Music of chords is nobody, or one whom nobody should trust", async () => {
  const chord = (hz: number, at: number) =>
    `aevalsrc='0.15*(sin(2*PI*${hz}*t)+sin(2*PI*${hz * 1.25}*t)+sin(2*PI*${hz * 1.5}*t))*exp(-t)':d=2:s=16000[m${at}]`;
  const notes = [220, 262, 294, 220, 330, 262];
  const inputs = notes.map((_, at) => `[m${at}]`).join("");
  const graph = `${notes.map(chord).join(";")};${inputs}concat=n=${notes.length}:v=0:a=1[out]`;
  const wavPath = await makeSound("music.wav", graph);
  const { voices } = await diarize(wavPath);
  expect(voices.length).toBeLessThanOrEqual(1);
  const forced = await diarize(wavPath, null, [{ start: 0, end: 192_000 }]);
  expect(forced.voices.length).toBeLessThanOrEqual(6);
});

it("Two voices are two over a line that carries 300 to 3400 Hz at 8 kHz", async () => {
  const line = "highpass=f=300,lowpass=f=3400,aresample=8000,aresample=16000";
  const { turns } = await diarize(await makeSound("line.wav", `${twoVoices},${line}[out]`));
  expect(turns.filter(({ overlaps }) => !overlaps).map(({ speaker }) => speaker)).toEqual([0, 1, 0, 1]);
});

it("Two voices in noise are two at 10 dB, and found at 5", async () => {
  const wavPath = await makeSound("two.wav", `${twoVoices}[out]`);
  const { totalSamples } = await readWavInfo(wavPath);
  const [spoken] = (await readWavSamples(wavPath, [{ start: 0, end: totalSamples }])) as [Float32Array];
  const power = spoken.reduce((sum, value) => sum + value * value, 0) / spoken.length;
  for (const [snrDb, most] of [
    [10, 2],
    [5, 3],
  ] as const) {
    let state = 5;
    // Uniform noise of amplitude 1 has a power of a third.
    const gain = Math.sqrt((3 * power) / 10 ** (snrDb / 10));
    const noisy = spoken.map((value) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return value + gain * ((state / 2 ** 32) * 2 - 1);
    });
    const file = path.join(dir, `noise-${snrDb}.wav`);
    await writeFile(file, serializeWav(noisy));
    const { voices, turns } = await diarize(file);
    expect(turns.length).toBeGreaterThan(0);
    expect(voices.length).toBeGreaterThanOrEqual(1);
    expect(voices.length).toBeLessThanOrEqual(most);
  }
});

it("Ten voices are several and never more than ten, and turns of a second are covered", async () => {
  const rates = Array.from({ length: 10 }, (_, at) => 12_000 + at * 1_400);
  const voices = rates
    .map((rate, at) => `[s${at}]asetrate=${rate},aresample=16000,apad=pad_dur=0.5[v${at}]`)
    .join(";");
  const split = `[0]asplit=10${rates.map((_, at) => `[s${at}]`).join("")}`;
  const joined = `${rates.map((_, at) => `[v${at}]`).join("")}concat=n=10:v=0:a=1[out]`;
  const ten = await makeSound("ten.wav", `${split};${voices};${joined}`);
  const free = await diarize(ten);
  expect(free.voices.length).toBeGreaterThanOrEqual(3);
  expect(free.voices.length).toBeLessThanOrEqual(10);
  expect((await diarize(ten, { exactly: 10 })).voices).toHaveLength(10);

  const second = "atrim=0.3:1.3,asetpts=PTS-STARTPTS";
  const short =
    `[0]asplit=6[a][b][c][d][e][f];[a]${second}[a1];[c]${second}[c1];[e]${second}[e1];` +
    ["b", "d", "f"].map((each) => `[${each}]asetrate=21600,aresample=16000,${second}[${each}1]`).join(";") +
    ";[a1][b1][c1][d1][e1][f1]concat=n=6:v=0:a=1[out]";
  const regions = Array.from({ length: 6 }, (_, at) => ({ start: at * 16_000, end: (at + 1) * 16_000 }));
  const { turns } = await diarize(await makeSound("short.wav", short), { exactly: 2 }, regions);
  for (const { start, end } of regions) {
    const covered = turns.reduce(
      (sum, turn) => sum + Math.max(0, Math.min(turn.endMs, end / 16) - Math.max(turn.startMs, start / 16)),
      0,
    );
    expect(covered).toBeGreaterThan(990);
  }
});
