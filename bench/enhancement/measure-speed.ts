import { performance } from "node:perf_hooks";
import { builtInDomains } from "../../core/enhancement/built-in-domains";
import { enhanceByRules } from "../../core/enhancement/enhance-by-rules";
import { judgeEnhancement } from "../../core/enhancement/judge-enhancement";
import type { MachineWord } from "../../core/enhancement/types";
import type { TextCase } from "./parse-texts";
import { timeWords } from "./time-words";

const wordCount = 100_000;

/** How long the rules and the gates take for hours of speech in one piece. */
export function measureSpeed(texts: readonly TextCase[]): {
  words: number;
  rulesMs: number;
  gatesMs: number;
} {
  const words: MachineWord[] = [];
  const english = texts.filter(({ language }) => language === "en");
  for (let offsetMs = 0; words.length < wordCount && english.length > 0; ) {
    for (const { heard } of english) {
      const timed = timeWords(heard);
      for (const word of timed)
        words.push({
          ...word,
          speaker: null,
          startMs: word.startMs + offsetMs,
          endMs: word.endMs + offsetMs,
        });
      offsetMs += (timed.at(-1)?.endMs ?? 0) + 1_500;
    }
  }
  const options = { language: "en", style: builtInDomains.general.style, glossary: [] };
  const startAt = performance.now();
  const paragraphs = enhanceByRules(words, options);
  const rulesAt = performance.now();
  judgeEnhancement(words, paragraphs, options);
  const gatesAt = performance.now();
  return {
    words: words.length,
    rulesMs: Math.round(rulesAt - startAt),
    gatesMs: Math.round(gatesAt - rulesAt),
  };
}
