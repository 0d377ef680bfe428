import { isTraxError, TraxError } from "../errors";
import { serializeBytes } from "../storage/serialize-bytes";
import { fetchGuarded, type GuardedFetchOptions, type GuardedResponse, requireOk } from "./guarded-fetch";
import { type ParsedFeed, parseFeed } from "./parse-feed";

export const MAX_FEED_BYTES = 20 * 1000 ** 2;
/** Within this, a feed says that it is one. */
const HEAD_BYTES = 16 * 1024;

/** What a server said of the version that it sent: asked again, it sends nothing when that is still the newest. */
export interface FeedVersion {
  etag: string | null;
  lastModified: string | null;
}

export type FetchedFeed =
  | { kind: "feed"; feed: ParsedFeed; version: FeedVersion }
  | { kind: "unchanged" }
  /** Something else is there: a page, a recording. */
  | { kind: "other"; isMedia: boolean };

interface FetchFeedOptions {
  signal: AbortSignal;
  /** Of the last time. */
  version?: FeedVersion;
  /** Injected by tests. */
  lookup?: GuardedFetchOptions["lookup"];
}

/** Looks whether a feed is at an address, and reads it. Of anything else only the beginning is read.
 * @throws TraxError FEED_TOO_LARGE, FEED_UNREADABLE, LINK_* */
export async function fetchFeed(url: string, options: FetchFeedOptions): Promise<FetchedFeed> {
  const { signal, version } = options;
  const answer = await fetchGuarded(url, {
    signal,
    // What is no feed may be as large as it likes: it is left before its end.
    maxBytes: Number.MAX_SAFE_INTEGER,
    headers: {
      accept: "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5",
      ...(version?.etag ? { "if-none-match": version.etag } : {}),
      ...(version?.lastModified ? { "if-modified-since": version.lastModified } : {}),
    },
    ...(options.lookup ? { lookup: options.lookup } : {}),
  });
  try {
    if (answer.status === 304) return { kind: "unchanged" };
    requireOk(answer);
    if (/^(?:audio|video)\//i.test(answer.headers["content-type"] ?? ""))
      return { kind: "other", isMedia: true };
    const bytes = await readFeed(answer);
    if (bytes === null) return { kind: "other", isMedia: false };
    const feed = parseFeed(decode(bytes, answer.headers["content-type"]), answer.url);
    if (!feed) throw new TraxError("FEED_UNREADABLE", { reason: "it is no feed of a podcast." });
    const { etag = null, "last-modified": lastModified = null } = answer.headers;
    return { kind: "feed", feed, version: { etag, lastModified } };
  } finally {
    answer.body.on("error", () => {}).destroy();
  }
}

/** Null as soon as it is plain that this is no feed. @throws TraxError FEED_TOO_LARGE */
async function readFeed({ body }: GuardedResponse): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  let isFeed = false;
  for await (const chunk of body) {
    chunks.push(chunk as Buffer);
    size += (chunk as Buffer).length;
    if (size > MAX_FEED_BYTES)
      throw new TraxError("FEED_TOO_LARGE", { limit: serializeBytes(MAX_FEED_BYTES) });
    if (isFeed || size < HEAD_BYTES) continue;
    isFeed = startsAsFeed(Buffer.concat(chunks));
    if (!isFeed) return null;
  }
  const whole = Buffer.concat(chunks);
  return isFeed || startsAsFeed(whole) ? whole : null;
}

function startsAsFeed(bytes: Buffer): boolean {
  // Also of texts with two bytes a letter.
  const head = bytes.subarray(0, HEAD_BYTES).toString("latin1").replaceAll("\u0000", "");
  return /<(?:rss|feed|rdf:rdf)[\s>]/i.test(head) && !/<html[\s>]/i.test(head.slice(0, 1_000));
}

function decode(bytes: Buffer, contentType = ""): string {
  const declared = /encoding\s*=\s*["']([\w.:-]{1,40})["']/i.exec(bytes.subarray(0, 200).toString("latin1"));
  const label = /charset\s*=\s*"?([\w.:-]{1,40})/i.exec(contentType)?.[1] ?? declared?.[1] ?? "utf-8";
  try {
    return new TextDecoder(label).decode(bytes);
  } catch {
    return bytes.toString("utf8");
  }
}

/** What is kept of a failure to look: a sentence for a person. */
export function toFeedError(error: unknown): { code: string; sentence: string } {
  if (isTraxError(error)) return { code: error.code, sentence: error.message };
  const unknown = new TraxError("INTERNAL", { reference: "feeds" }, { cause: error });
  return { code: unknown.code, sentence: unknown.message };
}
