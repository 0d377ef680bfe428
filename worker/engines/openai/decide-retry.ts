import type { TraxError } from "@/server/platform/errors";

/** A request that failed, as its end tells. */
export interface RequestFailure {
  error: TraxError;
  /** How long the server asks to be left alone; null: it says nothing of it. */
  retryAfterMs: number | null;
  /** `x-should-retry`; null: it says nothing of it. */
  shouldRetry: boolean | null;
}

/** Requests for one chunk, the first among them, by what went wrong last. Everything else is hopeless at once. */
const mostAttempts: Partial<Record<TraxError["code"], number>> = {
  ENGINE_RATE_LIMIT: 8,
  ENGINE_SERVER_TROUBLE: 5,
  ENGINE_UNREACHABLE: 4,
  ENGINE_ANSWER_UNUSABLE: 3,
  ENGINE_SERVER_SILENT: 2,
};

const firstDelayMs = 500;
const longestDelayMs = 8_000;
/** Who asks for more is asked again when the whole step is. */
const longestToldMs = 120_000;

/** How long to wait before the same request is made again; null: not at all. What the server asks for comes before what
 * seems right here, and a little chance keeps a crowd from coming back at once.
 * @param attempts that were made */
export function decideRetry(
  { error, retryAfterMs, shouldRetry }: RequestFailure,
  attempts: number,
  random: () => number = Math.random,
): number | null {
  if (shouldRetry === false || attempts >= (mostAttempts[error.code] ?? 1)) return null;
  if (retryAfterMs !== null) {
    return retryAfterMs <= longestToldMs ? Math.round(retryAfterMs * (1 + random() * 0.1)) : null;
  }
  const delayMs = Math.min(longestDelayMs, firstDelayMs * 2 ** (attempts - 1));
  return Math.round(delayMs * (1 - random() * 0.25));
}

/** `retry-after-ms`, then `retry-after` in seconds or as a date; null where neither says something. */
export function parseRetryAfter(headers: Headers | undefined, nowMs = Date.now()): number | null {
  const ms = Number.parseFloat(headers?.get("retry-after-ms") ?? "");
  if (Number.isFinite(ms) && ms >= 0) return ms;
  const told = headers?.get("retry-after") ?? "";
  const seconds = Number.parseFloat(told);
  if (Number.isFinite(seconds) && seconds >= 0) return seconds * 1_000;
  // Of a bare number Date.parse makes a year.
  const dateMs = /^[A-Za-z]/.test(told) ? Date.parse(told) - nowMs : Number.NaN;
  return Number.isFinite(dateMs) ? Math.max(0, dateMs) : null;
}
