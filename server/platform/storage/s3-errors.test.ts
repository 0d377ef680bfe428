import { expect, test } from "vitest";
import { isRetryable, TraxError } from "../errors";
import { toS3Error } from "./s3-errors";

const sdk = (name: string, httpStatusCode?: number, more: object = {}) =>
  Object.assign(new Error(`about ${name}`), { name, $metadata: { httpStatusCode }, ...more });

test.each([
  [sdk("SignatureDoesNotMatch", 403), "S3_REFUSED", false],
  [sdk("UnknownError", 403), "S3_REFUSED", false],
  [sdk("CredentialsProviderError"), "S3_REFUSED", false],
  [sdk("ExpiredToken", 400), "S3_REFUSED", false],
  [sdk("NoSuchBucket", 404), "S3_BUCKET_MISSING", false],
  [sdk("NoSuchKey", 404), "STORAGE_MISSING", false],
  [sdk("NotFound", 404), "STORAGE_MISSING", false],
  [sdk("PermanentRedirect", 301), "S3_REGION_WRONG", false],
  [sdk("RequestTimeTooSkewed", 403), "S3_CLOCK_WRONG", false],
  [sdk("SlowDown", 503), "S3_BUSY", true],
  [sdk("InternalError", 500), "S3_BUSY", true],
  [sdk("TooManyRequestsException", 429), "S3_BUSY", true],
  [sdk("TimeoutError"), "S3_UNREACHABLE", true],
  [sdk("Error", undefined, { code: "ECONNREFUSED" }), "S3_UNREACHABLE", true],
  [sdk("Error", undefined, { code: "EHOSTUNREACH" }), "S3_UNREACHABLE", true],
  [sdk("Error", undefined, { code: "ENOSPC" }), "STORAGE_EXHAUSTED", true],
  [sdk("EntityTooLarge", 400), "S3_FAILED", false],
] as const)("%s is %s", (error, code, retryable) => {
  const translated = toS3Error(error, "recordings") as TraxError;
  expect(translated).toMatchObject({ name: "TraxError", code, cause: error });
  expect(isRetryable(translated.code)).toBe(retryable);
  expect(translated.message).not.toMatch(/\{|unknown/);
});

test("what is no error of the server stays what it is", () => {
  const aborted = sdk("AbortError");
  const ours = new TraxError("STORAGE_FULL", { needed: "1 GB", free: "1 kB" });
  expect(toS3Error(aborted, "recordings")).toBe(aborted);
  expect(toS3Error(ours, "recordings")).toBe(ours);
});
