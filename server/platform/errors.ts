import { type ErrorCode, type ErrorEntry, errorSentences, isErrorCode } from "./error-sentences";

export type ErrorDetails = Record<string, string | number>;

/** The one error class. Its code states the fact; its message is the sentence a person reads. Told by `code`,
 * never by instanceof: the web process holds two copies of this module (its own and Next's). */
export class TraxError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}, options?: { cause?: unknown }) {
    super(serializeSentence(code, details), options);
    this.name = "TraxError";
    this.code = code;
    this.details = details;
  }
}

export function serializeSentence(code: ErrorCode, details: ErrorDetails = {}): string {
  return errorSentences[code].sentence.replace(/\{(\w+)\}/g, (_, key: string) => {
    const value = String(details[key] ?? "unknown");
    return value.length > 300 ? `${value.slice(0, 300)}…` : value;
  });
}

export function isTraxError(error: unknown): error is TraxError {
  return error instanceof Error && error.name === "TraxError" && isErrorCode((error as TraxError).code);
}

export function isRetryable(code: ErrorCode): boolean {
  const entry: ErrorEntry = errorSentences[code];
  return entry.retryable ?? false;
}

/** How long, at least, what may pass later is left in peace. */
export function leastRetryDelayMs(code: ErrorCode): number {
  const entry: ErrorEntry = errorSentences[code];
  return entry.retryAfterMs ?? 0;
}

/** HTTP status for an error that ends a request. */
export function httpStatusOf(code: ErrorCode): number {
  const entry: ErrorEntry = errorSentences[code];
  return entry.status ?? 500;
}

/** Any thrown value as a TraxError; what is not one becomes `fallback`, with the original as cause. */
export function toTraxError(error: unknown, fallback: ErrorCode = "STEP_FAILED"): TraxError {
  if (isTraxError(error)) return error;
  const cause = error as { code?: string; message?: string } | undefined;
  if (cause?.code === "ENOSPC") return new TraxError("STORAGE_EXHAUSTED", {}, { cause: error });
  return new TraxError(fallback, { reason: firstLine(cause?.message ?? String(error)) }, { cause: error });
}

function firstLine(text: string): string {
  return (text.split("\n").find((line) => line.trim().length > 0) ?? "no reason given").trim().slice(0, 200);
}
