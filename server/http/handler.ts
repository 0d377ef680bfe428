import type { IncomingMessage, ServerResponse } from "node:http";
import { httpStatusOf, toTraxError } from "@/server/platform/errors";
import { getLogger } from "@/server/platform/logger";

/** A plain Node handler in front of Next. */
export interface Handler {
  matches(url: URL): boolean;
  handle(req: IncomingMessage, res: ServerResponse, url: URL): Promise<void>;
  /** For clients that read errors in a shape of their own; else `answerError`. */
  answerError?(req: IncomingMessage, res: ServerResponse, error: unknown): Promise<void>;
}

/** Ends a request with the sentence of an error; nothing of the inside is shown. */
export function answerError(res: ServerResponse, error: unknown): void {
  const trax = toTraxError(error, "INTERNAL");
  if (trax.code === "INTERNAL") getLogger().error({ err: String(trax.cause ?? trax) }, "request failed");
  if (res.headersSent) {
    res.destroy();
    return;
  }
  res.writeHead(httpStatusOf(trax.code), {
    "Content-Type": "text/plain; charset=utf-8",
    "Cache-Control": "no-store",
  });
  res.end(`${trax.message}\n`);
}
