import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { SAMPLE_RATE, type SpeechEngine } from "../../worker/engines/engine";
import type { MoonshineModel } from "../../worker/engines/moonshine/model-shapes";
import { createMoonshineEngine } from "../../worker/engines/moonshine/moonshine-engine";
import { readWavInfo } from "../../worker/engines/read-wav";
import { joinChunks } from "../../worker/steps/join-chunks";
import { placeSeams, rangeHeard } from "../../worker/steps/place-seams";
import { deriveSpeechMap, listSpeech } from "../../worker/steps/speech-map";
import { convertSound } from "./convert-sound";
import { createBenchPool } from "./create-bench-pool";

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
  const pool = createBenchPool(2);
  try {
    const engine = createMoonshineEngine(pool, model);
    for (const file of files) {
      const wavPath = path.join(temporaryDir, "sound.wav");
      await convertSound(file, wavPath);
      yield { file, ...(await transcribe(engine, wavPath)) };
    }
  } finally {
    await pool.close();
    await rm(temporaryDir, { recursive: true, force: true });
  }
}

export async function transcribe(engine: SpeechEngine, wavPath: string) {
  const { signal } = new AbortController();
  const { totalSamples } = await readWavInfo(wavPath);
  const startedAt = performance.now();
  const map = deriveSpeechMap(await engine.detectSpeech(wavPath, { signal }), totalSamples);
  const ranges = engine.planChunks(listSpeech(map), totalSamples);
  const planned = await placeSeams(wavPath, ranges, { takesText: false, signal });
  const chunks = await Promise.all(
    planned.map(async (chunk, index) => ({
      ...chunk,
      index,
      result: await engine.transcribeChunk(wavPath, rangeHeard(chunk), { signal }),
    })),
  );
  const words = joinChunks(chunks);
  return {
    text: words.map(({ text }) => text).join(" "),
    words,
    seams: planned.filter(({ context }) => context?.leadSamples).map(({ range }) => range.start),
    audioSeconds: totalSamples / SAMPLE_RATE,
    processingSeconds: (performance.now() - startedAt) / 1000,
  };
}
