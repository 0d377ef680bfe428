import type { ReviewKind, ReviewPoint } from "@/core/quality/list-review-points";
import type { CueRule } from "@/core/subtitles/check-cues";

export const kindNames: Record<ReviewKind, string> = {
  unsure: "Unsure words",
  term: "Your terms",
  differ: "Hearings differ",
  loop: "Repeated phrases",
  gap: "Stretches without text",
  voice: "Unsure speakers",
  flip: "Very short turns",
  fast: "Reads too fast",
  subtitle: "Subtitles",
  carry: "Could not be carried",
};

/** What to look at there, in a sentence. */
export function describePoint({ kind, quote, heard, amount, breach }: ReviewPoint): string {
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
    case "subtitle":
      return breach ? describeBreach(breach.rule, amount, breach.limit, quote) : `“${quote}”`;
    case "carry":
      return `Your words had no place in the new text: “${quote}”.`;
  }
}

/** Of the layout that subtitles of the transcript have. */
function describeBreach(rule: CueRule, amount: number, limit: number, quote: string): string {
  const seconds = (ms: number) => `${Number((ms / 1_000).toFixed(2))} s`;
  const count = Math.round(amount).toLocaleString("en");
  switch (rule) {
    case "lineLength":
      return `${count} characters in a line instead of ${limit} at most: “${quote}”.`;
    case "lineCount":
      return `${count} lines instead of ${limit} at most: “${quote}”.`;
    case "tooShort":
      return `Shown for ${seconds(amount)} instead of ${seconds(limit)} at least: “${quote}”.`;
    case "tooLong":
      return `Shown for ${seconds(amount)} instead of ${seconds(limit)} at most: “${quote}”.`;
    case "gap":
      return `Dark for ${seconds(amount)} instead of ${seconds(limit)} before the next: “${quote}”.`;
    case "speed":
      return `${count} characters a second instead of ${limit} at most: “${quote}”.`;
    case "phrase":
      return `“${quote}” belong together and are torn apart.`;
  }
}
