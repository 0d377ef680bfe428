import type { ProcessUsage } from "../resources/process-usage";
import type { ChunkResult, SampleRange } from "./engine";
import type { MoonshineModel } from "./moonshine/model-shapes";

/** What a pool asks of a child, one request at a time, over Node's IPC channel with "advanced" serialisation. */
export type EngineTask =
  /** Makes the model's graphs on disk. The child has grown by it and is let go afterwards. */
  | { kind: "build"; model: MoonshineModel }
  /** Probability of speech of each frame of each lane, the warm-up left out. */
  | { kind: "detect"; wavPath: string; lanes: SampleRange[] }
  | { kind: "transcribe"; model: MoonshineModel; wavPath: string; range: SampleRange };

export interface EngineTaskResults {
  build: null;
  detect: Float32Array[];
  transcribe: ChunkResult;
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

export function isEngineReply(message: unknown): message is EngineReply {
  return typeof message === "object" && message !== null && "id" in message && "ok" in message;
}

export function isEngineRequest(message: unknown): message is EngineRequest {
  return typeof message === "object" && message !== null && "id" in message && "task" in message;
}
