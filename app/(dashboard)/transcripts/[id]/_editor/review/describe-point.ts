import type { ReviewKind, ReviewPoint } from "@/core/quality/list-review-points";

export const kindNames: Record<ReviewKind, string> = {
  unsure: "Unsure words",
  term: "Your terms",
  differ: "Hearings differ",
  loop: "Repeated phrases",
  gap: "Stretches without text",
  voice: "Unsure speakers",
  flip: "Very short turns",
  fast: "Reads too fast",
  carry: "Could not be carried",
};

/** What to look at there, in a sentence. */
export function describePoint({ kind, quote, heard, amount }: ReviewPoint): string {
  switch (kind) {
    case "unsure":
      return amount === 1 ? `Unsure of “${quote}”.` : `Unsure of ${amount} words: ${quote}.`;
    case "term":
      return `“${quote}” was heard as “${heard}”.`;
    case "differ":
      return `Heard as ${quote}.`;
    case "loop":
      return `“${quote}” ${amount.toLocaleString("en")} times in a row.`;
    case "gap":
      return `${Math.round(amount / 1_000).toLocaleString("en")} seconds without text.`;
    case "voice":
      return `Maybe somebody else says “${quote}”.`;
    case "flip":
      return `A turn of ${(amount / 1_000).toFixed(1)} seconds inside another's: “${quote}”.`;
    case "fast":
      return Number.isFinite(amount)
        ? `${Math.round(amount).toLocaleString("en")} characters a second.`
        : "Text, but no time to say it.";
    case "carry":
      return `Your words had no place in the new text: “${quote}”.`;
  }
}
