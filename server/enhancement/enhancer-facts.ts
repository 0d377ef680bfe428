import { promptVersion } from "@/core/enhancement/window-prompt";
import { getSettings, type Settings } from "@/server/platform/env";
import { serializeSentence } from "@/server/platform/errors";
import { findTextServer, type TextServer } from "@/server/platform/text-server";
import type { EnhancerId } from "./schema";

/** Of the rules; grows when they make something else of a text. */
export const rulesVersion = "rules-1";

export interface EnhancerFacts {
  id: EnhancerId;
  model: string;
  promptVersion: string;
  /** Words of a window, at most, and of what is shown around it. */
  windowWords: number;
  contextWords: number;
  /** Null of the rules. */
  server: TextServer | null;
}

/** Of tokens of a word in the question and in the answer together, in languages whose words are long ones. */
const tokensPerWord = 5;
/** For what is to be done, and a glossary of usual length. */
const instructionTokens = 1_000;
/** Of longer windows models begin to leave things out. */
const mostWindowWords = 700;
const fewestWindowWords = 60;
const rulesWindowWords = 2_000;
const contextWords = 40;

/** Null where the model is not set up. */
export function findEnhancer(
  id: EnhancerId,
  model: string | null = null,
  settings: Settings = getSettings(),
): EnhancerFacts | null {
  if (id === "rules") {
    const facts = { windowWords: rulesWindowWords, contextWords: 0 };
    return { id, model: "rules", promptVersion: rulesVersion, ...facts, server: null };
  }
  const server = findTextServer(settings, model);
  if (!server) return null;
  const room = Math.floor((server.contextTokens - instructionTokens) / tokensPerWord) - 2 * contextWords;
  const windowWords = Math.max(fewestWindowWords, Math.min(mostWindowWords, room));
  return { id, model: server.model, promptVersion, windowWords, contextWords, server };
}

/** Those that there are, also such as are not set up yet. */
export function listEnhancers(settings: Settings = getSettings()) {
  const server = findTextServer(settings);
  return [
    {
      id: "rules" as const,
      name: "Rules of this machine",
      model: "rules",
      missing: null,
      isLocal: true,
      isPaid: false,
    },
    {
      id: "openai" as const,
      name: server ? `${server.model} at ${server.name}` : "A language model",
      model: server?.model ?? "",
      missing: server ? null : serializeSentence("TEXT_NOT_SET_UP"),
      isLocal: server?.isLocal ?? false,
      isPaid: server ? !server.isLocal : true,
    },
  ];
}
