import { SAMPLE_RATE } from "../engine";
import type { MoonshineModel } from "./model-shapes";

/** Words below this mean log-probability were not said there. On clean readings what was said lies above -2.8, also
 * without capitals and punctuation, and what was not below -3.4: another text, two words in three, the words in another
 * order. */
const leastLogprob = -3;

export function isAligned(meanLogprob: number | null): boolean {
  return meanLogprob !== null && meanLogprob >= leastLogprob;
}

/** As much as the decoder takes at once. */
export const longestAlignedSamples = 24 * SAMPLE_RATE;
/** The decoder that is made to say a text. */
export const alignmentModel: MoonshineModel = "base";
/** What it can be asked for, as BCP 47 primary tags. */
export const alignedLanguages: readonly string[] = ["en"];
