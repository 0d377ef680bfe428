import type { FetchedModel } from "./fetched-model";

/** Models that tell speakers apart, fetched when they are first wanted: one finds who speaks when in ten seconds of sound,
 * also where several speak at once, the other tells a voice by. Data alone; what runs them is
 * worker/engines/speakers/sherpa-speakers.ts. */

export const speakerModelIds = ["pyannote-titanet", "pyannote-eres2net"] as const;
export type SpeakerModelId = (typeof speakerModelIds)[number];

export type SpeakerModel = FetchedModel<SpeakerModelId, "segmentation" | "embedding">;

const source = {
  repository: "csukuangfj/speaker-embedding-models",
  revision: "main",
  elsewhere: { segmentation: "csukuangfj/sherpa-onnx-pyannote-segmentation-3-0" },
} as const;
const segmentation = "model.onnx";

export const speakerModels: Readonly<Record<SpeakerModelId, SpeakerModel>> = {
  "pyannote-titanet": {
    ...{ id: "pyannote-titanet", name: "pyannote and TitaNet", ...source },
    description: "Hears several people at once. Voices by NVIDIA's TitaNet small, learned from English.",
    licence: {
      name: "MIT (pyannote), NVIDIA's terms (TitaNet)",
      url: "https://catalog.ngc.nvidia.com/orgs/nvidia/teams/nemo/models/titanet_small",
    },
    files: { segmentation, embedding: "nemo_en_titanet_small.onnx" },
    sizeBytes: 46_250_196,
    memoryMb: 500,
  },
  "pyannote-eres2net": {
    ...{ id: "pyannote-eres2net", name: "pyannote and 3D-Speaker", ...source },
    description: "Hears several people at once. Voices by 3D-Speaker's ERes2Net base, learned from Chinese.",
    licence: {
      name: "MIT (pyannote), Apache 2.0 (3D-Speaker)",
      url: "https://github.com/modelscope/3D-Speaker/blob/main/LICENSE",
    },
    files: { segmentation, embedding: "3dspeaker_speech_eres2net_base_sv_zh-cn_3dspeaker_16k.onnx" },
    sizeBytes: 45_586_674,
    memoryMb: 500,
  },
};

/** Null for an engine that comes with Trax, or is not known. */
export function findSpeakerModel(id: string): SpeakerModel | null {
  const known = speakerModelIds.find((each) => each === id);
  return known ? speakerModels[known] : null;
}
