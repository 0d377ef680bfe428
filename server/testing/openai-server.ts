import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** A speech server for tests, on loopback, that speaks OpenAI's protocol and behaves as it is told. */

export interface SpeechRequest {
  /** From 0, in the order in which they came. */
  index: number;
  atMs: number;
  authorization: string | undefined;
  fields: Record<string, string>;
  granularities: string[];
  fileName: string;
  /** The sound that came. */
  wav: Buffer;
}

export type Behaviour = (request: SpeechRequest, res: ServerResponse) => void | Promise<void>;

export interface OpenaiServer {
  /** With /v1. */
  url: string;
  requests: SpeechRequest[];
  /** Requests under way at once, at most. */
  mostAtOnce(): number;
  /** Requests whose client hung up before it had its answer. */
  hungUp(): number;
  behave(next: Behaviour): void;
  close(): Promise<void>;
}

export async function startOpenaiServer(behave: Behaviour): Promise<OpenaiServer> {
  let behaviour = behave;
  let under = 0;
  let most = 0;
  let hungUp = 0;
  const requests: SpeechRequest[] = [];

  async function take(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (req.url === "/v1/models") return answerJson(200, { object: "list", data: models })(null, res);
    const body = await buffer(req);
    if (req.method !== "POST" || req.url !== "/v1/audio/transcriptions") {
      return answerJson(404, { error: { message: "Unknown request URL" } })(null, res);
    }
    const request = await readRequest(req, body, requests.length);
    requests.push(request);
    under += 1;
    most = Math.max(most, under);
    res.once("close", () => {
      under -= 1;
      if (!res.writableFinished) hungUp += 1;
    });
    await behaviour(request, res);
  }

  const server = createServer((req, res) => {
    take(req, res).catch((error: unknown) => res.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    mostAtOnce: () => most,
    hungUp: () => hungUp,
    behave(next) {
      behaviour = next;
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

const models = [
  { id: "gpt-4.1", object: "model" },
  { id: "whisper-large-v3", object: "model" },
];

async function readRequest(req: IncomingMessage, body: Buffer, index: number): Promise<SpeechRequest> {
  const headers = { "content-type": req.headers["content-type"] ?? "" };
  const form = await new Response(new Uint8Array(body), { headers }).formData();
  const file = form.get("file") as File;
  const fields: Record<string, string> = {};
  for (const [name, value] of form) if (typeof value === "string") fields[name] = value;
  return {
    index,
    atMs: performance.now(),
    authorization: req.headers.authorization,
    fields,
    granularities: form.getAll("timestamp_granularities[]").map(String),
    fileName: file.name,
    wav: Buffer.from(await file.arrayBuffer()),
  };
}

export function answerJson(status: number, value: unknown, headers: Record<string, string> = {}) {
  return answerWith(status, JSON.stringify(value), { "content-type": "application/json", ...headers });
}

export function answerWith(status: number, body: string, headers: Record<string, string> = {}) {
  return (_: unknown, res: ServerResponse): void => {
    res.writeHead(status, headers).end(body);
  };
}

/** An error as OpenAI writes it. */
export function answerError(
  status: number,
  error: { message?: string; type?: string; code?: string | null },
  headers: Record<string, string> = {},
): Behaviour {
  return answerJson(status, { error: { message: "no", param: null, ...error } }, headers);
}

/** Takes the sound and never says a word. */
export const neverAnswer: Behaviour = () => {};

/** One after the other; the last one stays. */
export function inTurn(...behaviours: Behaviour[]): Behaviour {
  let next = 0;
  return (request, res) => behaviours[Math.min(next++, behaviours.length - 1)]?.(request, res);
}
