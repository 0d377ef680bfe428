import type { FetchedModel } from "./fetched-model";
import { findSpeakerModel, speakerModelIds } from "./speaker-models";
import { findSpeechModel, speechModelIds } from "./speech-models";

/** Every model that can be fetched: those that hear speech, then those that tell speakers apart. */
export const fetchedModelIds = [...speechModelIds, ...speakerModelIds] as const;
export type FetchedModelId = (typeof fetchedModelIds)[number];

/** Null for what comes with Trax, asks a server, or is not known. */
export function findFetchedModel(id: string): FetchedModel<FetchedModelId> | null {
  return findSpeechModel(id) ?? findSpeakerModel(id);
}

export function getFetchedModel(id: FetchedModelId): FetchedModel<FetchedModelId> {
  return findFetchedModel(id) as FetchedModel<FetchedModelId>;
}
