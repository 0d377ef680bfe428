import { type IncomingMessage, request } from "node:http";
import type { Socket } from "node:net";
import { pipeline, type Readable, Transform, type TransformCallback } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { isTraxError, TraxError } from "../errors";
import { serializeBytes } from "../storage/serialize-bytes";
import { traxVersion } from "../version";
import { hostnameOf, type Lookup, parseLink, portOf, resolveHost } from "./guard";
import { connectTo, secureFor } from "./guarded-connection";

const MAX_REDIRECTS = 8;
const MAX_HEADER_BYTES = 32 * 1024;
/** Without a byte for this long, nothing more comes. */
const IDLE_MS = 30_000;

export interface GuardedFetchOptions {
  signal: AbortSignal;
  /** Of the body, as it is read. More of it ends the stream with LINK_TOO_LARGE. */
  maxBytes: number;
  /** In lower case. Those that tell who asks stay with the host that was asked first. */
  headers?: Record<string, string>;
  maxRedirects?: number;
  /** Injected by tests. */
  lookup?: Lookup;
}

export interface GuardedResponse {
  status: number;
  /** In lower case; of several with one name the first. */
  headers: Record<string, string>;
  /** Where the redirects ended. */
  url: string;
  /** Fails with a TraxError. Whoever does not read it to its end destroys it. */
  body: Readable;
}

/** Fetches a link: guarded at every hop, bounded in bytes, time and redirects. The status is the caller's to judge
 * (`requireOk`).
 * @throws LINK_*, and the signal's reason */
export async function fetchGuarded(link: string, options: GuardedFetchOptions): Promise<GuardedResponse> {
  const { signal, maxRedirects = MAX_REDIRECTS } = options;
  let url = parseLink(link);
  let headers = options.headers ?? {};
  for (let hops = 0; hops <= maxRedirects; hops += 1) {
    const answer = await ask(url, headers, options);
    const location = answer.headers.location;
    if (![301, 302, 303, 307, 308].includes(answer.status) || location === undefined) return answer;
    answer.body.on("error", () => {}).destroy();
    signal.throwIfAborted();
    if (!URL.canParse(location, url)) throw new TraxError("LINK_INVALID", { link: location, reason: "" });
    const next = parseLink(new URL(location, url).href);
    if (next.origin !== url.origin) headers = withoutSecrets(headers);
    url = next;
  }
  throw new TraxError("LINK_REDIRECTS", { host: hostnameOf(url) });
}

async function ask(
  url: URL,
  headers: Record<string, string>,
  { signal, maxBytes, lookup }: GuardedFetchOptions,
): Promise<GuardedResponse> {
  const host = hostnameOf(url);
  let socket: Socket | undefined;
  try {
    const target = await resolveHost(host, portOf(url), { lookup, signal });
    socket = await connectTo(target, signal);
    if (url.protocol === "https:") socket = await secureFor(target.hostname, socket);
    const answer = await sendTo(socket, url, headers, signal);
    const given = plainHeaders(answer.headers);
    const said = Number(given["content-length"] ?? Number.NaN);
    if (said > maxBytes) throw new TraxError("LINK_TOO_LARGE", { limit: serializeBytes(maxBytes) });
    const body = bounded(answer, given["content-encoding"], { host, maxBytes, signal });
    const whole = socket;
    body.once("close", () => whole.destroy());
    return { status: answer.statusCode ?? 0, headers: given, url: url.href, body };
  } catch (error) {
    socket?.on("error", () => {}).destroy();
    throw toLinkError(error, host, signal, "LINK_UNREACHABLE");
  }
}

