import { loadOverlapModel } from "@/core/diarization/overlap-model";
import { loadVoiceModel, type ShippedVoiceModel, type VoiceModel } from "@/core/diarization/voice-model";
import overlap from "./overlap.json" with { type: "json" };
import shipped from "./voices.json" with { type: "json" };

/** Made by `npm run bench -- voices-train`; what it was made of, and under which licence, stands in the file. */
export const shippedVoices: ShippedVoiceModel = shipped;

let loaded: VoiceModel | null = null;

export function getVoiceModel(): VoiceModel {
  loaded ??= loadVoiceModel(shippedVoices);
  return loaded;
}

let judge: ReturnType<typeof loadOverlapModel> | null = null;

/** Made by `npm run bench -- voices-overlap`. */
export function getOverlapModel(): ReturnType<typeof loadOverlapModel> {
  judge ??= loadOverlapModel(overlap);
  return judge;
}
