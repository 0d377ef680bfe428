import { TRPCClientError } from "@trpc/client";

/** Whether the server could not read the request at all: the same again would fail the same way. */
export function isInvalidRequest(error: unknown): boolean {
  if (!(error instanceof TRPCClientError)) return false;
  const status: unknown = error.data?.httpStatus;
  return status === 400 || status === 413;
}
