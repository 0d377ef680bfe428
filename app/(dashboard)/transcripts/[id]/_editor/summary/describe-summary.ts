import type { SummaryEstimateOutput, SummaryView } from "@/server/summaries/schema";

const count = (number: number, one: string, many: string) =>
  number === 1 ? `1 ${one}` : `${number.toLocaleString("en")} ${many}`;

const dollars = (amount: number) =>
  amount < 0.01 ? "less than a cent" : `$${amount.toLocaleString("en", { maximumFractionDigits: 2 })}`;

/** What a model will be asked for, and what that costs. Pure. */
export function describeSummaryCost(estimate: SummaryEstimateOutput): string {
  const { windows, cachedWindows, inputTokens, outputTokens } = estimate;
  if (windows === cachedWindows)
    return "Everything that would be asked was answered before: it costs nothing.";
  const tokens = `about ${(inputTokens + outputTokens).toLocaleString("en", { maximumSignificantDigits: 2 })} tokens`;
  const price =
    estimate.dollars === null
      ? "What that costs is not known here"
      : `That is ${estimate.dollars < 0.01 ? "" : "about "}${dollars(estimate.dollars)}`;
  const kept = cachedWindows > 0 ? ` ${count(cachedWindows, "part was", "parts were")} answered before.` : "";
  return `${count(windows - cachedWindows, "part", "parts")} of the text, ${tokens}. ${price}.${kept}`;
}

/** By what a summary was made, and what it took. Pure. */
export function describeSummaryMaking(
  summary: Pick<
    SummaryView,
    "engine" | "model" | "templateTitle" | "inputTokens" | "outputTokens" | "dollars"
  >,
): string {
  const { engine, model, templateTitle, inputTokens, outputTokens, dollars: paid } = summary;
  if (engine === "rules") return `${templateTitle}: sentences of the text, chosen on this machine.`;
  const tokens = inputTokens + outputTokens;
  const used = tokens === 0 ? "" : `, ${tokens.toLocaleString("en")} tokens`;
  const cost = paid === null || tokens === 0 ? "" : ` for ${dollars(paid)}`;
  return `${templateTitle}, by ${model}${used}${cost}.`;
}

const reasons: Record<string, string> = {
  "no-source": "it names no place in the text",
  "unknown-source": "the place that it names is not there",
  number: "it has a number that is not said there",
  name: "it has a name that is not said there",
  negation: "what is said there is the opposite",
  unsupported: "that is not said there",
  markup: "it has markup or a link",
  "too-long": "it is too long",
};

/** Why a statement of a model was left out. Pure. */
export function describeDrop(reason: string): string {
  return reasons[reason] ?? "its sources do not say it";
}
