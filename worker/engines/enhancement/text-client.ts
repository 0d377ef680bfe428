import OpenAI from "openai";
import { z } from "zod";
import type { ErrorCode } from "@/server/platform/error-sentences";
import { TraxError } from "@/server/platform/errors";
import type { TextServer } from "@/server/platform/text-server";
import { createBoundedFetch } from "../openai/bounded-fetch";
import { type RequestFailure, toRequestFailure } from "../openai/request-failure";
import { TextAnswerError } from "./text-answer";

/** What a request asks of the server beside the text; whatever it does not know it refuses, and is asked without. */
export interface TextFeatures {
  /** From the strictest to none. */
  format: "schema" | "object" | "text";
  limit: "max_completion_tokens" | "max_tokens" | null;
  /** Answers that are the same each time, as far as the server can. */
  temperature: boolean;
  /** Tokens are told with the last piece. */
  usage: boolean;
}

export interface TextQuestion {
  /** What is to be done: of the code and of the owner. */
  instructions: string;
  /** What it is done to: data, whatever it says. */
  data: string;
  schema: z.ZodType;
  /** Of the schema. */
  name: string;
  mostTokens: number;
}

export interface TextReply {
  text: string;
  /** Null where the server does not tell. */
  inputTokens: number | null;
  outputTokens: number | null;
}

export class TextRequestError extends Error implements RequestFailure {
  override name = "TextRequestError";
  readonly error: TraxError;
  readonly retryAfterMs: number | null;
  readonly shouldRetry: boolean | null;

  constructor({ error, retryAfterMs, shouldRetry }: RequestFailure) {
    super(error.message, { cause: error });
    this.error = error;
    this.retryAfterMs = retryAfterMs;
    this.shouldRetry = shouldRetry;
  }
}

export interface TextClient {
  /** The whole text of an answer that came in pieces.
   * @throws the signal's reason, TextRequestError, TextAnswerError */
  ask(question: TextQuestion, features: TextFeatures, signal: AbortSignal): Promise<TextReply>;
}

/** An answer is about as long as what was asked for; one that is far longer does not end. */
const mostBytes = 16 * 1024 ** 2;
const mostCharacters = 400_000;
/** A listing of models is an aside: it is not waited for long. */
const listPatienceMs = 5_000;
const listedModels = 8;
/** An answer that trickles is given up after so many times the silence that is allowed. */
const longestInSilences = 10;

/** The stock client without its own retries (every wait has to end with the run's signal), without what it would look for
 * in the environment, and without its log, which shows requests. */
export function createTextClient(server: TextServer): TextClient {
  const client = new OpenAI({
    // The client insists on one; a server that wants none does not look at it.
    apiKey: server.apiKey ?? "none",
    baseURL: server.baseUrl,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    timeout: server.timeoutMs,
    logLevel: "off",
    fetch: createBoundedFetch(mostBytes),
  });

  async function read(
    question: TextQuestion,
    features: TextFeatures,
    signal: AbortSignal,
    onPiece: () => void,
  ): Promise<TextReply> {
    const stream = await client.chat.completions.create(
      {
        model: server.model,
        stream: true,
        messages: [
          { role: "system", content: question.instructions },
          { role: "user", content: question.data },
        ],
        ...toParameters(question, features),
      },
      { signal },
    );
    const reply: TextReply = { text: "", inputTokens: null, outputTokens: null };
    let declined = false;
    let finish: string | null = null;
    for await (const piece of stream) {
      onPiece();
      // Servers send pieces of their own between.
      const choice = piece.choices?.[0];
      if (typeof choice?.delta?.content === "string") reply.text += choice.delta.content;
      if (choice?.delta?.refusal) declined = true;
      finish = choice?.finish_reason ?? finish;
      if (piece.usage) {
        reply.inputTokens = toCount(piece.usage.prompt_tokens);
        reply.outputTokens = toCount(piece.usage.completion_tokens);
      }
      if (reply.text.length > mostCharacters) throw new TextAnswerError("unusable", "it does not end");
    }
    if (declined || finish === "content_filter") throw new TextAnswerError("declined", "it was declined");
    if (finish === "length") throw new TextAnswerError("cut-off", "it was cut off");
    return reply;
  }

  return {
    async ask(question, features, signal) {
      signal.throwIfAborted();
      const late = new AbortController();
      const giveUp = () => late.abort();
      let silence = setTimeout(giveUp, server.timeoutMs);
      const whole = setTimeout(giveUp, server.timeoutMs * longestInSilences);
      try {
        return await read(question, features, AbortSignal.any([signal, late.signal]), () => {
          clearTimeout(silence);
          silence = setTimeout(giveUp, server.timeoutMs);
        });
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof TextAnswerError) throw error;
        if (isTooLong(error)) throw new TextAnswerError("too-long", "it does not fit");
        const asked = { ...server, path: "/chat/completions" };
        const failure = toRequestFailure(asked, error, late.signal.aborted);
        if (failure.error.code === "ENGINE_MODEL_UNKNOWN") {
          const details = { ...failure.error.details, known: await describeModels(client) };
          signal.throwIfAborted();
          failure.error = new TraxError("ENGINE_MODEL_UNKNOWN", details);
        }
        throw new TextRequestError(failure);
      } finally {
        clearTimeout(silence);
        clearTimeout(whole);
      }
    },
  };
}

