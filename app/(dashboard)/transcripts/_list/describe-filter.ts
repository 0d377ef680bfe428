import { findLanguage, nameLanguage } from "@/core/transcript/find-language";
import { spokenLanguages } from "@/core/transcript/spoken-languages";
import type { DocumentFilter } from "@/server/transcripts/schema";

export const filterLabels: Record<keyof DocumentFilter, string> = {
  speaker: "Speaker",
  speakerCount: "Number of speakers",
  from: "Added from",
  to: "Added until",
  language: "Language",
  domain: "Domain",
  pipelineVersion: "Pipeline",
  status: "State",
  warning: "Warned of",
  tag: "Tag",
  collectionId: "Collection",
};

const statuses: Record<string, string> = { ready: "Has text", working: "In work", failed: "Failed" };
const warnings: Record<string, string> = {
  no_speech: "No speech",
  very_quiet: "Very quiet",
  clipped: "Overdriven",
  other_language: "Another language",
  loop_cut: "Engine repeated itself",
  cut_off: "Ends too soon",
  low_confidence: "Engine unsure",
  times_estimated: "Estimated times",
  noisy: "Noise",
  fast_speech: "Very fast speech",
  loop: "Repeats taken out",
  repeat: "Said twice",
  speech_gap: "Speech without words",
  text_over_silence: "Words over silence",
};

/** A value of a filter in words. What this version does not know is shown as it is stored. */
export function describeFilterValue(key: keyof DocumentFilter, value: string | number): string {
  const text = String(value);
  if (key === "status") return statuses[text] ?? text;
  if (key === "warning") return warnings[text] ?? text;
  if (key === "language") {
    const tag = findLanguage(text, spokenLanguages);
    return tag ? nameLanguage(tag) : text;
  }
  return text;
}
