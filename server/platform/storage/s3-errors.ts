import { isTraxError, TraxError, toTraxError } from "../errors";

interface SdkError {
  name?: string;
  code?: string;
  message?: string;
  $metadata?: { httpStatusCode?: number };
}

const networkCodes =
  /^(?:E(?:CONN(?:REFUSED|RESET|ABORTED)|NOTFOUND|AI_AGAIN|TIMEDOUT|PIPE|HOSTUNREACH|NETUNREACH|HOSTDOWN|PROTO)|ERR_(?:SSL|TLS).*|CERT_.*|DEPTH_ZERO_.*|SELF_SIGNED_.*|UNABLE_TO_.*|HPE_.*)$/;
const networkNames = new Set(["TimeoutError", "NetworkingError", "RequestTimeout", "IncompleteBody"]);
const refusedNames = new Set([
  "AccessDenied",
  "CredentialsProviderError",
  "ExpiredToken",
  "InvalidAccessKeyId",
  "InvalidToken",
  "SignatureDoesNotMatch",
]);
const regionNames = new Set([
  "AuthorizationHeaderMalformed",
  "IllegalLocationConstraintException",
  "PermanentRedirect",
  "Redirect",
  "TemporaryRedirect",
]);

/** What the S3 client fails with, as a sentence. What comes from elsewhere (an abort, a full disk) stays what it is;
 * the SDK itself has tried again by then. */
export function toS3Error(error: unknown, bucket: string): unknown {
  if (isTraxError(error)) return error;
  const { name = "", code = "", message = "", $metadata } = (error ?? {}) as SdkError;
  if (name === "AbortError") return error;
  if (code === "ENOSPC") return toTraxError(error);
  const status = $metadata?.httpStatusCode;
  const details = { bucket, reason: describe(name, code, message, status) };
  const as = (kind: Parameters<typeof toTraxError>[1] & string) =>
    new TraxError(kind, details, { cause: error });

  if (name === "NoSuchBucket" || name === "InvalidBucketName") return as("S3_BUCKET_MISSING");
  if (name === "NoSuchKey" || name === "NotFound" || status === 404) return as("STORAGE_MISSING");
  if (name === "RequestTimeTooSkewed") return as("S3_CLOCK_WRONG");
  if (regionNames.has(name) || status === 301 || status === 307) return as("S3_REGION_WRONG");
  if (refusedNames.has(name) || status === 401 || status === 403) return as("S3_REFUSED");
  if (networkNames.has(name) || networkCodes.test(code) || message === "socket hang up") {
    return as("S3_UNREACHABLE");
  }
  if (status === 429 || (status !== undefined && status >= 500) || /SlowDown|Throttl|TooMany/.test(name)) {
    return as("S3_BUSY");
  }
  return as("S3_FAILED");
}

function describe(name: string, code: string, message: string, status: number | undefined): string {
  const line = message.split("\n")[0]?.trim() ?? "";
  const known = [...new Set([code || name, line])].filter((part) => part && part !== "UnknownError");
  if (known.length === 0) return status ? `it answered ${status}` : "no reason given";
  return known.join(": ").replace(/\.$/, "").slice(0, 200);
}
