import { TRPCClientError } from "@trpc/client";

/** The sentence a person reads. The server's own are shown as they are; what never came from it is explained. */
export function describeError(error: unknown): string {
  if (error instanceof TRPCClientError) {
    if (error.data) return error.message;
    return "Trax does not answer. Check that it is still running; this page goes on by itself when it is back.";
  }
  return "Something went wrong on this page. Reload it and try again.";
}
