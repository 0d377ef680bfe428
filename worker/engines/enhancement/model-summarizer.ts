import { z } from "zod";
import { normalizeText } from "@/core/transcript/normalize-text";
import type { GateStops } from "../openai/request-gate";
import { estimateTokens, type TextEngine, type TextUsage } from "./text-engine";

/** As a model writes it. Whether a number is one of a sentence, and a section one of the template, is told by whoever
 * knows them. */
export const windowAnswer = z.strictObject({
  titles: z.array(z.strictObject({ n: z.number(), title: z.string() })),
  statements: z.array(
    z.strictObject({ section: z.string(), text: z.string(), sources: z.array(z.number()) }),
  ),
});
export type WindowAnswer = z.infer<typeof windowAnswer>;

export const joinedAnswer = z.strictObject({
  statements: z.array(z.strictObject({ section: z.string(), text: z.string(), from: z.array(z.number()) })),
});
export type JoinedAnswer = z.infer<typeof joinedAnswer>;

/** A model that goes on and on is not followed. */
const mostItems = 120;
const leastAnswerTokens = 400;
const mostAnswerTokens = 3_000;

type Options = GateStops & { group: string; usage: TextUsage };

/** Asks a language model for notes. Its answers are data: text without control characters, and nothing of it is trusted.
 * @throws the reason of a signal; TraxError where no question has any hope; TextAnswerError where this one has none */
export function createModelSummarizer(engine: TextEngine) {
  const answerTokens = (data: string) =>
    Math.min(mostAnswerTokens, leastAnswerTokens + Math.ceil(estimateTokens(data) * 0.6));
  return {
    async summarize(instructions: string, data: string, options: Options): Promise<WindowAnswer> {
      const question = { instructions, data, schema: windowAnswer, name: "transcript_notes" };
      const answer = await engine.ask({ ...question, mostTokens: answerTokens(data) }, options);
      return {
        titles: answer.titles
          .slice(0, mostItems)
          .map(({ n, title }) => ({ n, title: normalizeText(title).replace(/\.$/, "") })),
        statements: answer.statements
          .slice(0, mostItems)
          .map((statement) => ({ ...statement, text: normalizeText(statement.text) })),
      };
    },
    async join(instructions: string, data: string, options: Options): Promise<JoinedAnswer> {
      const question = { instructions, data, schema: joinedAnswer, name: "joined_notes" };
      const answer = await engine.ask({ ...question, mostTokens: answerTokens(data) }, options);
      return {
        statements: answer.statements
          .slice(0, mostItems)
          .map((statement) => ({ ...statement, text: normalizeText(statement.text) })),
      };
    },
  };
}

export type ModelSummarizer = ReturnType<typeof createModelSummarizer>;
