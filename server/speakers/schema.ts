import { z } from "zod";

/** `speaker_profiles.characteristics`: measures of a voice by their name. */
export const voiceCharacteristics = z.looseObject({ pitch: z.number().nonnegative().optional() });
