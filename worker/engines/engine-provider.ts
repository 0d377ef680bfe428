import type { EngineId } from "@/server/batches/schema";
import type { SpeechEngine } from "./engine";
import type { EnginePool } from "./engine-pool";
import { createMoonshineEngine } from "./moonshine/moonshine-engine";

/** The engines of this worker by id, over one pool of slots. */
export interface EngineProvider {
  /** Chunks that may be decoded at once. */
  readonly slots: number;
  get(id: EngineId): SpeechEngine;
}

export function createEngineProvider(pool: EnginePool, slots: number): EngineProvider {
  const engines: Record<EngineId, SpeechEngine> = {
    "moonshine-base": createMoonshineEngine(pool, "base"),
    "moonshine-tiny": createMoonshineEngine(pool, "tiny"),
  };
  return { slots, get: (id) => engines[id] };
}
