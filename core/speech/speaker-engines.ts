import { speakerModelIds, speakerModels } from "./speaker-models";

/** What tells speakers apart, for whoever chooses. `speech-server`: the server that heard a recording said who spoke. */
export const speakerEngineIds = ["trax-voices", "speech-server", ...speakerModelIds] as const;
export type SpeakerEngineId = (typeof speakerEngineIds)[number];

/** Those that can hear any recording. */
export const hearingSpeakerEngineIds = ["trax-voices", ...speakerModelIds] as const;
export type HearingSpeakerEngineId = (typeof hearingSpeakerEngineIds)[number];

export interface SpeakerEngineFacts {
  name: string;
  description: string;
}

export const speakerEngines: Readonly<Record<SpeakerEngineId, SpeakerEngineFacts>> = {
  "trax-voices": {
    name: "Trax voices",
    description:
      "Comes with Trax. Fast; each moment has one speaker, so people talking at once are not told apart.",
  },
  "speech-server": {
    name: "As the speech server said",
    description: "Takes the speakers that came with the text. Nothing is sent again.",
  },
  ...(Object.fromEntries(
    speakerModelIds.map((id) => [
      id,
      { name: speakerModels[id].name, description: `${speakerModels[id].description} Slower.` },
    ]),
  ) as Record<(typeof speakerModelIds)[number], SpeakerEngineFacts>),
};
