import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SpeechEngine } from "./engine";
import { createEnginePool, type EnginePool } from "./engine-pool";
import { createMoonshineEngine } from "./moonshine/moonshine-engine";

const childEntry = {
  path: fileURLToPath(new URL("engine-child.ts", import.meta.url)),
  execArgv: ["--import", pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href],
};
const modelsDir = fileURLToPath(new URL("../../node_modules/.cache/trax-models", import.meta.url));
const spokenWav = fileURLToPath(new URL("fixtures/signed-contract.wav", import.meta.url));
const spokenText = "please send the signed contract to our office before friday";
const { signal } = new AbortController();

const plain = (text: string) => text.toLowerCase().replace(/[^a-z ]/g, "");

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

let dir: string;
/** The fixture four times with pauses of three seconds: four chunks. */
let longWav: string;
let pool: EnginePool;
let engine: SpeechEngine;
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "trax-engine-"));
  longWav = path.join(dir, "long.wav");
  const wav = await readFile(spokenWav);
  const pause = Buffer.alloc(3 * 32_000);
  const speech = wav.subarray(44);
  // The length of the samples: up to the end of the file.
  wav.writeUInt32LE(0, 40);
  await writeFile(longWav, Buffer.concat([wav, pause, speech, pause, speech, pause, speech]));
  pool = createEnginePool({ slots: 2, modelsDir, childEntry });
  engine = createMoonshineEngine(pool, "base");
  // The first run on a machine makes the models.
  await engine.detectSpeech(spokenWav, { signal });
}, 60_000);
afterAll(async () => {
  await pool.close();
  await rm(dir, { recursive: true });
});

async function transcribe(by: SpeechEngine, wavPath: string) {
  const totalSamples = ((await readFile(wavPath)).length - 44) / 2;
  const chunks = by.planChunks(await by.detectSpeech(wavPath, { signal }), totalSamples);
  return Promise.all(chunks.map((range) => by.transcribeChunk(wavPath, range, { signal })));
}

describe("the embedded engine", { timeout: 30_000 }, () => {
  it("hears every word, with times in order and a confidence", async () => {
    const [chunk] = await transcribe(engine, spokenWav);
    expect(plain(chunk?.text ?? "")).toBe(spokenText);
    expect(chunk?.words.map((word) => word.text).join(" ")).toBe(chunk?.text);
    expect(chunk?.stopped).toBe("end");
    expect(chunk?.avgLogprob).toBeGreaterThan(-0.3);
    let clockMs = 0;
    for (const word of chunk?.words ?? []) {
      expect(word.startMs).toBeGreaterThanOrEqual(clockMs);
      expect(word.endMs).toBeGreaterThan(word.startMs);
      expect(word.confidence).toBeGreaterThan(0.3);
      expect(word.confidence).toBeLessThanOrEqual(1);
      clockMs = word.endMs;
    }
    // "contract" is spoken at 1.4 to 2.0 s.
    expect(Math.abs((chunk?.words[4]?.startMs ?? 0) - 1_380)).toBeLessThan(150);
  });

  it("tells word times on the clock of the whole file, the same in each repetition", async () => {
    const chunks = await transcribe(engine, longWav);
    expect(chunks.map((chunk) => plain(chunk.text))).toEqual([
      spokenText,
      spokenText,
      spokenText,
      spokenText,
    ]);
    const repeatMs = Math.round((((await readFile(spokenWav)).length - 44) / 32_000 + 3) * 1_000);
    chunks.forEach((chunk, at) => {
      const word = chunk.words[4];
      expect(Math.abs((word?.startMs ?? 0) - at * repeatMs - 1_380)).toBeLessThan(150);
    });
  });

  it("gives the same result to one slot and to two, and again", async () => {
    const alone = createEnginePool({ slots: 1, modelsDir, childEntry });
    try {
      const once = await transcribe(createMoonshineEngine(alone, "base"), longWav);
      expect(once).toEqual(await transcribe(engine, longWav));
      expect(alone.listChildPids()).toHaveLength(1);
    } finally {
      await alone.close();
    }
  });

  it("hears the same with the small model, in a child that held the other", async () => {
    const [chunk] = await transcribe(createMoonshineEngine(pool, "tiny"), spokenWav);
    expect(plain(chunk?.text ?? "")).toBe(spokenText);
  });

  it("finds no speech in silence, and writes nothing for it", async () => {
    const silentWav = path.join(dir, "silent.wav");
    await writeFile(
      silentWav,
      Buffer.concat([(await readFile(spokenWav)).subarray(0, 44), Buffer.alloc(96_000)]),
    );
    expect(await engine.detectSpeech(silentWav, { signal })).toEqual([]);
    const chunk = await engine.transcribeChunk(silentWav, { start: 0, end: 48_000 }, { signal });
    expect(chunk).toMatchObject({ words: [], text: "", avgLogprob: null });
    expect(chunk.noSpeechLogprob).toBeGreaterThan(-1);
  });

  it("reports how far it has looked", async () => {
    const fractions: number[] = [];
    await engine.detectSpeech(longWav, { signal, onProgress: (fraction) => fractions.push(fraction) });
    expect(fractions.at(-1)).toBe(1);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
  });
});

