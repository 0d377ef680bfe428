import type { HearingSpeakerEngineId } from "@/core/speech/speaker-engines";
import { type SpeakerModelId, speakerModelIds, speakerModels } from "@/core/speech/speaker-models";
import { type SpeechModelId, speechModelIds, speechModels } from "@/core/speech/speech-models";
import type { EngineId } from "@/server/batches/schema";
import { TraxError } from "@/server/platform/errors";
import { findSpeechServer } from "@/server/platform/speech-server";
import type { ModelFetches } from "../models/model-fetches";
import type { SpeechEngine } from "./engine";
import type { EnginePool } from "./engine-pool";
import { createTextEngines, type TextEngines } from "./enhancement/enhancer-provider";
import { createMoonshineEngine } from "./moonshine/moonshine-engine";
import { createOpenaiEngine } from "./openai/openai-engine";
import { createSherpaEngine } from "./sherpa/sherpa-engine";
import { createEmbeddedSpeakers } from "./speakers/embedded-speakers";
import { createSherpaSpeakers } from "./speakers/sherpa-speakers";
import type { SpeakerEngine } from "./speakers/speaker-engine";

/** The engines of this worker by id, over one pool of slots. */
export interface EngineProvider {
  /** Chunks that may be decoded at once. */
  readonly slots: number;
  /** @throws TraxError ENGINE_NOT_SET_UP */
  get(id: EngineId): SpeechEngine;
  /** Tells voices apart with what comes with Trax, and hears what a voice is like whoever told it apart. */
  readonly speakers: SpeakerEngine;
  getSpeakers(id: HearingSpeakerEngineId): SpeakerEngine;
  /** Makes texts better. */
  readonly texts: TextEngines;
}

export function createEngineProvider(pool: EnginePool, slots: number, fetches: ModelFetches): EngineProvider {
  const base = createMoonshineEngine(pool, "base");
  const server = findSpeechServer();
  const fetched = Object.fromEntries(
    speechModelIds.map((id) => [id, createSherpaEngine(speechModels[id], pool, fetches, base)]),
  ) as Record<SpeechModelId, SpeechEngine>;
  const engines: Record<EngineId, SpeechEngine | null> = {
    "moonshine-base": base,
    "moonshine-tiny": createMoonshineEngine(pool, "tiny"),
    ...fetched,
    openai: server && createOpenaiEngine(server, pool, base),
  };
  const speakers = createEmbeddedSpeakers(pool);
  const speakerEngines: Record<HearingSpeakerEngineId, SpeakerEngine> = {
    "trax-voices": speakers,
    ...(Object.fromEntries(
      speakerModelIds.map((id) => [id, createSherpaSpeakers(speakerModels[id], pool, fetches, speakers)]),
    ) as Record<SpeakerModelId, SpeakerEngine>),
  };
  return {
    slots,
    speakers,
    getSpeakers: (id) => speakerEngines[id],
    texts: createTextEngines(),
    get(id) {
      const engine = engines[id];
      if (!engine) throw new TraxError("ENGINE_NOT_SET_UP");
      return engine;
    },
  };
}
