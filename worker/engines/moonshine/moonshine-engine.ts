import { runTogether, untilAborted } from "../../bounds";
import type { EngineDescription, SampleRange, SpeechEngine } from "../engine";
import type { EnginePool } from "../engine-pool";
import { readWavInfo } from "../read-wav";
import { deriveRegions } from "../vad/derive-regions";
import { planChunks, shortBounds } from "../vad/plan-chunks";
import { planLanes } from "../vad/plan-lanes";
import { VAD_FRAME_SAMPLES } from "../vad/silero-session";
import { hasMoonshineModels } from "./build-models";
import type { MoonshineModel } from "./model-shapes";
import { leadLimits } from "./term-trie";

export const moonshineDescriptions: Record<MoonshineModel, EngineDescription> = {
  tiny: {
    id: "moonshine-tiny",
    name: "Moonshine tiny",
    languages: ["en"],
    description:
      "English, about twice as fast as base and a little less exact. Names and terms of yours lead it.",
  },
  base: {
    id: "moonshine-base",
    name: "Moonshine base",
    languages: ["en"],
    description: "English, the more exact of the two that come with Trax. Names and terms of yours lead it.",
  },
};

/** The embedded engine: Silero VAD finds speech, Moonshine writes it down, both in the pool's children. Makes
 * its model files at the first request. */
export function createMoonshineEngine(pool: EnginePool, model: MoonshineModel): SpeechEngine {
  let building: Promise<unknown> | null = null;
  let isBuilt = false;

  /** One build for all who wait; a failed or aborted one is tried again by the next request. */
  async function prepare(signal: AbortSignal): Promise<void> {
    isBuilt ||= await hasMoonshineModels(pool.modelsDir, { model });
    while (!isBuilt) {
      signal.throwIfAborted();
      building ??= pool
        .run({ kind: "build", model }, { group: `build ${model}`, signal: new AbortController().signal })
        .finally(() => {
          building = null;
        });
      // Who is cancelled does not wait for it; the others do.
      await untilAborted(signal, 0, building);
      isBuilt = true;
    }
  }

  async function detectSpeech(
    wavPath: string,
    { onProgress, ...request }: Parameters<SpeechEngine["detectSpeech"]>[1],
  ): Promise<SampleRange[]> {
    await prepare(request.signal);
    const { totalSamples } = await readWavInfo(wavPath);
    const batches = planLanes(totalSamples);
    let done = 0;
    const detected = await runTogether(request.signal, (signal) =>
      batches.map(async (lanes) => {
        const options = { ...request, group: wavPath, signal };
        const probabilities = await pool.run({ kind: "detect", wavPath, lanes }, options);
        onProgress?.(++done / batches.length);
        return probabilities;
      }),
    );
    const lanes = detected.flat();
    const all = new Float32Array(lanes.reduce((sum, lane) => sum + lane.length, 0));
    let at = 0;
    for (const lane of lanes) {
      all.set(lane, at);
      at += lane.length;
    }
    return deriveRegions(all.subarray(0, Math.ceil(totalSamples / VAD_FRAME_SAMPLES)), totalSamples);
  }

  return {
    description: moonshineDescriptions[model],
    prepare,
    detectSpeech,
    planChunks: (regions, totalSamples, cut) =>
      planChunks(regions, totalSamples, cut === "short" ? shortBounds : undefined),
    async transcribeChunk(wavPath, range, request) {
      await prepare(request.signal);
      const terms = request.terms?.slice(0, leadLimits.terms);
      return pool.run({ kind: "transcribe", model, wavPath, range, terms }, { ...request, group: wavPath });
    },
  };
}
