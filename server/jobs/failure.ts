import type { ErrorCode } from "@/server/platform/error-sentences";
import { isRetryable, leastRetryDelayMs } from "@/server/platform/errors";
import { retryDelayMs } from "@/server/platform/patience";

export type FailureDecision = { status: "failed" } | { status: "retrying"; delayMs: number };

/** What becomes of a run that failed: what may pass is tried again up to max_retries, each time after a longer wait;
 * what cannot pass fails at once. */
export function decideFailure(
  run: { retryCount: number; maxRetries: number },
  code: ErrorCode,
  random?: () => number,
): FailureDecision {
  if (!isRetryable(code) || run.retryCount >= run.maxRetries) return { status: "failed" };
  const delayMs = Math.max(leastRetryDelayMs(code), retryDelayMs(run.retryCount + 1, random));
  return { status: "retrying", delayMs };
}
