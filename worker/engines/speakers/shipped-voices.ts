import { loadVoiceModel, type ShippedVoiceModel, type VoiceModel } from "@/core/diarization/voice-model";
import shipped from "./voices.json" with { type: "json" };

/** Made by `npm run bench -- voices-train`; what it was made of, and under which licence, stands in the file. */
export const shippedVoices: ShippedVoiceModel = shipped;

let loaded: VoiceModel | null = null;

export function getVoiceModel(): VoiceModel {
  loaded ??= loadVoiceModel(shippedVoices);
  return loaded;
}
