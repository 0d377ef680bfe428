import { randomBytes, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { type Duplex, pipeline, Transform, type TransformCallback } from "node:stream";
import { isTraxError, TraxError } from "../errors";
import { serializeBytes } from "../storage/serialize-bytes";
import { hostnameOf, type Lookup, parseLink, portOf, resolveHost } from "./guard";
import { connectTo } from "./guarded-connection";

/** A proxy on loopback for one run of one program: the program's only way out. It guards every host that is asked for, so
 * redirects, manifests and whatever else the program follows are asked too; and it connects to the address that was
 * checked. */
export interface GuardedProxy {
  /** With the credential of this run, so that no other program of this machine gets out through it. */
  url: string;
  /** What came in so far. */
  readBytes(): number;
  /** Why the first host was refused, if one was. */
  readRefusal(): TraxError | null;
  /** Whether more came than may. */
  isOverLimit(): boolean;
  /** Ends every connection. Safe to call twice. */
  close(): Promise<void>;
}

export interface GuardedProxyOptions {
  /** Closes it. */
  signal: AbortSignal;
  /** Of everything that comes in. */
  maxBytes: number;
  lookup?: Lookup;
}

/** A connection on which nothing moves. */
const IDLE_MS = 60_000;
const MAX_CONNECTIONS = 64;
/** More than a program needs for one recording. */
const MAX_REQUESTS = 20_000;

export async function openGuardedProxy(options: GuardedProxyOptions): Promise<GuardedProxy> {
  const { signal, maxBytes, lookup } = options;
  signal.throwIfAborted();
  const credential = `trax:${randomBytes(24).toString("hex")}`;
  const expected = Buffer.from(`Basic ${Buffer.from(credential).toString("base64")}`);
  const open = new Set<Duplex>();
  let bytes = 0;
  let requests = 0;
  let refusal: TraxError | null = null;

  const server = createServer({ maxHeaderSize: 64 * 1024 });
  server.maxConnections = MAX_CONNECTIONS;
  server.headersTimeout = 20_000;
  server.on("connection", (socket: Socket) => track(socket));
  server.on("clientError", (_error, socket) => void socket.destroy());
  // A plain request for another protocol is answered like any other.
  server.on("request", (incoming, response) => void forward(incoming, response));
  server.on("connect", (incoming, socket, head) => void tunnel(incoming, socket, head));

  function track<Stream extends Duplex>(stream: Stream): Stream {
    open.add(stream);
    stream.once("close", () => open.delete(stream));
    stream.on("error", () => stream.destroy());
    return stream;
  }

  function isKnown({ headers }: IncomingMessage): boolean {
    const given = Buffer.from(headers["proxy-authorization"] ?? "");
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  function refuse(error: unknown): { status: number; text: string } {
    if (!isTraxError(error)) return { status: 502, text: "not reached" };
    if (error.code === "LINK_FORBIDDEN" || error.code === "LINK_INVALID") {
      refusal ??= error;
      return { status: 403, text: "refused by the link guard" };
    }
    return { status: 502, text: "not reached" };
  }

  /** Counts what comes in; too much of it ends everything. */
  function meter(): Transform {
    return new Transform({
      transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback) {
        bytes += chunk.length;
        if (bytes <= maxBytes) return done(null, chunk);
        done(new TraxError("LINK_TOO_LARGE", { limit: serializeBytes(maxBytes) }));
        for (const stream of open) stream.destroy();
      },
    });
  }

  function mayGoOn(): boolean {
    requests += 1;
    return requests <= MAX_REQUESTS && bytes <= maxBytes && !signal.aborted;
  }

  async function tunnel(incoming: IncomingMessage, client: Duplex, head: Buffer): Promise<void> {
    track(client);
    if (!isKnown(incoming)) return answerTunnel(client, 407, "Proxy-Authenticate: Basic realm=trax\r\n");
    if (!mayGoOn()) return answerTunnel(client, 429);
    try {
      // As a link is read, so that no spelling of an address goes past the guard.
      const url = parseLink(`https://${incoming.url ?? ""}/`);
      if (url.pathname !== "/" || url.search !== "")
        throw new TraxError("LINK_INVALID", { link: "", reason: "" });
      // The scheme's own port is left out of a parsed URL; every other is in it.
      const target = await resolveHost(hostnameOf(url), portOf(url), { lookup, signal });
      const remote = track(await connectTo(target, signal));
      remote.setTimeout(IDLE_MS, () => remote.destroy());
      if (client.destroyed) return void remote.destroy();
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      if (head.length > 0) remote.write(head);
      const heard = () => {};
      pipeline(client, remote, heard);
      pipeline(remote, meter(), client, heard);
    } catch (error) {
      const { status } = refuse(error);
      answerTunnel(client, status);
    }
  }

  async function forward(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const end = (status: number, text: string, headers: Record<string, string> = {}) => {
      if (response.headersSent) return void response.destroy();
      response
        .writeHead(status, { "content-type": "text/plain", connection: "close", ...headers })
        .end(`${text}\n`);
    };
    if (!isKnown(incoming)) return end(407, "who asks?", { "proxy-authenticate": "Basic realm=trax" });
    if (!mayGoOn()) return end(429, "no more");
    try {
      const url = parseLink(incoming.url ?? "");
      if (url.protocol !== "http:") throw new TraxError("LINK_INVALID", { link: url.href, reason: "" });
      const target = await resolveHost(hostnameOf(url), portOf(url), { lookup, signal });
      const socket = track(await connectTo(target, signal));
      const asked = request({
        createConnection: () => socket,
        method: incoming.method,
        path: `${url.pathname}${url.search}`,
        headers: { ...withoutHops(incoming.headers), host: url.host, connection: "close" },
        timeout: IDLE_MS,
      });
      asked.once("timeout", () => asked.destroy(new Error("idle")));
      asked.once("error", () => end(502, "not reached"));
      asked.once("response", (answer) => {
        response.writeHead(answer.statusCode ?? 502, { ...withoutHops(answer.headers), connection: "close" });
        pipeline(answer, meter(), response, () => socket.destroy());
      });
      response.once("close", () => asked.destroy());
      pipeline(incoming, asked, () => {});
    } catch (error) {
      const { status, text } = refuse(error);
      end(status, text);
    }
  }

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });

  let closing: Promise<void> | null = null;
  const close = () => {
    closing ??= new Promise((resolve) => {
      signal.removeEventListener("abort", onAbort);
      server.close(() => resolve());
      for (const stream of open) stream.destroy();
      server.closeAllConnections();
    });
    return closing;
  };
  const onAbort = () => void close();
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();

  return {
    url: `http://${credential}@127.0.0.1:${(server.address() as AddressInfo).port}`,
    readBytes: () => bytes,
    readRefusal: () => refusal,
    isOverLimit: () => bytes > maxBytes,
    close,
  };
}

function answerTunnel(client: Duplex, status: number, headers = ""): void {
  if (client.destroyed) return;
  client.end(`HTTP/1.1 ${status} Refused\r\n${headers}Content-Length: 0\r\nConnection: close\r\n\r\n`);
}

const hopByHop = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

function withoutHops(headers: IncomingMessage["headers"]): IncomingMessage["headers"] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.has(name)));
}
