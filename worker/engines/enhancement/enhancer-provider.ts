import type { EnhancerFacts } from "@/server/enhancement/enhancer-facts";
import type { TextServer } from "@/server/platform/text-server";
import { decideRetry } from "../openai/decide-retry";
import type { Enhancer } from "./enhancer";
import { createModelEnhancer } from "./model-enhancer";
import { createRulesEnhancer } from "./rules-enhancer";
import { createTextEngine, type TextEngine } from "./text-engine";

/** What makes texts better and sums them up, of this worker. */
export interface TextEngines {
  /** One for each model, so that all who ask it keep to its rate together. */
  getModel(server: TextServer): TextEngine;
  getEnhancer(facts: EnhancerFacts): Enhancer;
}

/** @param decide how long to wait before a request is made again */
export function createTextEngines(decide: typeof decideRetry = decideRetry): TextEngines {
  const models = new Map<string, TextEngine>();
  const rules = createRulesEnhancer();

  function getModel(server: TextServer): TextEngine {
    const key = `${server.baseUrl} ${server.model}`;
    const known = models.get(key);
    if (known) return known;
    const engine = createTextEngine(server, decide);
    models.set(key, engine);
    return engine;
  }

  return {
    getModel,
    getEnhancer: ({ server }) => (server ? createModelEnhancer(getModel(server)) : rules),
  };
}
