import { builtInDomains } from "../../core/enhancement/built-in-domains";
import { enhanceByRules } from "../../core/enhancement/enhance-by-rules";
import { enhancedText } from "../../core/enhancement/enhanced-text";
import { judgeEnhancement } from "../../core/enhancement/judge-enhancement";
import type { MachineWord } from "../../core/enhancement/types";
import type { TextCase } from "./parse-texts";
import { addCounts, type Counts, deriveF1, scoreText } from "./score-text";
import { timeWords } from "./time-words";

export interface TextFigures {
  texts: number;
  /** Of the rules' text. */
  punctuationF1: number;
  casingF1: number;
  /** Of the text that the rules were given. */
  inputPunctuationF1: number;
  inputCasingF1: number;
  /** Texts whose marks or capitals were better before. */
  worsened: string[];
  /** Texts of the rules that the gates would refuse. */
  refused: string[];
}

interface Sample {
  text: TextCase;
  words: MachineWord[];
}

/** Texts that came without punctuation, with the times of their words or without any. */
export function listBareSamples(texts: readonly TextCase[], hasTimes: boolean): Sample[] {
  return texts.map((text) => {
    const words = timeWords(text.heard);
    return { text, words: hasTimes ? words : words.map((word) => ({ ...word, startMs: 0, endMs: 0 })) };
  });
}

/** Texts that came with it. */
export function listPunctuatedSamples(texts: readonly TextCase[]): Sample[] {
  return texts.flatMap((text) => (text.punctuated ? [{ text, words: timeWords(text.punctuated) }] : []));
}

export function measureTexts(samples: readonly Sample[], show?: (line: string) => void): TextFigures {
  const none = (): Counts => ({ right: 0, wrong: 0, missing: 0 });
  const sums = { punctuation: none(), casing: none(), inputPunctuation: none(), inputCasing: none() };
  const figures: TextFigures = {
    texts: samples.length,
    punctuationF1: 0,
    casingF1: 0,
    inputPunctuationF1: 0,
    inputCasingF1: 0,
    worsened: [],
    refused: [],
  };
  for (const { text, words } of samples) {
    const { style } = builtInDomains[text.domain];
    const options = { language: text.language, style, glossary: [] };
    const enhanced = enhanceByRules(words, options);
    const textsOf = (tokens: readonly { text: string }[]) => tokens.map((token) => token.text);
    const after = scoreText(textsOf(enhanced.flatMap(({ tokens }) => tokens)), text.reference);
    const before = scoreText(textsOf(words), text.reference);
    addCounts(sums.punctuation, after.punctuation);
    addCounts(sums.casing, after.casing);
    addCounts(sums.inputPunctuation, before.punctuation);
    addCounts(sums.inputCasing, before.casing);
    const isWorse =
      deriveF1(after.punctuation) < deriveF1(before.punctuation) ||
      deriveF1(after.casing) < deriveF1(before.casing);
    if (isWorse) figures.worsened.push(text.name);
    const { accepted, violations } = judgeEnhancement(words, enhanced, options);
    if (!accepted)
      figures.refused.push(
        `${text.name}: ${violations.map(({ before, after }) => `${before} -> ${after}`).join("; ")}`,
      );
    show?.(
      `${text.name} ${deriveF1(after.punctuation).toFixed(2)} ${deriveF1(after.casing).toFixed(2)}\n  ${enhancedText(enhanced)}\n  ${text.reference}`,
    );
  }
  figures.punctuationF1 = deriveF1(sums.punctuation);
  figures.casingF1 = deriveF1(sums.casing);
  figures.inputPunctuationF1 = deriveF1(sums.inputPunctuation);
  figures.inputCasingF1 = deriveF1(sums.inputCasing);
  return figures;
}
