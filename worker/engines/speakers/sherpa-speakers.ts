import { voiceBounds } from "@/core/diarization/compare-voices";
import { orderTurns } from "@/core/diarization/order-turns";
import { deriveLeastMemoryMb } from "@/core/speech/fetched-model";
import type { SpeakerModel } from "@/core/speech/speaker-models";
import { isTraxError, TraxError } from "@/server/platform/errors";
import { runTogether } from "../../bounds";
import type { ModelFetches } from "../../models/model-fetches";
import type { RunAccount } from "../../resources/run-account";
import { type EngineRequestOptions, SAMPLE_RATE, type SampleRange } from "../engine";
import type { EnginePool } from "../engine-pool";
import { readWavInfo } from "../read-wav";
import { type ChunkBounds, planChunks } from "../vad/plan-chunks";
import { type BlockTurns, describeTurns } from "./describe-turns";
import { parseNativeTurns } from "./parse-native-turns";
import type { Diarization, SpeakerCount, SpeakerEngine } from "./speaker-engine";

/** So much is told apart at once: its memory is bounded, slots share a file, and what a dead child costs is little. */
const blockBounds: ChunkBounds = {
  joinGapSamples: Number.POSITIVE_INFINITY,
  joinedMaxSamples: 600 * SAMPLE_RATE,
  hardMaxSamples: 600 * SAMPLE_RATE,
};
/** Of the whole work: fetching, where that has to be, and telling apart; the rest is hearing the voices. */
const share = { fetch: 0.1, tell: 0.8 };

/** Tells speakers apart with a model that is fetched when it is first wanted and run here, by sherpa-onnx. It says who
 * speaks when, also where several do at once; what their voices are like is heard by the engine that comes with Trax, so
 * that people are known by one model whichever engine found the turns.
 * @param own hears the voices */
export function createSherpaSpeakers(
  model: SpeakerModel,
  pool: EnginePool,
  fetches: ModelFetches,
  own: SpeakerEngine,
): SpeakerEngine {
  async function tellBlock(
    wavPath: string,
    range: SampleRange,
    clusters: number | null,
    request: EngineRequestOptions,
  ): Promise<BlockTurns> {
    const task = { kind: "speakers", model: model.id, wavPath, range, clusters } as const;
    const given = await pool.run(task, { ...request, group: wavPath });
    const startMs = Math.round(range.start / 16);
    return orderTurns(readTurns(given), Math.round((range.end - range.start) / 16)).map((turn) => ({
      ...turn,
      startMs: turn.startMs + startMs,
      endMs: turn.endMs + startMs,
    }));
  }

  return {
    description: { id: model.id, model: own.description.model },
    embed: own.embed,
    async diarize(wavPath, { regions, count }, { onProgress, ...request }): Promise<Diarization> {
      requireMemory(model, request.account);
      const { signal } = request;
      await fetches.ensure(model, {
        signal,
        onProgress: (bytes, total) => onProgress?.((share.fetch * bytes) / Math.max(1, total)),
      });
      const { totalSamples } = await readWavInfo(wavPath);
      const ranges = planChunks(regions, totalSamples, blockBounds);
      const clusters = deriveClusters(count, ranges.length);
      const blocks: BlockTurns[] = [];
      let done = 0;
      try {
        await runTogether(signal, (together) =>
          ranges.map(async (range, at) => {
            blocks[at] = await tellBlock(wavPath, range, clusters, { ...request, signal: together });
            onProgress?.(share.fetch + (share.tell * ++done) / ranges.length);
          }),
        );
      } catch (error) {
        signal.throwIfAborted();
        await findDamage(fetches, model, error, signal);
        throw error;
      }
      const told = share.fetch + share.tell;
      return describeTurns(
        own,
        wavPath,
        { blocks, count, ...(clusters === null && { joinsWithin: voiceBounds.sure }) },
        { ...request, onProgress: (fraction) => onProgress?.(told + (1 - told) * fraction) },
      );
    },
  };
}

/** In one block there are as many as in all; in one of several perhaps fewer. Pure. */
export function deriveClusters(count: SpeakerCount, blocks: number): number | null {
  return count !== null && "exactly" in count && blocks === 1 ? count.exactly : null;
}

function readTurns(given: unknown) {
  try {
    return parseNativeTurns(given);
  } catch (error) {
    throw new TraxError("STEP_FAILED", { reason: (error as Error).message });
  }
}

/** A child that could not load its model, or ended over it: perhaps the files are not what they were.
 * @throws MODEL_DAMAGED with the sentence that says what to do */
async function findDamage(
  fetches: ModelFetches,
  model: SpeakerModel,
  error: unknown,
  signal: AbortSignal,
): Promise<void> {
  if (!isTraxError(error) || !["ENGINE_MODEL_MISSING", "ENGINE_CRASHED"].includes(error.code)) return;
  await fetches.ensure(model, { signal });
}

/** @throws MODEL_MEMORY when not even the weights would find room */
function requireMemory(model: SpeakerModel, account: RunAccount | undefined): void {
  const limit = account?.memoryLimitMb ?? Number.POSITIVE_INFINITY;
  const needed = deriveLeastMemoryMb(model);
  if (needed > limit) throw new TraxError("MODEL_MEMORY", { model: model.name, needed, limit });
}
