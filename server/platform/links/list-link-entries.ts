import type { z } from "zod";
import { serializeSentence, TraxError } from "../errors";
import type { AskOptions } from "./describe-link";
import { hostnameOf, longestLink, parseLink } from "./guard";
import { isYoutubeHost, youtubeAddress, youtubeIdPattern } from "./youtube-address";
import { buildListArguments } from "./yt-dlp-arguments";
import { listEntry, listInfo, parseOutput } from "./yt-dlp-output";
import { runYtDlp } from "./yt-dlp-run";

const LIST_MS = 180_000;
const OUTPUT_BYTES = 64 * 1024 ** 2;
const NETWORK_BYTES = 256 * 1024 ** 2;
/** Videos, shorts, broadcasts. */
const TABS = 3;

export interface LinkEntry {
  url: string;
  youtubeId: string | null;
  title: string;
  durationSeconds: number | null;
  /** Why it cannot be fetched, in full; null where nothing speaks against it. */
  reason: string | null;
}

export interface LinkEntries {
  title: string | null;
  entries: LinkEntry[];
}

/** What a playlist or a channel holds, in its order, without asking for each of it. A link to one recording is a list of
 * one.
 * @throws LINK_*, VIDEO_*, YTDLP_* */
export async function listLinkEntries(
  link: string,
  options: AskOptions & { limit: number },
): Promise<LinkEntries> {
  const url = parseLink(link);
  const { title, found } = await list(url, options);
  const tabs = found.filter(isTab).slice(0, TABS);
  const entries = found.filter((entry) => !isTab(entry)).flatMap((entry) => toEntry(entry, url));
  for (const tab of tabs) {
    if (entries.length >= options.limit) break;
    const limit = options.limit - entries.length;
    const inTab = await list(parseLink(tab.url ?? ""), { ...options, limit });
    entries.push(...inTab.found.flatMap((entry) => toEntry(entry, url)));
  }
  return { title, entries: withoutTwins(entries).slice(0, options.limit) };
}

type FoundEntry = z.output<typeof listEntry>;

async function list(
  url: URL,
  { signal, limit, account, lookup }: AskOptions & { limit: number },
): Promise<{ title: string | null; found: FoundEntry[] }> {
  const isYoutube = isYoutubeHost(hostnameOf(url));
  const { stdout } = await runYtDlp(
    (common) => buildListArguments(url.href, { ...common, isYoutube, limit }),
    {
      ...{ signal, account, lookup, host: hostnameOf(url) },
      timeoutMs: LIST_MS,
      maxOutputBytes: OUTPUT_BYTES,
      maxBytes: NETWORK_BYTES,
    },
  );
  const value = parseOutput(stdout);
  const parsed = listInfo.safeParse(value);
  if (!parsed.success) throw new TraxError("LINK_NO_MEDIA", { reason: "nothing could be read of it" });
  const { _type, title, entries } = parsed.data;
  const given = _type === "playlist" || _type === "multi_video" ? flatten(entries) : [value];
  const found = given.flatMap((entry) => {
    const one = listEntry.safeParse(entry);
    return one.success ? [one.data] : [];
  });
  return { title, found };
}

/** A list may hold lists. */
function flatten(entries: unknown[], depth = 0): unknown[] {
  return entries.flatMap((entry) => {
    const inner = (entry as { entries?: unknown } | null)?.entries;
    return Array.isArray(inner) && depth < 3 ? flatten(inner, depth + 1) : [entry];
  });
}

function isTab({ ie_key, url }: FoundEntry): boolean {
  return ie_key === "YoutubeTab" && url !== null;
}

function toEntry(entry: FoundEntry, from: URL): LinkEntry[] {
  const youtubeId = isYoutubeHost(hostnameOf(from)) && youtubeIdPattern.test(entry.id) ? entry.id : null;
  const url = youtubeId ? youtubeAddress(youtubeId) : absolute(entry.webpage_url ?? entry.url, from);
  if (url === null) return [];
  return [
    {
      url,
      youtubeId,
      title: entry.title ?? url,
      durationSeconds: entry.duration,
      reason: findReason(entry),
    },
  ];
}

/** Only what may be a link at all; the guard looks closer before anything is fetched. */
function absolute(url: string | null, from: URL): string | null {
  if (url === null || !URL.canParse(url, from)) return null;
  const { href, protocol } = new URL(url, from);
  return /^https?:$/.test(protocol) && href.length <= longestLink ? href : null;
}

function findReason({ title, live_status, availability }: FoundEntry): string | null {
  if (/^\[private/i.test(title ?? "") || availability === "private")
    return serializeSentence("VIDEO_PRIVATE");
  if (/^\[(?:deleted|unavailable)/i.test(title ?? "")) return serializeSentence("VIDEO_REMOVED");
  if (availability === "subscriber_only" || availability === "premium_only")
    return serializeSentence("VIDEO_MEMBERS_ONLY");
  if (live_status === "is_live" || live_status === "is_upcoming") return serializeSentence("LINK_LIVE");
  return null;
}

/** Playlists hold a video twice; it is fetched once. */
function withoutTwins(entries: LinkEntry[]): LinkEntry[] {
  const seen = new Set<string>();
  return entries.filter(({ url }) => !seen.has(url) && seen.add(url));
}
