import { setTimeout as delay } from "node:timers/promises";
import type { z } from "zod";
import { TraxError } from "@/server/platform/errors";
import type { TextServer } from "@/server/platform/text-server";
import { decideRetry, type RequestFailure } from "../openai/decide-retry";
import { createRequestGate, type GateStops } from "../openai/request-gate";
import { parseTextAnswer, TextAnswerError } from "./text-answer";
import {
  createTextClient,
  type TextFeatures,
  type TextQuestion,
  TextRequestError,
  toTextError,
} from "./text-client";

export interface TextUsage {
  /** Answers, the unusable ones among them. */
  requests: number;
  inputTokens: number;
  outputTokens: number;
  /** In US dollars; null where nobody told the price. */
  dollars: number | null;
}

export interface TextEngine {
  readonly server: TextServer;
  /** What a model answers, in the shape of the schema. What passes is tried again, under the rate that the server bears.
   * @param group whose requests take turns with those of others
   * @param usage is added to, also by answers of no use
   * @throws the reason of a signal; TraxError where the server is of no use; TextAnswerError where this answer is */
  ask<Schema extends z.ZodType>(
    question: Omit<TextQuestion, "schema"> & { schema: Schema },
    options: GateStops & { group: string; usage: TextUsage },
  ): Promise<z.output<Schema>>;
}

/** A model that answers something else is asked once more. */
const mostAnswers = 2;
const mostYields = 8;

/** Tokens of a text whose server does not count them, by its UTF-8. */
export const estimateTokens = (text: string): number => Math.ceil(Buffer.byteLength(text) / 3.5);

export const noUsage = (): TextUsage => ({ requests: 0, inputTokens: 0, outputTokens: 0, dollars: 0 });

/** @param decide how long to wait before a request is made again */
export function createTextEngine(
  server: TextServer,
  decide: (failure: RequestFailure, attempts: number) => number | null = decideRetry,
): TextEngine {
  const client = createTextClient(server);
  const gate = createRequestGate(server.concurrency);
  /** What the server has not refused. */
  const features: TextFeatures = {
    format: "schema",
    limit: server.isOpenai ? "max_completion_tokens" : "max_tokens",
    temperature: true,
    usage: true,
  };

  function count(
    usage: TextUsage,
    question: TextQuestion,
    text: string,
    told: number | null,
    out: number | null,
  ) {
    const input = told ?? estimateTokens(question.instructions) + estimateTokens(question.data);
    const output = out ?? estimateTokens(text);
    usage.requests += 1;
    usage.inputTokens += input;
    usage.outputTokens += output;
    usage.dollars =
      server.price && usage.dollars !== null
        ? usage.dollars + (input * server.price.input + output * server.price.output) / 1e6
        : null;
  }

  /** Whether there is something to leave out of the request that was refused. */
  function yieldTo(asked: TextFeatures, { error }: TextRequestError): boolean {
    if (error.code !== "ENGINE_REQUEST_REFUSED") return false;
    const reason = String(error.details.reason);
    if (/temperature/i.test(reason) && asked.temperature) features.temperature = false;
    else if (/stream_options|include_usage/i.test(reason) && asked.usage) features.usage = false;
    else if (/max_(completion_)?tokens/i.test(reason) && asked.limit) {
      const other = asked.limit === "max_tokens" ? "max_completion_tokens" : "max_tokens";
      const isNamed = new RegExp(`\\b${other}\\b`).test(reason);
      features.limit = isNamed ? other : null;
    } else if (/response_format|json|schema|grammar|structured/i.test(reason) && asked.format !== "text")
      features.format = asked.format === "schema" ? "object" : "text";
    else return false;
    return true;
  }

  async function askPatiently(
    question: TextQuestion,
    options: GateStops & { group: string; usage: TextUsage },
  ) {
    const { signal, group, usage } = options;
    let attempts = 1;
    for (let yields = 0; ; ) {
      const asked = { ...features };
      try {
        const reply = await gate.pass(group, options, () => client.ask(question, asked, signal));
        count(usage, question, reply.text, reply.inputTokens, reply.outputTokens);
        return reply.text;
      } catch (error) {
        if (error instanceof TextAnswerError) {
          if (error.kind !== "too-long") count(usage, question, "", null, null);
          throw error;
        }
        if (!(error instanceof TextRequestError)) throw error;
        // Two servers' wishes behind one address must not be followed for ever.
        if (yields++ < mostYields && yieldTo(asked, error)) continue;
        const waitMs = decide(error, attempts++);
        if (waitMs === null) throw toTextError(error, server.model);
        // Whoever asks next would only be told the same.
        if (error.error.code === "ENGINE_RATE_LIMIT") gate.closeFor(waitMs);
        await rest(waitMs, options);
      }
    }
  }

  return {
    server,
    async ask(question, options) {
      for (let answers = 1; ; answers++) {
        const text = await askPatiently(question, options);
        try {
          return parseTextAnswer(text, question.schema);
        } catch (error) {
          if (answers >= mostAnswers) throw error;
        }
      }
    },
  };
}

/** The sentence for an answer that was of no use. */
export function toAnswerError({ kind, message }: TextAnswerError, model: string): TraxError {
  switch (kind) {
    case "declined":
      return new TraxError("TEXT_DECLINED", { model });
    case "cut-off":
      return new TraxError("TEXT_CUT_OFF", { model });
    case "too-long":
      return new TraxError("TEXT_CONTEXT_TOO_LONG", { model });
    case "unusable":
      return new TraxError("TEXT_ANSWER_UNUSABLE", { model, reason: message });
  }
}

/** @throws the reason of whichever signal ends it */
async function rest(ms: number, { signal, softStop }: GateStops): Promise<void> {
  const either = softStop ? AbortSignal.any([signal, softStop]) : signal;
  await delay(ms, undefined, { signal: either }).catch((error: unknown) => {
    signal.throwIfAborted();
    softStop?.throwIfAborted();
    throw error;
  });
}
