import { parseLink } from "@/core/links/parse-link";
import { linkRefusals, maxLinks, shortenLink } from "@/core/links/parse-links";
import { findFeedId, listTakenGuids } from "@/server/feeds/data";
import { getPrisma, type PrismaClient } from "@/server/platform/db";
import { isTraxError, TraxError } from "@/server/platform/errors";
import { type FetchedFeed, fetchFeed } from "@/server/platform/links/fetch-feed";
import { listLinkEntries } from "@/server/platform/links/list-link-entries";
import type { ParsedFeed } from "@/server/platform/links/parse-feed";
import { listKnownVideos } from "./known-videos";
import type { LinkEntries } from "./schema";

interface ListEntriesOptions {
  signal: AbortSignal;
  prisma?: PrismaClient;
  /** Injected by tests. */
  fetch?: typeof fetchFeed;
  list?: typeof listLinkEntries;
}

const single: LinkEntries = { kind: "single", title: "", entries: [], isCut: false, isFollowed: false };

/** What there is to choose from behind a link. @throws TraxError LINK_*, FEED_*, VIDEO_*, YTDLP_* */
export async function listEntries(
  ownerId: number,
  given: string,
  options: ListEntriesOptions,
): Promise<LinkEntries> {
  const { signal, prisma = getPrisma(), fetch = fetchFeed, list = listLinkEntries } = options;
  const link = parseLink(given);
  if (typeof link === "string") {
    throw new TraxError("LINK_UNUSABLE", { link: shortenLink(given), reason: linkRefusals[link] });
  }
  if (link.kind === "youtube" || link.kind === "media") return single;
  if (link.kind !== "list") {
    const answer = await lookForFeed(link.kind === "feed", () => fetch(link.url, { signal }));
    if (answer?.kind === "feed") return toFeedEntries(ownerId, link.url, answer.feed, prisma);
    if (answer?.kind === "other" && answer.isMedia) return single;
  }
  const { title, entries } = await list(link.url, { signal, limit: maxLinks });
  // Of a page that plays one recording nothing is to be chosen, but it is good to know at once that it can be fetched.
  if (link.kind !== "list" && entries.length < 2) return single;
  const ids = entries.flatMap(({ youtubeId }) => youtubeId ?? []);
  const known = new Set((await listKnownVideos(ownerId, ids, prisma)).map(({ youtubeId }) => youtubeId));
  return {
    ...{ kind: "list", title: title ?? "", isCut: entries.length >= maxLinks, isFollowed: false },
    entries: entries.map(({ youtubeId, ...entry }) => ({
      ...{ ...entry, title: entry.title.slice(0, 500), publishedAt: null, isMedia: false },
      isKnown: youtubeId !== null && known.has(youtubeId),
    })),
  };
}

/** A page that does not let us in may let yt-dlp in: only what must be a feed fails here.
 * @throws what went wrong with what must be a feed, and LINK_FORBIDDEN */
async function lookForFeed(
  mustBeFeed: boolean,
  look: () => Promise<FetchedFeed>,
): Promise<FetchedFeed | null> {
  try {
    return await look();
  } catch (error) {
    const code = isTraxError(error) ? error.code : null;
    if (mustBeFeed || code === null || code === "LINK_FORBIDDEN" || code.startsWith("FEED_")) throw error;
    return null;
  }
}

async function toFeedEntries(
  ownerId: number,
  url: string,
  feed: ParsedFeed,
  prisma: PrismaClient,
): Promise<LinkEntries> {
  if (feed.episodes.length === 0) throw new TraxError("FEED_EMPTY");
  const feedId = await findFeedId(ownerId, url, prisma);
  const taken = feedId ? await listTakenGuids(ownerId, feedId, prisma) : new Set<string>();
  return {
    ...{ kind: "feed", title: feed.title, isCut: feed.isCut, isFollowed: feedId !== null },
    entries: feed.episodes.map(({ guid, ...episode }) => ({
      ...{ ...episode, reason: null, isMedia: true, isKnown: taken.has(guid) },
    })),
  };
}
