import type { IncomingMessage, ServerResponse } from "node:http";
import { getLiveHub } from "@/server/jobs/live-hub";
import { TraxError } from "@/server/platform/errors";
import type { Handler } from "../handler";
import { ClientGone } from "../receive-files";
import { answerApiError } from "./answer-api-error";
import { answerTranscription, type TranscriptionServices } from "./answer-transcription";
import { getModel, listModels } from "./models";
import { createRequestInterest } from "./request-interest";
import { createSourceWatch } from "./source-watch";

export interface V1Handler extends Handler {
  /** Ends every wait with a sentence; the work itself goes on. */
  stop(): void;
}

/** The addresses that stock OpenAI clients speak to, with their base at `/v1`. Any Authorization is taken: until
 * there is sign-in, whoever reaches this address is its owner. */
export function createV1Handler(ownerOf: (req: IncomingMessage) => number): V1Handler {
  const services: TranscriptionServices = {
    watch: createSourceWatch(getLiveHub),
    interest: createRequestInterest(),
    open: { count: 0 },
  };
  return {
    matches: (url) => url.pathname === "/v1" || url.pathname.startsWith("/v1/"),
    async handle(req, res, url) {
      try {
        await route(services, ownerOf(req), req, res, url);
      } catch (error) {
        if (error instanceof ClientGone) res.destroy();
        else await answerApiError(req, res, error);
      }
    },
    answerError: answerApiError,
    stop: () => services.watch.stop(),
  };
}

async function route(
  services: TranscriptionServices,
  ownerId: number,
  req: IncomingMessage,
  res: ServerResponse,
  url: URL,
): Promise<void> {
  const path = url.pathname.replace(/\/+$/, "");
  const method = req.method ?? "GET";
  if (path === "/v1/audio/transcriptions" && method === "POST") {
    return answerTranscription(services, ownerId, req, res);
  }
  if (path === "/v1/models" && method === "GET") return answerJson(res, listModels());
  const model = /^\/v1\/models\/([^/]+)$/.exec(path)?.[1];
  if (model !== undefined && method === "GET") return answerJson(res, getModel(decode(model)));
  throw new TraxError("API_ADDRESS_UNKNOWN", { method, path: url.pathname.slice(0, 100), id: "{id}" });
}

function answerJson(res: ServerResponse, value: unknown): void {
  res.writeHead(200, { "Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store" });
  res.end(JSON.stringify(value));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
