import type { changeKinds, EnhancementView, EstimateOutput } from "@/server/enhancement/schema";

export type ChangeKindName = (typeof changeKinds)[number];

export const kindNames: Record<ChangeKindName, string> = {
  punctuation: "Punctuation",
  casing: "Capitals",
  filler: "Fillers",
  repetition: "Repetitions",
  "false-start": "False starts",
  number: "Numbers",
  term: "Terms",
  spelling: "Spelling",
  wording: "Wording",
  paragraph: "Paragraphs",
};

const count = (number: number, one: string, many: string) =>
  number === 1 ? `1 ${one}` : `${number.toLocaleString("en")} ${many}`;

const dollars = (amount: number) =>
  amount < 0.01 ? "less than a cent" : `$${amount.toLocaleString("en", { maximumFractionDigits: 2 })}`;

/** What a model will be asked for, and what that costs. Pure. */
export function describeEnhancementCost(estimate: EstimateOutput): string {
  const { windows, cachedWindows, inputTokens, outputTokens } = estimate;
  if (windows === cachedWindows)
    return "Everything that would be asked was answered before: it costs nothing.";
  const tokens = `about ${(inputTokens + outputTokens).toLocaleString("en", { maximumSignificantDigits: 2 })} tokens`;
  const price =
    estimate.dollars === null ? "What that costs is not known here" : `That is ${dollars(estimate.dollars)}`;
  const kept = cachedWindows > 0 ? ` ${count(cachedWindows, "part was", "parts were")} answered before.` : "";
  return `${count(windows - cachedWindows, "part", "parts")} of the text, ${tokens}. ${price}.${kept}`;
}

/** By what it was made, for what kind of text, and what it took. Pure. */
export function describeMaking({
  engine,
  model,
  domain,
  seconds,
  inputTokens,
  outputTokens,
  dollars: paid,
}: Pick<
  EnhancementView,
  "engine" | "model" | "domain" | "seconds" | "inputTokens" | "outputTokens" | "dollars"
>): string {
  const by = engine === "rules" ? "By rules" : `By ${model}`;
  const took =
    seconds < 1 ? "in less than a second" : `in ${count(Math.round(seconds), "second", "seconds")}`;
  const tokens = inputTokens + outputTokens;
  const used = tokens === 0 ? "" : `, ${tokens.toLocaleString("en")} tokens`;
  const cost = paid === null || tokens === 0 ? "" : ` for ${dollars(paid)}`;
  return `${by}, as ${domain}, ${took}${used}${cost}.`;
}

/** A text of which nothing is left, or nothing was, is shown by a word. Pure. */
export function showText(text: string): string {
  if (text === "") return "nothing";
  return text.includes("\n") ? "a new paragraph" : text;
}

/** Of a kind of change, how many stand. Pure. */
export function describeKind({ count: all, undone }: { count: number; undone: number }): string {
  if (undone === 0) return all.toLocaleString("en");
  return undone === all
    ? `all ${all.toLocaleString("en")} undone`
    : `${all - undone} of ${all.toLocaleString("en")}`;
}
