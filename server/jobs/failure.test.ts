import { describe, expect, test } from "vitest";
import { RETRY_LONGEST_MS } from "@/server/platform/patience";
import { decideFailure } from "./failure";

const never = () => 0;

describe("what becomes of a run that failed", () => {
  test.each([
    [0, 3, "ENGINE_CRASHED", { status: "retrying", delayMs: 2_000 }],
    [1, 3, "ENGINE_CRASHED", { status: "retrying", delayMs: 4_000 }],
    [2, 3, "ENGINE_CRASHED", { status: "retrying", delayMs: 8_000 }],
    [3, 3, "ENGINE_CRASHED", { status: "failed" }],
    [0, 0, "ENGINE_CRASHED", { status: "failed" }],
    [0, 3, "VIDEO_RATE_LIMITED", { status: "retrying", delayMs: 300_000 }],
    [0, 3, "MEDIA_NO_AUDIO", { status: "failed" }],
  ] as const)("after %i of %i retries with %s", (retryCount, maxRetries, code, expected) => {
    expect(decideFailure({ retryCount, maxRetries }, code, never)).toEqual(expected);
  });

  test("no wait is longer than the longest, with all its jitter", () => {
    expect(decideFailure({ retryCount: 40, maxRetries: 99 }, "ENGINE_CRASHED", () => 1)).toEqual({
      status: "retrying",
      delayMs: RETRY_LONGEST_MS,
    });
  });

  test("two that fail together do not come back together", () => {
    const run = { retryCount: 4, maxRetries: 9 };
    const delays = Array.from({ length: 50 }, () => decideFailure(run, "ENGINE_CRASHED"));
    expect(new Set(delays.map((each) => JSON.stringify(each))).size).toBeGreaterThan(25);
  });
});
