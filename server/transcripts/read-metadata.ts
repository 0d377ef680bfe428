import { processingMetadata } from "./result-schema";
import type { AccuracyView, DocumentDetail } from "./schema";

const shown = processingMetadata.pick({
  engine: true,
  model: true,
  language: true,
  languageSource: true,
  vocabulary: true,
  cost: true,
  domain: true,
  speakersExpected: true,
  range: true,
});

/** More nobody walks through. */
const maxCorrections = 2_000;

/** What is shown of how a result was made; other writers put other things there. */
export function readMetadata(
  metadata: unknown,
): Pick<
  NonNullable<DocumentDetail["result"]>,
  | "engine"
  | "model"
  | "language"
  | "isLanguageTold"
  | "corrections"
  | "dollars"
  | "domain"
  | "speakersExpected"
  | "range"
> {
  const { engine, model, language, languageSource, vocabulary, cost, domain, speakersExpected, range } = shown
    .catch({})
    .parse(metadata ?? {});
  return {
    engine: engine ?? String((metadata as { engine?: unknown } | null)?.engine ?? "unknown"),
    model: model && model !== engine ? model : null,
    language: language ?? null,
    isLanguageTold: languageSource === "told",
    corrections: [...(vocabulary?.led ?? []), ...(vocabulary?.corrections ?? [])]
      .sort((a, b) => a.startMs - b.startMs)
      .slice(0, maxCorrections),
    dollars: cost?.dollars ?? null,
    domain: domain ?? null,
    speakersExpected: speakersExpected ?? null,
    range: range ? { startMs: range.startMs, endMs: range.endMs } : null,
  };
}

/** Measured where somebody knows what was said, else estimated. */
export function toAccuracy(
  result: { accuracy: number | null; accuracyEstimate: number | null } | null,
): AccuracyView | null {
  const value = result?.accuracy ?? result?.accuracyEstimate ?? null;
  return value === null ? null : { value, isMeasured: result?.accuracy != null };
}
