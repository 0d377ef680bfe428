import { createHash } from "node:crypto";
import { mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { TimedWord } from "../../core/transcript/types";
import { type ChunkResult, SAMPLE_RATE, type SampleRange } from "../../worker/engines/engine";
import { createEnginePool } from "../../worker/engines/engine-pool";
import type { MoonshineModel } from "../../worker/engines/moonshine/model-shapes";
import { createMoonshineEngine } from "../../worker/engines/moonshine/moonshine-engine";
import { type ChunkBounds, planChunks } from "../../worker/engines/vad/plan-chunks";
import { writeWav } from "./sound";

export interface DecodedChunk {
  range: SampleRange;
  words: TimedWord[];
  stopped: ChunkResult["stopped"];
  avgLogprob: number | null;
}

export interface Decoding {
  samples: number;
  speech: SampleRange[];
  chunks: DecodedChunk[];
}

export interface DecodeSettings {
  model: MoonshineModel;
  bounds?: ChunkBounds;
  /** Instead of what the voice detector hears. */
  ranges?: SampleRange[];
}

export interface Decoder {
  decode(sound: Float32Array, settings: DecodeSettings): Promise<Decoding>;
  close(): Promise<void>;
}

/** The embedded engine on sound in memory. What was heard once is kept in a file, where one is named: a second run with
 * other thresholds takes seconds. */
export async function createDecoder(cacheFile: string | undefined): Promise<Decoder> {
  const temporaryDir = await mkdtemp(path.join(tmpdir(), "trax-bench-"));
  const known = await readCache(cacheFile);
  let written = Object.keys(known).length;
  const pool = createEnginePool({
    slots: 2,
    modelsDir: fileURLToPath(new URL("../../node_modules/.cache/trax-models", import.meta.url)),
    childEntry: {
      path: fileURLToPath(new URL("../../worker/engines/engine-child.ts", import.meta.url)),
      execArgv: ["--import", pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href],
    },
    taskTimeoutMs: 900_000,
  });
  const engines = { base: createMoonshineEngine(pool, "base"), tiny: createMoonshineEngine(pool, "tiny") };
  const { signal } = new AbortController();
  let files = 0;

  async function decode(sound: Float32Array, settings: DecodeSettings): Promise<Decoding> {
    const bytes = new Uint8Array(sound.buffer, sound.byteOffset, sound.byteLength);
    const soundKey = createHash("sha256").update(bytes).digest("hex");
    const key = `${soundKey}:${JSON.stringify(settings)}`;
    const cached = known[key];
    if (cached) return cached;
    const wavPath = path.join(temporaryDir, `${files++}.wav`);
    await writeWav(wavPath, sound);
    try {
      const spokenKey = `${soundKey}:speech`;
      const speech =
        known[spokenKey]?.speech ??
        (await engines.base.detectSpeech(wavPath, { signal, account: undefined }));
      known[spokenKey] ??= { samples: sound.length, speech, chunks: [] };
      const ranges = settings.ranges ?? planChunks(speech, sound.length, settings.bounds);
      const results = await Promise.all(
        ranges.map((range) => engines[settings.model].transcribeChunk(wavPath, range, { signal })),
      );
      const chunks = results.map(({ words, stopped, avgLogprob }, at) => ({
        range: ranges[at] as SampleRange,
        words,
        stopped,
        avgLogprob,
      }));
      known[key] = { samples: sound.length, speech, chunks };
      if (Object.keys(known).length >= written + 40) await keep();
      return known[key];
    } finally {
      await rm(wavPath, { force: true });
    }
  }

  async function keep(): Promise<void> {
    written = Object.keys(known).length;
    if (!cacheFile) return;
    await writeFile(`${cacheFile}.part`, JSON.stringify(known));
    await rename(`${cacheFile}.part`, cacheFile);
  }

  return {
    decode,
    async close() {
      await keep();
      await pool.close();
      await rm(temporaryDir, { recursive: true, force: true });
    },
  };
}

async function readCache(file: string | undefined): Promise<Record<string, Decoding>> {
  if (!file) return {};
  const text = await readFile(file, "utf8").catch(() => "{}");
  return JSON.parse(text) as Record<string, Decoding>;
}

export const toMs = (sample: number) => Math.round((sample * 1_000) / SAMPLE_RATE);