const toCount = (value: unknown) =>
  Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : null;

function toParameters({ schema, name, mostTokens }: TextQuestion, features: TextFeatures) {
  return {
    ...(features.format === "schema" && {
      response_format: {
        type: "json_schema" as const,
        json_schema: { name, strict: true, schema: z.toJSONSchema(schema) as Record<string, unknown> },
      },
    }),
    ...(features.format === "object" && { response_format: { type: "json_object" as const } }),
    ...(features.limit && { [features.limit]: mostTokens }),
    ...(features.temperature && { temperature: 0 }),
    ...(features.usage && { stream_options: { include_usage: true } }),
  };
}

const saysTooLong =
  /context.{0,20}(length|size|window)|maximum context|too many tokens|(prompt|input|request).{0,20}too (long|large)|exceeds? the (available )?context/i;

function isTooLong(error: unknown): boolean {
  if (!(error instanceof OpenAI.APIError) || ![400, 413, 422, 500].includes(error.status ?? 0)) return false;
  return error.code === "context_length_exceeded" || error.status === 413 || saysTooLong.test(error.message);
}

async function describeModels(client: OpenAI): Promise<string> {
  try {
    const options = { signal: AbortSignal.timeout(listPatienceMs), timeout: listPatienceMs };
    const { data } = await client.models.list(options);
    const named = data.slice(0, listedModels).map(({ id }) => String(id).slice(0, 60));
    return named.length > 0 ? `It offers ${named.join(", ")}.` : "It lists none.";
  } catch {
    return "It does not tell which it has.";
  }
}

const codes: Partial<Record<ErrorCode, ErrorCode>> = {
  ENGINE_KEY_REFUSED: "TEXT_KEY_REFUSED",
  ENGINE_QUOTA: "TEXT_QUOTA",
  ENGINE_RATE_LIMIT: "TEXT_RATE_LIMIT",
  ENGINE_UNREACHABLE: "TEXT_UNREACHABLE",
  ENGINE_SERVER_TROUBLE: "TEXT_SERVER_TROUBLE",
  ENGINE_SERVER_SILENT: "TEXT_SERVER_SILENT",
  ENGINE_MODEL_UNKNOWN: "TEXT_MODEL_UNKNOWN",
  ENGINE_ADDRESS_WRONG: "TEXT_ADDRESS_WRONG",
  ENGINE_REQUEST_REFUSED: "TEXT_REQUEST_REFUSED",
  ENGINE_ANSWER_UNUSABLE: "TEXT_ANSWER_UNUSABLE",
};

/** The sentence for whoever waits for a text: those of the client speak of sound. */
export function toTextError({ error }: RequestFailure, model: string): TraxError {
  return new TraxError(codes[error.code] ?? error.code, { model, ...error.details }, { cause: error.cause });
}
