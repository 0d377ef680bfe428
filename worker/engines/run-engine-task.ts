import { SAMPLE_RATE } from "./engine";
import type { EngineTask, EngineTaskResults } from "./engine-messages";
import { deriveModelFiles, ensureMoonshineModels } from "./moonshine/build-models";
import { deriveWords } from "./moonshine/derive-words";
import { type MoonshineModel, moonshineShapes } from "./moonshine/model-shapes";
import { createMoonshineSession, type MoonshineSession } from "./moonshine/moonshine-session";
import { readWavSamples } from "./read-wav";
import { findVoice } from "./vad/find-voice";
import { LANE_WARMUP_FRAMES } from "./vad/plan-lanes";
import { createSileroSession, type SileroSession } from "./vad/silero-session";

/** Thrown when the graphs of a model could not be made or loaded. */
export class ModelLoadError extends Error {
  override name = "ModelLoadError";
}

/** What a child does with a task. Holds the speech detector and one model, loaded when first needed. */
export function createEngineTaskRunner(modelsDir: string) {
  let vad: SileroSession | null = null;
  let moonshine: MoonshineSession | null = null;

  async function getVad(): Promise<SileroSession> {
    vad ??= await asModelLoad(() => createSileroSession(deriveModelFiles(modelsDir, "base").vad));
    return vad;
  }

  async function getMoonshine(model: MoonshineModel): Promise<MoonshineSession> {
    if (moonshine?.model === model) return moonshine;
    // Let go first: two models at once would be twice the memory.
    await moonshine?.release();
    moonshine = null;
    moonshine = await asModelLoad(() => createMoonshineSession(model, deriveModelFiles(modelsDir, model)));
    return moonshine;
  }

  async function transcribe({
    model,
    wavPath,
    range,
  }: Extract<EngineTask, { kind: "transcribe" }>): Promise<EngineTaskResults["transcribe"]> {
    const session = await getMoonshine(model);
    const samples = (await readWavSamples(wavPath, [range]))[0] ?? new Float32Array(0);
    const decoding = await session.decode(samples);
    const voice = decoding.tokens.length === 0 ? [] : await findVoice(await getVad(), samples);
    const words = deriveWords(decoding, moonshineShapes[model].alignmentHeads.length, samples.length, voice);
    const offsetMs = Math.round((range.start * 1000) / SAMPLE_RATE);
    return {
      words: words.map((word) => ({
        ...word,
        startMs: word.startMs + offsetMs,
        endMs: word.endMs + offsetMs,
      })),
      text: words.map((word) => word.text).join(" "),
      avgLogprob: decoding.avgLogprob,
      noSpeechLogprob: decoding.noSpeechLogprob,
      stopped: decoding.stopped,
      tokens: decoding.tokens,
    };
  }

  return async function runEngineTask(task: EngineTask): Promise<EngineTaskResults[EngineTask["kind"]]> {
    switch (task.kind) {
      case "build":
        await asModelLoad(() => ensureMoonshineModels(modelsDir, { model: task.model }));
        return null;
      case "detect": {
        const lanes = await (await getVad()).detect(await readWavSamples(task.wavPath, task.lanes));
        return lanes.map((lane) => lane.slice(LANE_WARMUP_FRAMES));
      }
      case "transcribe":
        return transcribe(task);
    }
  };
}

async function asModelLoad<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    throw new ModelLoadError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
