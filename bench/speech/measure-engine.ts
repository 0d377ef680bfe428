import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { SAMPLE_RATE, type SpeechEngine } from "../../worker/engines/engine";
import { createEnginePool } from "../../worker/engines/engine-pool";
import type { MoonshineModel } from "../../worker/engines/moonshine/model-shapes";
import { createMoonshineEngine } from "../../worker/engines/moonshine/moonshine-engine";
import { readWavInfo } from "../../worker/engines/read-wav";

/** What was heard in one file, and how long that took. */
export interface Measurement {
  file: string;
  text: string;
  audioSeconds: number;
  processingSeconds: number;
}

export interface MeasureOptions {
  model: MoonshineModel;
}

/** The embedded engine alone, two slots, one file after the other: loading the model, finding speech, decoding
 * and aligning; not the conversion of the file. */
export async function* measureEngine(
  files: string[],
  { model }: MeasureOptions,
): AsyncGenerator<Measurement> {
  const temporaryDir = await mkdtemp(path.join(tmpdir(), "trax-bench-"));
  const pool = createEnginePool({
    slots: 2,
    modelsDir: fileURLToPath(new URL("../../node_modules/.cache/trax-models", import.meta.url)),
    childEntry: {
      path: fileURLToPath(new URL("../../worker/engines/engine-child.ts", import.meta.url)),
      execArgv: ["--import", pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href],
    },
  });
  try {
    const engine = createMoonshineEngine(pool, model);
    for (const file of files) {
      const wavPath = path.join(temporaryDir, "sound.wav");
      await convert(file, wavPath);
      yield { file, ...(await transcribe(engine, wavPath)) };
    }
  } finally {
    await pool.close();
    await rm(temporaryDir, { recursive: true, force: true });
  }
}

async function transcribe(engine: SpeechEngine, wavPath: string) {
  const { signal } = new AbortController();
  const { totalSamples } = await readWavInfo(wavPath);
  const startedAt = performance.now();
  const regions = await engine.detectSpeech(wavPath, { signal });
  const chunks = engine.planChunks(regions, totalSamples);
  const results = await Promise.all(
    chunks.map((range) => engine.transcribeChunk(wavPath, range, { signal })),
  );
  return {
    text: results.map((result) => result.text).join(" "),
    audioSeconds: totalSamples / SAMPLE_RATE,
    processingSeconds: (performance.now() - startedAt) / 1000,
  };
}

function convert(file: string, wavPath: string): Promise<void> {
  const args = ["-v", "error", "-nostdin", "-y", "-i", file, "-vn", "-ac", "1", "-ar", String(SAMPLE_RATE)];
  const ffmpeg = spawn("ffmpeg", [...args, "-c:a", "pcm_s16le", "-bitexact", wavPath], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  return new Promise((resolve, reject) => {
    ffmpeg.on("error", reject);
    ffmpeg.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`ffmpeg could not read ${file}.`));
    });
  });
}
