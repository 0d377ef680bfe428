import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { ErrorCode } from "@/server/platform/error-sentences";
import { httpStatusOf, isRetryable, TraxError, toTraxError } from "@/server/platform/errors";
import { getLogger } from "@/server/platform/logger";
import { isDatabaseAway } from "@/server/platform/with-database-patience";

/** A client that is still sending gets this long to read the answer before the connection is cut. */
const LINGER_MS = 5_000;
const RETRY_AFTER_SECONDS = 5;
/** The clients of OpenAI wait no longer than a minute for what is asked of them. */
const MODEL_RETRY_AFTER_SECONDS = 30;

export interface ApiError {
  error: { message: string; type: string; param: string | null; code: string };
}

/** Errors of the work itself, where the request was understood: the file is the matter, or our side is. */
const workStatus: Partial<Record<ErrorCode, number>> = {
  MEDIA_EMPTY: 400,
  MEDIA_NOT_MEDIA: 422,
  MEDIA_FORMAT_REFUSED: 422,
  MEDIA_NO_AUDIO: 422,
  MEDIA_DAMAGED: 422,
  MEDIA_ABSURD: 422,
  MEDIA_TOO_LONG: 413,
  MEDIA_TIMEOUT: 422,
  STORAGE_FULL: 503,
  STORAGE_MISSING: 503,
  FFMPEG_MISSING: 503,
  ENGINE_MODEL_MISSING: 503,
  ENGINE_CRASHED: 503,
  ENGINE_TIMEOUT: 503,
  WORKER_DIED: 503,
  STEP_FAILED: 503,
  PAYLOAD_INVALID: 503,
};

/** Codes that clients may look for. */
const apiCodes: Partial<Record<ErrorCode, string>> = {
  ENGINE_UNKNOWN: "model_not_found",
  API_MODEL_UNKNOWN: "model_not_found",
};

export function apiStatusOf(code: ErrorCode): number {
  return workStatus[code] ?? httpStatusOf(code);
}

/** The error in the shape that OpenAI's clients read. */
export function toApiError(error: TraxError): ApiError {
  const status = apiStatusOf(error.code);
  const { param } = error.details;
  return {
    error: {
      message: error.message,
      type: status >= 500 ? "server_error" : "invalid_request_error",
      param: param === undefined ? null : String(param),
      code: apiCodes[error.code] ?? error.code.toLowerCase(),
    },
  };
}

/** Any thrown value as an error that may be shown. A database that is away passes; what else is unknown is ours. */
export function explainApiError(error: unknown): TraxError {
  const trax = toTraxError(error, "INTERNAL");
  if (trax.code !== "INTERNAL") return trax;
  if (isDatabaseAway(error)) {
    return new TraxError("DATABASE_AWAY");
  }
  const reference = randomUUID().slice(0, 8);
  const { cause } = trax;
  getLogger().error(
    { reference, err: (cause as Error | undefined)?.stack ?? String(cause) },
    "request failed",
  );
  return new TraxError("INTERNAL", { reference });
}

/** Ends the request with the error. While the client still sends, its bytes are taken and dropped for a while: a
 * connection that is cut with bytes under way loses the answer too. */
export async function answerApiError(
  req: IncomingMessage,
  res: ServerResponse,
  error: unknown,
): Promise<void> {
  const trax = explainApiError(error);
  if (res.headersSent) {
    res.destroy();
    return;
  }
  const status = apiStatusOf(trax.code);
  const passes = status === 503 && isRetryable(trax.code);
  const body = JSON.stringify(toApiError(trax));
  res.writeHead(status, {
    "Content-Type": "application/json; charset=utf-8",
    "Content-Length": Buffer.byteLength(body),
    "Cache-Control": "no-store",
    // Stock clients send a failed request again by themselves; where that cannot help, they are told.
    "x-should-retry": passes ? "true" : "false",
    ...(passes
      ? {
          "Retry-After": String(
            trax.code === "MODEL_FETCHING" ? MODEL_RETRY_AFTER_SECONDS : RETRY_AFTER_SECONDS,
          ),
        }
      : {}),
    ...(req.complete ? {} : { Connection: "close" }),
  });
  res.write(body);
  if (!req.complete) await drain(req);
  res.end();
}

async function drain(req: IncomingMessage): Promise<void> {
  const stop = new AbortController();
  const ended = new Promise<void>((resolve) => {
    for (const event of ["end", "close", "error"]) req.once(event, () => resolve());
  });
  req.resume();
  await Promise.race([ended, delay(LINGER_MS, undefined, { signal: stop.signal }).catch(() => {})]);
  stop.abort();
}
