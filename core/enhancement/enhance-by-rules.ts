import { applyTerms } from "./apply-terms";
import { findOpenGaps } from "./find-open-gaps";
import { placeCapitals } from "./place-capitals";
import { placeCommas } from "./place-commas";
import { placeParagraphs } from "./place-paragraphs";
import { placeSentenceEnds } from "./place-sentence-ends";
import { findCased, lowerShouting } from "./read-letter-case";
import { removeDisfluencies } from "./remove-disfluencies";
import { listRuleWords } from "./rule-word";
import { tellTextLanguage } from "./tell-language";
import type { EnhancedParagraph, EnhancementOptions, MachineWord } from "./types";
import { writeNumbers } from "./write-numbers";

/** The machine text as a careful reader would set it, by fixed rules and without a model: the same words give the same
 * text, and its own text comes back unchanged. What a text came with stays: punctuation and capitals are added only where
 * they are missing. English is done in full; of other languages what is safe there. */
export function enhanceByRules(
  words: readonly MachineWord[],
  { language, style, glossary }: EnhancementOptions,
): EnhancedParagraph[] {
  const spoken = language ?? tellTextLanguage(words.map(({ text }) => text));
  const machine = lowerShouting(words, glossary);
  const cased = findCased(machine);
  const terms = applyTerms(listRuleWords(machine), glossary);
  const kept = removeDisfluencies(terms, spoken, style).map((word) => ({ ...word }));
  const isOpen = findOpenGaps(kept);
  placeSentenceEnds(kept, isOpen, spoken);
  placeCommas(kept, isOpen, spoken);
  placeCapitals(kept, spoken, glossary, cased);
  const written = spoken === "en" && style.numbers !== "keep" ? writeNumbers(kept, style) : kept;
  return placeParagraphs(written, style.paragraphs);
}
