import { setImmediate as nextTurn } from "node:timers/promises";
import { enhanceByRules } from "@/core/enhancement/enhance-by-rules";
import { rulesVersion } from "@/server/enhancement/enhancer-facts";
import type { Enhancer } from "./enhancer";

/** The rules of this house: on this machine, at once, the same each time. */
export function createRulesEnhancer(): Enhancer {
  return {
    id: "rules",
    model: "rules",
    promptVersion: rulesVersion,
    concurrency: 1,
    async enhance({ words, language, style, glossary }, { signal }) {
      // Hearts and other runs have their turn between two windows.
      await nextTurn();
      signal.throwIfAborted();
      return { paragraphs: enhanceByRules([...words], { language, style, glossary }), text: null };
    },
  };
}
