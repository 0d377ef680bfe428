import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { ChunkResult, SampleRange } from "../../worker/engines/engine";
import { createEnginePool } from "../../worker/engines/engine-pool";
import type { MoonshineModel } from "../../worker/engines/moonshine/model-shapes";
import { createMoonshineEngine } from "../../worker/engines/moonshine/moonshine-engine";
import { serializeWav } from "../../worker/engines/openai/serialize-wav";

export interface HeardChunk {
  range: SampleRange;
  result: ChunkResult;
}

/** The embedded engine for sound that is made on the way. */
export async function openHearing(model: MoonshineModel) {
  const dir = await mkdtemp(path.join(tmpdir(), "trax-bench-"));
  const pool = createEnginePool({
    slots: 2,
    modelsDir: fileURLToPath(new URL("../../node_modules/.cache/trax-models", import.meta.url)),
    childEntry: {
      path: fileURLToPath(new URL("../../worker/engines/engine-child.ts", import.meta.url)),
      execArgv: ["--import", pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href],
    },
  });
  const engine = createMoonshineEngine(pool, model);
  let count = 0;
  return {
    /** Where somebody speaks. */
    async detect(samples: Float32Array): Promise<SampleRange[]> {
      const wavPath = path.join(dir, `${count++}.wav`);
      await writeFile(wavPath, serializeWav(samples, samples.length));
      const regions = await engine.detectSpeech(wavPath, { signal: new AbortController().signal });
      await rm(wavPath);
      return regions;
    },
    async hear(samples: Float32Array, terms: readonly string[] = []): Promise<HeardChunk[]> {
      const wavPath = path.join(dir, `${count++}.wav`);
      await writeFile(wavPath, serializeWav(samples, samples.length));
      const { signal } = new AbortController();
      const regions = await engine.detectSpeech(wavPath, { signal });
      const ranges = engine.planChunks(regions, samples.length);
      const chunks = await Promise.all(
        ranges.map(async (range) => ({
          range,
          result: await engine.transcribeChunk(wavPath, range, { signal, terms }),
        })),
      );
      await rm(wavPath);
      return chunks;
    },
    async close() {
      await pool.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
