import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text as readText } from "node:stream/consumers";

/** A server of language models for tests, on loopback, that speaks OpenAI's protocol and behaves as it is told. */

export interface ChatRequest {
  /** From 0, in the order in which they came. */
  index: number;
  authorization: string | undefined;
  body: Record<string, unknown>;
  instructions: string;
  /** As JSON says it. */
  data: Record<string, unknown>;
}

export type ChatBehaviour = (request: ChatRequest, res: ServerResponse) => void | Promise<void>;

export interface TextModelServer {
  /** With /v1. */
  url: string;
  requests: ChatRequest[];
  /** Requests under way at once, at most. */
  mostAtOnce(): number;
  behave(next: ChatBehaviour): void;
  close(): Promise<void>;
}

export async function startTextModelServer(behave: ChatBehaviour): Promise<TextModelServer> {
  let behaviour = behave;
  let under = 0;
  let most = 0;
  const requests: ChatRequest[] = [];

  async function take(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const body = await readText(req);
    if (req.url === "/v1/models") return sendJson(res, 200, { data: [{ id: "editor-large" }] });
    if (req.method !== "POST" || req.url !== "/v1/chat/completions") {
      return sendJson(res, 404, { error: { message: "Unknown request URL" } });
    }
    const asked = JSON.parse(body) as { messages: { content: string }[] };
    const [system, user] = asked.messages;
    const request: ChatRequest = {
      index: requests.length,
      authorization: req.headers.authorization,
      body: asked as unknown as Record<string, unknown>,
      instructions: system?.content ?? "",
      data: JSON.parse(user?.content ?? "{}") as Record<string, unknown>,
    };
    requests.push(request);
    under += 1;
    most = Math.max(most, under);
    res.once("close", () => {
      under -= 1;
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
    behave(next) {
      behaviour = next;
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function sendJson(res: ServerResponse, status: number, value: unknown, headers: Record<string, string> = {}) {
  res.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(value));
}

/** An answer in pieces, as servers stream it. */
export function say(
  text: string,
  options: { finish?: string; usage?: boolean; refusal?: string } = {},
): ChatBehaviour {
  return (_, res) => {
    res.writeHead(200, { "content-type": "text/event-stream" });
    const send = (value: unknown) => res.write(`data: ${JSON.stringify(value)}\n\n`);
    const piece = (delta: object, finish: string | null = null) =>
      send({
        id: "c",
        object: "chat.completion.chunk",
        choices: [{ index: 0, delta, finish_reason: finish }],
      });
    if (options.refusal) piece({ refusal: options.refusal });
    for (let at = 0; at < text.length; at += 40) piece({ content: text.slice(at, at + 40) });
    piece({}, options.finish ?? "stop");
    if (options.usage !== false)
      send({
        id: "c",
        object: "chat.completion.chunk",
        choices: [],
        usage: { prompt_tokens: 100, completion_tokens: 50, total_tokens: 150 },
      });
    res.end("data: [DONE]\n\n");
  };
}

/** Edits the text that it is given. */
export function editWith(edit: (text: string) => string): ChatBehaviour {
  return (request, res) =>
    say(JSON.stringify({ paragraphs: edit(String(request.data.text)).split("\n\n") }))(request, res);
}

/** An error as OpenAI writes it. */
export function refuse(
  status: number,
  error: { message?: string; type?: string; code?: string | null } = {},
  headers: Record<string, string> = {},
): ChatBehaviour {
  return (_, res) => sendJson(res, status, { error: { message: "no", param: null, ...error } }, headers);
}

/** One after the other; the last one stays. */
export function chatInTurn(...behaviours: ChatBehaviour[]): ChatBehaviour {
  let next = 0;
  return (request, res) => behaviours[Math.min(next++, behaviours.length - 1)]?.(request, res);
}
