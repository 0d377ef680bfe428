import { deriveLeastMemoryMb } from "@/core/speech/fetched-model";
import type { SpeechModel } from "@/core/speech/speech-models";
import { TraxError } from "@/server/platform/errors";
import type { ModelFetches } from "../../models/model-fetches";
import type { RunAccount } from "../../resources/run-account";
import { SAMPLE_RATE, type SpeechEngine } from "../engine";
import type { EnginePool } from "../engine-pool";
import { type ChunkBounds, planChunks } from "../vad/plan-chunks";

/** Whisper hears half a minute; shorter chunks leave it room for languages that take many pieces a word. */
const bounds: ChunkBounds = {
  joinGapSamples: 2 * SAMPLE_RATE,
  joinedMaxSamples: 20 * SAMPLE_RATE,
  hardMaxSamples: 28 * SAMPLE_RATE,
};

/** What the embedded model takes in a child that has another one. */
const alignmentMemoryMb = 400;

/** An engine whose model is fetched when it is first wanted, and then heard with here, by sherpa-onnx.
 * @param detector finds speech on this machine */
export function createSherpaEngine(
  model: SpeechModel,
  pool: EnginePool,
  fetches: ModelFetches,
  detector: Pick<SpeechEngine, "prepare" | "detectSpeech">,
): SpeechEngine {
  const { id, name, languages, description } = model;
  /** It was there and as it was fetched when this process looked last. */
  let isThere = false;

  async function prepare(
    signal: AbortSignal,
    { account, onFetch }: Parameters<SpeechEngine["prepare"]>[1] = {},
  ): Promise<void> {
    requireMemory(model, account);
    await fetches.ensure(model, { signal, onProgress: onFetch });
    isThere = true;
    await detector.prepare(signal);
  }

  return {
    description: { id, name, languages: [...languages], description },
    prepare,
    detectSpeech: detector.detectSpeech,
    planChunks: (regions, totalSamples) => planChunks(regions, totalSamples, bounds),
    async transcribeChunk(wavPath, range, request) {
      requireMemory(model, request.account);
      if (!isThere) await prepare(request.signal, request);
      const language = request.language ?? null;
      const aligns = findsRoom(model, request.account);
      const task = { kind: "recognise", model: id, wavPath, range, language, aligns } as const;
      try {
        return await pool.run(task, { ...request, group: wavPath });
      } catch (error) {
        // Whatever it was: before the next chunk the files are looked at again.
        isThere = false;
        throw error;
      }
    },
  };
}

/** @throws MODEL_MEMORY when not even the weights would find room */
function requireMemory(model: SpeechModel, account: RunAccount | undefined): void {
  const limit = account?.memoryLimitMb ?? Number.POSITIVE_INFINITY;
  const needed = deriveLeastMemoryMb(model);
  if (needed > limit) throw new TraxError("MODEL_MEMORY", { model: model.name, needed, limit });
}

/** Whether the model that places words fits beside it. */
function findsRoom(model: SpeechModel, account: RunAccount | undefined): boolean {
  return model.memoryMb + alignmentMemoryMb <= (account?.memoryLimitMb ?? Number.POSITIVE_INFINITY);
}
