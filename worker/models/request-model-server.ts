import { type IncomingMessage, request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";
import { TraxError } from "@/server/platform/errors";
import { traxVersion } from "@/server/platform/version";

/** Without a byte for this long, nothing more comes. */
const IDLE_MS = 30_000;
const MAX_REDIRECTS = 6;
const MAX_HEADER_BYTES = 64 * 1024;

export interface ModelRequest {
  /** For the sentence that a person reads. */
  model: string;
  file: string;
  headers?: Record<string, string>;
  signal: AbortSignal;
}

export interface ModelAnswer {
  status: number;
  headers: IncomingMessage["headers"];
  /** Who answered in the end. */
  host: string;
  /** Whoever does not read it to its end destroys it. */
  body: IncomingMessage;
}

/** Asks the server that an administrator chose, and follows where it leads: to itself, and else to https alone.
 * Node's own client: it has no limit of time for large files, and no surprise at a broken answer.
 * @throws the signal's reason, MODEL_UNREACHABLE, MODEL_NOT_OFFERED, MODEL_SERVER_TROUBLE, MODEL_ANSWER_WRONG */
export async function requestModelServer(address: string, asked: ModelRequest): Promise<ModelAnswer> {
  const own = new URL(address);
  let url = own;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
    const body = await ask(url, asked);
    const status = body.statusCode ?? 0;
    const location = body.headers.location;
    if (![301, 302, 303, 307, 308].includes(status) || location === undefined) {
      requireOk(status, url.host, asked, body);
      return { status, headers: body.headers, host: url.host, body };
    }
    discard(body);
    asked.signal.throwIfAborted();
    const next = URL.canParse(location, url) ? new URL(location, url) : null;
    const mayGo = next !== null && next.username === "" && next.password === "";
    if (!mayGo || (next.protocol !== "https:" && next.origin !== own.origin)) {
      throw wrongAnswer(url.host, asked, "it leads to an address that is not to be trusted");
    }
    url = next;
  }
  throw wrongAnswer(url.host, asked, "it leads from one address to the next without end");
}

/** Bytes of a small answer. */
export async function readSmall(
  { body, host }: ModelAnswer,
  asked: ModelRequest,
  maxBytes: number,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += (chunk as Buffer).length;
      if (bytes > maxBytes) throw wrongAnswer(host, asked, "it is far too long");
      chunks.push(chunk as Buffer);
    }
  } catch (error) {
    throw toModelError(error, host, asked);
  } finally {
    discard(body);
  }
  return Buffer.concat(chunks);
}

export function wrongAnswer(host: string, { model, file }: ModelRequest, reason: string): TraxError {
  return new TraxError("MODEL_ANSWER_WRONG", { host, model, file, reason });
}

/** A failure of the connection as what a person reads; what is one already stays. */
export function toModelError(error: unknown, host: string, asked: ModelRequest): unknown {
  if (asked.signal.aborted) return asked.signal.reason;
  if (error instanceof TraxError) return error;
  const cause = error as { code?: string; message?: string };
  if (cause.code === "ENOSPC" || cause.code === "EACCES" || cause.code === "EROFS") return error;
  const reason =
    reasons[cause.code ?? ""] ?? (cause.message || cause.code || "no reason given").slice(0, 200);
  return new TraxError("MODEL_UNREACHABLE", { host, model: asked.model, reason }, { cause: error });
}

export function discard(body: IncomingMessage): void {
  body.on("error", () => {}).destroy();
}

function ask(url: URL, asked: ModelRequest): Promise<IncomingMessage> {
  const { signal, headers } = asked;
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const request = url.protocol === "https:" ? requestSecure : requestPlain;
    const sent = request(url, {
      // No pool of connections: the signal ends the one that is its own.
      agent: false,
      maxHeaderSize: MAX_HEADER_BYTES,
      signal,
      headers: { "user-agent": `Trax/${traxVersion}`, "accept-encoding": "identity", ...headers },
    });
    sent.setTimeout(IDLE_MS, () => sent.destroy(Object.assign(new Error("idle"), { code: "ETIMEDOUT" })));
    sent.once("response", resolve);
    sent.on("error", (error) => reject(toModelError(error, url.host, asked)));
    sent.end();
  });
}

function requireOk(status: number, host: string, asked: ModelRequest, body: IncomingMessage): void {
  if ((status >= 200 && status < 300) || status === 416) return;
  discard(body);
  const { model, file } = asked;
  if (status === 429 || status === 408 || status >= 500) {
    throw new TraxError("MODEL_SERVER_TROUBLE", { host, model, status });
  }
  throw new TraxError("MODEL_NOT_OFFERED", { host, model, file, status });
}

const reasons: Record<string, string> = {
  ENOTFOUND: "there is no such name, or no network",
  EAI_AGAIN: "its name cannot be looked up, or there is no network",
  ECONNREFUSED: "it takes no connections",
  ECONNRESET: "it ended the connection",
  EPIPE: "it ended the connection",
  ERR_STREAM_PREMATURE_CLOSE: "it ended the connection",
  ENETUNREACH: "there is no network",
  EHOSTUNREACH: "there is no way to it",
  ETIMEDOUT: "it does not answer",
  CERT_HAS_EXPIRED: "its certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is not to be trusted",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate is not to be trusted",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate is not to be trusted",
};
