import { TraxError } from "@/server/platform/errors";
import { listEngineIds } from "@/server/workers/data";
import { MODEL_ALIAS } from "./transcription-options";

export interface ModelView {
  id: string;
  object: "model";
  /** Seconds since 1970: when the model was published. */
  created: number;
  owned_by: string;
}

const PUBLISHED_SECONDS = Date.UTC(2024, 9, 21) / 1_000;

const listModelIds = (): string[] => [...listEngineIds(), MODEL_ALIAS];

/** The speech engines, and the name under which stock clients ask for the one that is set by default. */
export function listModels(): { object: "list"; data: ModelView[] } {
  return { object: "list", data: listModelIds().map(toModel) };
}

/** @throws TraxError API_MODEL_UNKNOWN */
export function getModel(id: string): ModelView {
  const modelIds = listModelIds();
  if (modelIds.includes(id)) return toModel(id);
  throw new TraxError("API_MODEL_UNKNOWN", { model: id, known: modelIds.join(", "), param: "model" });
}

function toModel(id: string): ModelView {
  return { id, object: "model", created: PUBLISHED_SECONDS, owned_by: "trax" };
}
