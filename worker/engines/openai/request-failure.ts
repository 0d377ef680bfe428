import OpenAI from "openai";
import { TraxError } from "@/server/platform/errors";
import type { SpeechServer } from "@/server/platform/speech-server";
import { AnswerTooLongError } from "./bounded-fetch";
import { parseRetryAfter, type RequestFailure } from "./decide-retry";

export type { RequestFailure } from "./decide-retry";

/** Of a server, what is told of it, and whose key is told to nobody. */
export interface AskedServer
  extends Pick<SpeechServer, "apiKey" | "baseUrl" | "name" | "model" | "timeoutMs"> {
  /** Below its address; left out: of speech. */
  path?: string;
}

/** What a thrown value of the client means. The key is in no sentence, whoever sent it back. */
export function toRequestFailure(server: AskedServer, thrown: unknown, isLate: boolean): RequestFailure {
  const failure = (error: TraxError): RequestFailure => ({ error, retryAfterMs: null, shouldRetry: null });
  const { name } = server;
  if (isLate || thrown instanceof OpenAI.APIConnectionTimeoutError) {
    const seconds = Math.round(server.timeoutMs / 1_000);
    return failure(new TraxError("ENGINE_SERVER_SILENT", { server: name, seconds }));
  }
  if (findCause(thrown, (each) => each instanceof AnswerTooLongError)) {
    return failure(new TraxError("ENGINE_ANSWER_UNUSABLE", { server: name, reason: "it did not end" }));
  }
  if (thrown instanceof OpenAI.APIError && thrown.status !== undefined) {
    const { headers } = thrown;
    const told = headers?.get("x-should-retry");
    return {
      error: toStatusError(server, thrown, thrown.status),
      retryAfterMs: parseRetryAfter(headers),
      shouldRetry: told === "true" ? true : told === "false" ? false : null,
    };
  }
  const reason = withoutKey(server, describeCause(thrown));
  return failure(new TraxError("ENGINE_UNREACHABLE", { server: name, reason }, { cause: thrown }));
}

type StatusError = InstanceType<typeof OpenAI.APIError>;

function toStatusError(server: AskedServer, thrown: StatusError, status: number): TraxError {
  const { name, model, baseUrl, path = "/audio/transcriptions" } = server;
  const given = { server: name, status };
  const code = String(thrown.code ?? "");
  if (code === "insufficient_quota" || thrown.type === "insufficient_quota" || status === 402) {
    return new TraxError("ENGINE_QUOTA", given);
  }
  if (status === 429) return new TraxError("ENGINE_RATE_LIMIT", given);
  if (code === "model_not_found") return new TraxError("ENGINE_MODEL_UNKNOWN", { ...given, model });
  if (status === 401 || status === 403) return new TraxError("ENGINE_KEY_REFUSED", given);
  if (status === 408 || status === 409 || status >= 500) return new TraxError("ENGINE_SERVER_TROUBLE", given);
  const message = describeAnswer(thrown);
  if (status === 404 && message.includes(model)) {
    return new TraxError("ENGINE_MODEL_UNKNOWN", { ...given, model });
  }
  if (status === 404 || status === 405 || (status >= 300 && status < 400)) {
    return new TraxError("ENGINE_ADDRESS_WRONG", { address: `${baseUrl}${path}`, status });
  }
  return new TraxError("ENGINE_REQUEST_REFUSED", { ...given, reason: withoutKey(server, message) });
}

/** What the server says itself, on one line; a page of HTML says nothing. */
function describeAnswer({ error, message }: StatusError): string {
  const told = (error as { message?: unknown } | undefined)?.message;
  const text = typeof told === "string" ? told : message;
  const line = text.replace(/\s+/g, " ").trim().slice(0, 200);
  return line === "" || /<html|<!doctype/i.test(line) ? "no reason given" : line;
}

/** The innermost reason: "fetch failed" alone says nothing. */
function describeCause(thrown: unknown): string {
  let told = "no reason given";
  findCause(thrown, (each) => {
    const { code, message } = each as { code?: unknown; message?: unknown };
    if (typeof code === "string" && code !== "") told = code;
    else if (typeof message === "string" && message !== "" && !/^[A-Z0-9_]+$/.test(told)) told = message;
    return false;
  });
  return told.replace(/\s+/g, " ").slice(0, 200);
}

function findCause(thrown: unknown, is: (cause: object) => boolean): boolean {
  let each = thrown;
  for (let depth = 0; depth < 8 && typeof each === "object" && each !== null; depth++) {
    if (is(each)) return true;
    each = (each as { cause?: unknown }).cause;
  }
  return false;
}

function withoutKey({ apiKey }: AskedServer, text: string): string {
  return apiKey ? text.replaceAll(apiKey, "…") : text;
}
