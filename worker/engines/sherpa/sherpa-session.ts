import { createRequire } from "node:module";
import { type SpeechModel, type SpeechModelId, speechModels } from "@/core/speech/speech-models";
import { deriveModelPaths } from "../../models/model-paths";
import { SAMPLE_RATE } from "../engine";
import { type Hearing, parseHearing } from "./parse-hearing";

/** Whisper hears half a minute, its recogniser a little less. */
export const longestSamples = 29 * SAMPLE_RATE;
/** The recogniser lets Whisper write six pieces a second of the sound that it is given, and not one more. */
const mostPieces = (longestSamples / SAMPLE_RATE) * 6 - 4;

export interface SherpaSession {
  readonly model: SpeechModelId;
  /** @param samples 16 kHz mono, -1..1, at most `longestSamples`
   * @param language null: the model finds it out
   * @returns with `isFull` when there may be more in the sound than was written down */
  hear(samples: Float32Array, language: string | null): Promise<Hearing & { isFull: boolean }>;
}

/** Of sherpa-onnx-node, whose own types do not name everything that it takes. */
interface Recogniser {
  createStream(): { acceptWaveform(sound: { samples: Float32Array; sampleRate: number }): void };
  setConfig(config: unknown): void;
  decodeAsync(stream: unknown): Promise<unknown>;
}
interface Sherpa {
  OfflineRecognizer: { createAsync(config: unknown): Promise<Recogniser> };
}

// A native addon of 32 MB: only a child that hears with it loads it. It brings an onnxruntime of its own, under another
// name than onnxruntime-node's, and the two do not meet.
const loadSherpa = () => createRequire(import.meta.url)("sherpa-onnx-node") as Sherpa;

/** Loads a fetched model on one thread, as every engine here: slots, not threads, share the cores. */
export async function createSherpaSession(modelsDir: string, id: SpeechModelId): Promise<SherpaSession> {
  const model = speechModels[id];
  const configFor = (language: string | null) => deriveConfig(modelsDir, model, language);
  const recogniser = await loadSherpa().OfflineRecognizer.createAsync(configFor(null));
  let current: string | null = null;
  return {
    model: id,
    async hear(samples, language) {
      if (language !== current && model.family !== "transducer") recogniser.setConfig(configFor(language));
      current = language;
      const stream = recogniser.createStream();
      const isWhisper = model.family === "whisper";
      stream.acceptWaveform({ samples: isWhisper ? fill(samples) : samples, sampleRate: SAMPLE_RATE });
      const hearing = parseHearing(await recogniser.decodeAsync(stream), model, samples.length / SAMPLE_RATE);
      return { ...hearing, isFull: isWhisper && hearing.stopped !== "loop" && hearing.pieces >= mostPieces };
    },
  };
}

/** With silence behind it, as Whisper was taught: it then has room for all that can be said in the sound. */
function fill(samples: Float32Array): Float32Array {
  const filled = new Float32Array(longestSamples);
  filled.set(samples.subarray(0, longestSamples));
  return filled;
}

/** Pure. The recogniser ends its whole process at a language it does not know: only those of the model are passed. */
export function deriveConfig(modelsDir: string, model: SpeechModel, wanted: string | null): object {
  const language = wanted && model.languages.includes(wanted) ? wanted : "";
  const { encoder, decoder, joiner, model: single, tokens } = deriveModelPaths(modelsDir, model);
  const parts = {
    whisper: {
      whisper: {
        encoder,
        decoder,
        language,
        task: "transcribe",
        tailPaddings: -1,
        enableSegmentTimestamps: 1,
      },
    },
    "sense-voice": { senseVoice: { model: single, language, useInverseTextNormalization: 1 } },
    transducer: { transducer: { encoder, decoder, joiner }, modelType: "nemo_transducer" },
  }[model.family];
  return {
    featConfig: { sampleRate: SAMPLE_RATE, featureDim: 80 },
    modelConfig: { ...parts, tokens, numThreads: 1, provider: "cpu", debug: 0 },
    decodingMethod: "greedy_search",
  };
}
