import { createRequire } from "node:module";
import { type SpeakerModelId, speakerModels } from "@/core/speech/speaker-models";
import { deriveModelPaths } from "../../models/model-paths";

export interface SpeakerSession {
  readonly model: SpeakerModelId;
  /** Blocks until it is done: only ending the process ends it sooner.
   * @param samples 16 kHz mono, -1..1, some minutes
   * @param clusters so many voices there are; null: that is found out
   * @returns what the library gives, in seconds from the start of the samples */
  tell(samples: Float32Array, clusters: number | null): unknown;
}

/** Of sherpa-onnx-node. */
interface Diarizer {
  process(samples: Float32Array): unknown;
  setConfig(config: unknown): void;
}
interface Sherpa {
  OfflineSpeakerDiarization: new (config: unknown) => Diarizer;
}

// A native addon of 32 MB: only a child that tells speakers with it loads it.
const loadSherpa = () => createRequire(import.meta.url)("sherpa-onnx-node") as Sherpa;

/** Distance of two voices up to which they are one, as the makers of the library recommend it. */
const clusterThreshold = 0.5;

/** Loads a fetched model on one thread, as every engine here: slots, not threads, share the cores.
 * @throws what the library says where the files are missing; files that are no models end the process */
export function createSpeakerSession(modelsDir: string, id: SpeakerModelId): SpeakerSession {
  const { OfflineSpeakerDiarization } = loadSherpa();
  const diarizer = new OfflineSpeakerDiarization(deriveDiarizationConfig(modelsDir, id, null));
  let current: number | null = null;
  return {
    model: id,
    tell(samples, clusters) {
      if (clusters !== current) diarizer.setConfig(deriveDiarizationConfig(modelsDir, id, clusters));
      current = clusters;
      return diarizer.process(samples);
    },
  };
}

/** Pure.
 * @param clusters so many voices there are; null: as many as are not alike */
export function deriveDiarizationConfig(
  modelsDir: string,
  id: SpeakerModelId,
  clusters: number | null,
): object {
  const { segmentation, embedding } = deriveModelPaths(modelsDir, speakerModels[id]);
  const runtime = { numThreads: 1, debug: 0, provider: "cpu" };
  return {
    segmentation: { pyannote: { model: segmentation }, ...runtime },
    embedding: { model: embedding, ...runtime },
    clustering: { numClusters: clusters ?? -1, threshold: clusterThreshold },
    minDurationOn: 0.3,
    minDurationOff: 0.5,
  };
}
