import { spokenLanguages } from "@/core/transcript/spoken-languages";
import type { FetchedModel } from "./fetched-model";

/** Speech models that are fetched when they are first wanted and run on the worker's machine: which there are, where
 * they come from and what they are like. Data alone; the engine that runs them is worker/engines/sherpa. */

export const speechModelIds = [
  "whisper-tiny",
  "whisper-base",
  "whisper-small",
  "whisper-medium",
  "whisper-large-v3-turbo",
  "sensevoice-small",
  "parakeet-tdt-v3",
] as const;
export type SpeechModelId = (typeof speechModelIds)[number];

export type SpeechModelFamily = "whisper" | "sense-voice" | "transducer";

export interface SpeechModel extends FetchedModel<SpeechModelId, "encoder" | "decoder" | "joiner" | "model"> {
  family: SpeechModelFamily;
  /** BCP 47 primary tags. */
  languages: readonly string[];
  /** Of words: heard by the model, or spread over the lines that it gives. */
  times: "heard" | "estimated";
  speed: string;
  files: Readonly<Partial<Record<"encoder" | "decoder" | "joiner" | "model", string>> & { tokens: string }>;
}

const whisperLicence = { name: "MIT", url: "https://github.com/openai/whisper/blob/main/LICENSE" };
/** The large models of the third generation know Cantonese too. */
const olderWhisperLanguages = spokenLanguages.filter((tag) => tag !== "yue");

function describeWhisper(
  size: "tiny" | "base" | "small" | "medium" | "large-v3-turbo",
  facts: Pick<SpeechModel, "description" | "speed" | "sizeBytes" | "memoryMb">,
): SpeechModel {
  const repositoryName = size === "large-v3-turbo" ? "turbo" : size;
  return {
    id: `whisper-${size}`,
    name: `Whisper ${size.replaceAll("-", " ")}`,
    family: "whisper",
    languages: size === "large-v3-turbo" ? spokenLanguages : olderWhisperLanguages,
    times: "estimated",
    licence: whisperLicence,
    repository: `csukuangfj/sherpa-onnx-whisper-${repositoryName}`,
    revision: "main",
    files: {
      encoder: `${repositoryName}-encoder.int8.onnx`,
      decoder: `${repositoryName}-decoder.int8.onnx`,
      tokens: `${repositoryName}-tokens.txt`,
    },
    ...facts,
  };
}

export const speechModels: Readonly<Record<SpeechModelId, SpeechModel>> = {
  "whisper-tiny": describeWhisper("tiny", {
    description: "Many languages, the smallest and least exact. Good to find out what a recording is about.",
    speed: "several times as fast as speech",
    sizeBytes: 103_609_903,
    memoryMb: 450,
  }),
  "whisper-base": describeWhisper("base", {
    description: "Many languages. Small and fast; makes many mistakes beyond the most spoken ones.",
    speed: "a few times as fast as speech",
    sizeBytes: 160_609_290,
    memoryMb: 600,
  }),
  "whisper-small": describeWhisper("small", {
    description: "Many languages. A fair middle between size, speed and mistakes.",
    speed: "about as fast as speech, or a little faster",
    sizeBytes: 375_485_327,
    memoryMb: 1_100,
  }),
  "whisper-medium": describeWhisper("medium", {
    description: "Many languages, exact, and slow without a fast processor.",
    speed: "slower than speech on two cores",
    sizeBytes: 946_072_270,
    memoryMb: 2_200,
  }),
  "whisper-large-v3-turbo": describeWhisper("large-v3-turbo", {
    description: "Many languages, the most exact of the Whisper models here. Large.",
    speed: "about as fast as speech, or slower",
    sizeBytes: 1_036_613_791,
    memoryMb: 1_900,
  }),
  "sensevoice-small": {
    id: "sensevoice-small",
    name: "SenseVoice small",
    family: "sense-voice",
    languages: ["zh", "yue", "en", "ja", "ko"],
    description: "Chinese, Cantonese, Japanese, Korean and English. Fast, and exact in Chinese.",
    times: "heard",
    speed: "many times as fast as speech",
    licence: {
      name: "FunASR Model License 1.1",
      url: "https://github.com/modelscope/FunASR/blob/main/MODEL_LICENSE",
    },
    repository: "csukuangfj/sherpa-onnx-sense-voice-zh-en-ja-ko-yue-2024-07-17",
    revision: "main",
    files: { model: "model.int8.onnx", tokens: "tokens.txt" },
    sizeBytes: 239_549_735,
    memoryMb: 600,
  },
  "parakeet-tdt-v3": {
    id: "parakeet-tdt-v3",
    name: "Parakeet TDT v3",
    family: "transducer",
    languages: "bg hr cs da nl en et fi fr de el hu it lv lt mt pl pt ro sk sl es sv ru uk".split(" "),
    description: "25 European languages, exact and fast for its size; finds the language out by itself.",
    times: "heard",
    speed: "several times as fast as speech",
    licence: { name: "CC BY 4.0, NVIDIA", url: "https://huggingface.co/nvidia/parakeet-tdt-0.6b-v3" },
    repository: "csukuangfj/sherpa-onnx-nemo-parakeet-tdt-0.6b-v3-int8",
    revision: "main",
    files: {
      encoder: "encoder.int8.onnx",
      decoder: "decoder.int8.onnx",
      joiner: "joiner.int8.onnx",
      tokens: "tokens.txt",
    },
    sizeBytes: 670_478_772,
    memoryMb: 1_500,
  },
};

/** Null for an engine that comes with Trax, asks a server, or is not known. */
export function findSpeechModel(id: string): SpeechModel | null {
  const known = speechModelIds.find((each) => each === id);
  return known ? speechModels[known] : null;
}
