import type { DiarizedVoices, DiarizeWindowsInput } from "@/core/diarization/diarize-windows";
import type { SpeakerModelId } from "@/core/speech/speaker-models";
import type { SpeechModelId } from "@/core/speech/speech-models";
import type { TimedWord } from "@/core/transcript/types";
import type { ProcessUsage } from "../resources/process-usage";
import type { ChunkResult, SampleRange } from "./engine";
import type { MoonshineModel } from "./moonshine/model-shapes";

/** What a pool asks of a child, one request at a time, over Node's IPC channel with "advanced" serialisation. */
export type EngineTask =
  /** Makes the model's graphs on disk. The child has grown by it and is let go afterwards. */
  | { kind: "build"; model: MoonshineModel }
  /** Probability of speech of each frame of each lane, the warm-up left out. */
  | { kind: "detect"; wavPath: string; lanes: SampleRange[] }
  | {
      kind: "transcribe";
      model: MoonshineModel;
      wavPath: string;
      range: SampleRange;
      /** That may be said there. */
      terms?: readonly string[];
    }
  /** Where words are that are known to be said, at most some 24 s of them. */
  | { kind: "align"; model: MoonshineModel; wavPath: string; range: SampleRange; words: string[] }
  /** What each of some stretches of a second or two tells of its voice. */
  | { kind: "voices"; wavPath: string; windows: SampleRange[] }
  /** Who speaks when, from what each window told. */
  | { kind: "tell"; input: TellTask }
  /** Who speaks when in a block of some minutes, by a model that was fetched.
   * @see deriveDiarizationConfig on `clusters` */
  | { kind: "speakers"; model: SpeakerModelId; wavPath: string; range: SampleRange; clusters: number | null }
  /** By a model that was fetched. */
  | {
      kind: "recognise";
      model: SpeechModelId;
      wavPath: string;
      range: SampleRange;
      language: string | null;
      /** English words without times are placed by the embedded model: it finds room beside this one. */
      aligns: boolean;
    };

/** Given words with their times on the clock of the whole file. */
export interface AlignedWords {
  words: TimedWord[];
  /** Mean log-probability of the tokens that spell the words, each after those before it; null where more are given than
   * anybody could say in that time. */
  meanLogprob: number | null;
}

/** One entry a window. */
export interface WindowVoices {
  /** Window after window, as many values each as the voice model has directions; zeros where nothing was heard. */
  voices: Float32Array;
  /** Sound that was loud enough to count. */
  seconds: Float32Array;
  /** Median pitch; NaN where too little is voiced. */
  pitchHz: Float32Array;
  /** Log-odds that two voices are in it, as `core/diarization/overlap-model.ts` has them. */
  overlap: Float32Array;
}

/** `DiarizeWindowsInput` without the model, which the child has. */
export type TellTask = Omit<DiarizeWindowsInput, "model" | "settings">;

export interface EngineTaskResults {
  build: null;
  detect: Float32Array[];
  transcribe: ChunkResult;
  align: AlignedWords;
  voices: WindowVoices;
  tell: DiarizedVoices;
  /** As the library gives them: not yet looked at. */
  speakers: unknown;
  recognise: ChunkResult;
}

export interface EngineRequest {
  id: number;
  task: EngineTask;
}

export type EngineReply = {
  id: number;
  /** CPU time of this task alone, and what the child holds after it. */
  usage: ProcessUsage;
} & (
  | { ok: true; result: EngineTaskResults[EngineTask["kind"]] }
  /** `model`: the graphs could not be made or loaded; `task`: anything else. */
  | { ok: false; failed: "model" | "task"; message: string }
);

/** The model that a child holds after a task; null: any that it held before. */
export function findModelOf(task: EngineTask): string | null {
  if (task.kind === "transcribe" || task.kind === "align") return `moonshine-${task.model}`;
  return task.kind === "recognise" || task.kind === "speakers" ? task.model : null;
}

export function isEngineReply(message: unknown): message is EngineReply {
  return typeof message === "object" && message !== null && "id" in message && "ok" in message;
}

export function isEngineRequest(message: unknown): message is EngineRequest {
  return typeof message === "object" && message !== null && "id" in message && "task" in message;
}