describe("createEnginePool", { timeout: 30_000 }, () => {
  const longChunk = { start: 0, end: 22 * 16_000 };

  it("fails the one task of a child that dies, so that it can be tried again, and starts another", async () => {
    const running = engine.transcribeChunk(longWav, longChunk, { signal });
    setTimeout(() => {
      for (const pid of pool.listChildPids()) process.kill(pid, "SIGKILL");
    }, 60);
    await expect(running).rejects.toMatchObject({
      code: "ENGINE_CRASHED",
      details: { reason: "signal SIGKILL" },
    });
    await expect.poll(() => pool.listChildPids()).toEqual([]);
    const [chunk] = await transcribe(engine, spokenWav);
    expect(plain(chunk?.text ?? "")).toBe(spokenText);
  });

  it("lets go of an aborted task at once, waiting or running, and works on", async () => {
    const controller = new AbortController();
    const requests = [1, 2, 3, 4].map(() =>
      engine.transcribeChunk(longWav, longChunk, { signal: controller.signal }),
    );
    const ends = requests.map((request) => request.catch((error: unknown) => error));
    await new Promise((resolve) => setTimeout(resolve, 60));
    const abortedAt = performance.now();
    controller.abort(new Error("cancelled"));
    for (const end of await Promise.all(ends)) expect(end).toMatchObject({ message: "cancelled" });
    expect(performance.now() - abortedAt).toBeLessThan(1_000);
    const [chunk] = await transcribe(engine, spokenWav);
    expect(plain(chunk?.text ?? "")).toBe(spokenText);
  });

  it("ends a child that hangs", async () => {
    const hurried = createEnginePool({ slots: 1, modelsDir, childEntry, taskTimeoutMs: 30 });
    try {
      const running = hurried.run(
        { kind: "detect", wavPath: longWav, lanes: [longChunk] },
        { group: "a", signal },
      );
      await expect(running).rejects.toMatchObject({ code: "ENGINE_TIMEOUT" });
    } finally {
      await hurried.close();
    }
  });

  it("tells what is wrong with a file or with the models", async () => {
    const missing = engine.transcribeChunk(path.join(dir, "none.wav"), longChunk, { signal });
    await expect(missing).rejects.toMatchObject({ code: "STEP_FAILED" });
    const bare = createEnginePool({ slots: 1, modelsDir: dir, childEntry });
    try {
      const request = bare.run(
        { kind: "detect", wavPath: longWav, lanes: [longChunk] },
        { group: "a", signal },
      );
      await expect(request).rejects.toMatchObject({ code: "ENGINE_MODEL_MISSING" });
    } finally {
      await bare.close();
    }
  });

  it("lets a child go that has had nothing to do, and leaves none when closed", async () => {
    const brief = createEnginePool({ slots: 1, modelsDir, childEntry, idleMs: 100 });
    const detect = () =>
      brief.run({ kind: "detect", wavPath: spokenWav, lanes: [longChunk] }, { group: "a", signal });
    await detect();
    await expect.poll(() => brief.listChildPids(), { timeout: 5_000 }).toEqual([]);
    const running = expect(detect()).rejects.toMatchObject({ code: "ENGINE_CRASHED" });
    const pids = brief.listChildPids();
    expect(pids).toHaveLength(1);
    await brief.close();
    await running;
    expect(pids.filter(isAlive)).toEqual([]);
    await expect(detect()).rejects.toMatchObject({ code: "ENGINE_CRASHED" });
  });

  it("leaves no child behind when the process that started it is killed", async () => {
    const script = `
      const { path, execArgv } = ${JSON.stringify(childEntry)};
      const stdio = ["ignore", "ignore", "ignore", "ipc"];
      const child = require("node:child_process").fork(path, ["."], { execArgv, stdio, serialization: "advanced" });
      console.log(child.pid);`;
    const parent = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = await once(parent.stdout, "data");
    const childPid = Number(String(line));
    expect(isAlive(childPid)).toBe(true);
    parent.kill("SIGKILL");
    await expect.poll(() => isAlive(childPid), { timeout: 5_000 }).toBe(false);
  });
});