/** One request on one connection, which ends with it or with the signal. */
function sendTo(
  socket: Socket,
  url: URL,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = request({
      createConnection: () => socket,
      path: `${url.pathname}${url.search}`,
      maxHeaderSize: MAX_HEADER_BYTES,
      headers: {
        host: url.host,
        "user-agent": `Trax/${traxVersion}`,
        accept: "*/*",
        "accept-encoding": "identity",
        connection: "close",
        ...headers,
      },
    });
    const stop = () => socket.destroy(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    socket.once("close", () => signal.removeEventListener("abort", stop));
    socket.setTimeout(IDLE_MS, () => socket.destroy(Object.assign(new Error("idle"), { code: "ETIMEDOUT" })));
    asked.once("error", reject);
    asked.once("response", resolve);
    asked.end();
  });
}

/** Asked for no compression, servers send some all the same; what is unpacked counts. */
function bounded(
  source: Readable,
  encoding: string | undefined,
  { host, maxBytes, signal }: { host: string; maxBytes: number; signal: AbortSignal },
): Readable {
  let bytes = 0;
  const output = new Transform({
    transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback) {
      bytes += chunk.length;
      if (bytes > maxBytes) done(new TraxError("LINK_TOO_LARGE", { limit: serializeBytes(maxBytes) }));
      else done(null, chunk);
    },
    destroy: (error, done) => done(error && toLinkError(error, host, signal, "LINK_CUT_OFF")),
  });
  const unpack = unpackerOf(encoding);
  // Who reads hears of every failure from the stream itself.
  const heard = () => {};
  if (unpack) pipeline(source, unpack, output, heard);
  else pipeline(source, output, heard);
  return output;
}

function unpackerOf(encoding: string | undefined) {
  if (encoding === "gzip" || encoding === "x-gzip") return createGunzip();
  if (encoding === "deflate") return createInflate();
  if (encoding === "br") return createBrotliDecompress();
  return null;
}

function plainHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      const first = Array.isArray(value) ? value[0] : value;
      return first === undefined ? [] : [[name.toLowerCase(), first.slice(0, 8_192)]];
    }),
  );
}

function withoutSecrets(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !/^(?:authorization|cookie|proxy-authorization)$/.test(name)),
  );
}

/** @throws LINK_GONE, LINK_REFUSED_BY_SITE, VIDEO_RATE_LIMITED, LINK_SERVER_TROUBLE when the answer is none of success */
export function requireOk({ status, url }: Pick<GuardedResponse, "status" | "url">): void {
  if (status >= 200 && status < 300) return;
  const details = { host: hostnameOf(new URL(url)), status };
  if (status === 429) throw new TraxError("VIDEO_RATE_LIMITED");
  if (status === 404 || status === 410) throw new TraxError("LINK_GONE", details);
  if (status >= 500 || status === 408) throw new TraxError("LINK_SERVER_TROUBLE", details);
  throw new TraxError("LINK_REFUSED_BY_SITE", details);
}

/** The whole body as bytes. @throws LINK_* */
export async function readWhole({ body }: Pick<GuardedResponse, "body">): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function toLinkError(
  error: unknown,
  host: string,
  signal: AbortSignal,
  code: "LINK_UNREACHABLE" | "LINK_CUT_OFF",
): Error {
  if (signal.aborted) return signal.reason as Error;
  if (isTraxError(error)) return error;
  const cause = error as { code?: string; message?: string; cause?: unknown };
  if (isTraxError(cause.cause)) return cause.cause;
  const reason = reasons[cause.code ?? ""] ?? (cause.message ?? "no reason given").slice(0, 200);
  return new TraxError(code, { host, reason }, { cause: error });
}

const reasons: Record<string, string> = {
  ECONNREFUSED: "it takes no connections",
  ECONNRESET: "it ended the connection",
  EPIPE: "it ended the connection",
  ERR_STREAM_PREMATURE_CLOSE: "it ended the connection",
  ENETUNREACH: "there is no way to it from this machine",
  EHOSTUNREACH: "there is no way to it from this machine",
  ETIMEDOUT: "it does not answer",
  CERT_HAS_EXPIRED: "its certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is not to be trusted",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate is not to be trusted",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate is not to be trusted",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its certificate is not to be trusted",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name",
};
