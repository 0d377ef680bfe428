import type { z } from "zod";
import type { cacheFigures } from "@/server/enhancement/schema";

/** Pure. */
export function describeKeptAnswers({
  entries,
  hitRate,
  savedDollars,
  savedTokens,
}: z.infer<typeof cacheFigures>): string {
  if (entries === 0) {
    return "What a language model answers is kept for a while, so that the same text is never paid for twice. Nothing is kept yet.";
  }
  const kept =
    entries === 1
      ? "1 answer of a language model is kept"
      : `${entries.toLocaleString("en")} answers of language models are kept`;
  if (hitRate === null || savedTokens === 0) return `${kept}; none was needed a second time yet.`;
  const money =
    savedDollars === null ? "" : ` and $${savedDollars.toLocaleString("en", { maximumFractionDigits: 2 })}`;
  return `${kept}. ${Math.round(hitRate * 100)} % of what was asked for was there already, which saved ${savedTokens.toLocaleString("en")} tokens${money}.`;
}
