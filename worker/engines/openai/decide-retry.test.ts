import { describe, expect, it } from "vitest";
import type { ErrorCode } from "@/server/platform/error-sentences";
import { TraxError } from "@/server/platform/errors";
import { decideRetry, parseRetryAfter } from "./decide-retry";

const failure = (
  code: ErrorCode,
  retryAfterMs: number | null = null,
  shouldRetry: boolean | null = null,
) => ({
  error: new TraxError(code),
  retryAfterMs,
  shouldRetry,
});
const least = () => 0;

describe("decideRetry", () => {
  it.each<[ErrorCode, number]>([
    ["ENGINE_RATE_LIMIT", 8],
    ["ENGINE_SERVER_TROUBLE", 5],
    ["ENGINE_UNREACHABLE", 4],
    ["ENGINE_ANSWER_UNUSABLE", 3],
    ["ENGINE_SERVER_SILENT", 2],
    ["ENGINE_KEY_REFUSED", 1],
    ["ENGINE_QUOTA", 1],
    ["ENGINE_MODEL_UNKNOWN", 1],
  ])("makes %s requests at most: %i", (code, most) => {
    for (let attempts = 1; attempts < most; attempts++) {
      expect(decideRetry(failure(code), attempts)).not.toBeNull();
    }
    expect(decideRetry(failure(code), most)).toBeNull();
  });

  it("waits longer each time, up to eight seconds", () => {
    const waits = [1, 2, 3, 4, 5, 6, 7].map((at) => decideRetry(failure("ENGINE_RATE_LIMIT"), at, least));
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
    expect(decideRetry(failure("ENGINE_RATE_LIMIT"), 1, () => 1)).toBe(375);
  });

  it("does what the server asks for, and no sooner", () => {
    expect(decideRetry(failure("ENGINE_RATE_LIMIT", 30_000), 1, least)).toBe(30_000);
    expect(decideRetry(failure("ENGINE_RATE_LIMIT", 0), 1, least)).toBe(0);
    expect(decideRetry(failure("ENGINE_RATE_LIMIT", 121_000), 1)).toBeNull();
    expect(decideRetry(failure("ENGINE_SERVER_TROUBLE", 10, false), 1)).toBeNull();
  });
});

describe("parseRetryAfter", () => {
  it.each<[Record<string, string>, number | null]>([
    [{}, null],
    [{ "retry-after-ms": "250", "retry-after": "9" }, 250],
    [{ "retry-after-ms": "soon", "retry-after": "9" }, 9_000],
    [{ "retry-after": "1.5" }, 1_500],
    [{ "retry-after": "Thu, 01 Jan 1970 00:01:00 GMT" }, 59_000],
    [{ "retry-after": "Wed, 31 Dec 1969 23:00:00 GMT" }, 0],
    [{ "retry-after": "-5" }, null],
    [{ "retry-after": "later" }, null],
  ])("reads %o as %s", (headers, ms) => {
    expect(parseRetryAfter(new Headers(headers), 1_000)).toBe(ms);
  });

  it("reads nothing where there are no headers", () => {
    expect(parseRetryAfter(undefined)).toBeNull();
  });
});
