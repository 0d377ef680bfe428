import { TRPCClientError } from "@trpc/client";

/** Whether asking again may help: the server was not reached, or it answered with a fault of its own. */
export function isPassingFailure(error: unknown): boolean {
  if (!(error instanceof TRPCClientError)) return false;
  const status: unknown = error.data?.httpStatus;
  return typeof status !== "number" || status >= 500;
}
