import type { EnhancedParagraph } from "./types";

/** Tokens joined by a space, paragraphs by a blank line. */
export function enhancedText(paragraphs: readonly EnhancedParagraph[]): string {
  return paragraphs.map(({ tokens }) => tokens.map(({ text }) => text).join(" ")).join("\n\n");
}
