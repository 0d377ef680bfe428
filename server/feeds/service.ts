import { parseLink } from "@/core/links/parse-link";
import { linkRefusals, shortenLink } from "@/core/links/parse-links";
import { getPrisma, Prisma, type PrismaClient, type Tx } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { fetchFeed } from "@/server/platform/links/fetch-feed";
import { findFeedId, listFeeds } from "./data";
import { type FeedFollowInput, type FeedView, feedFollowInput, maxFeeds } from "./schema";

/** Follows a podcast: episodes that it brings from now on are transcribed. What it has already is left to be chosen by
 * hand. Following it again changes what it is transcribed with.
 * @throws TraxError LINK_*, FEED_*, FEEDS_TOO_MANY */
export async function followFeed(
  ownerId: number,
  rawInput: FeedFollowInput,
  { signal, prisma = getPrisma(), fetch = fetchFeed }: FollowOptions,
): Promise<FeedView> {
  const input = feedFollowInput.parse(rawInput);
  const url = requireFeedUrl(input.url);
  const answer = await fetch(url, { signal });
  if (answer.kind !== "feed")
    throw new TraxError("FEED_UNREADABLE", { reason: "it is no feed of a podcast." });
  const { feed, version } = answer;
  if (feed.episodes.length === 0) throw new TraxError("FEED_EMPTY");
  const { engine = null, language = null } = input.settings;
  await prisma.$transaction(async (tx) => {
    // Two that follow at once take turns, and the bound holds.
    await tx.$queryRaw(Prisma.sql`select 1 from users where id = ${ownerId} for update`);
    const others = await tx.feed.count({ where: { ownerId, url: { not: url } } });
    if (others >= maxFeeds) throw new TraxError("FEEDS_TOO_MANY", { limit: maxFeeds });
    const row = await tx.feed.upsert({
      where: { ownerId_url: { ownerId, url } },
      create: { ...{ ownerId, url, engine, language }, title: feed.title || url.slice(0, 500) },
      update: { engine, language },
    });
    const isNew = row.lastCheckedAt === null;
    if (isNew) await noteEpisodes(tx, row.id, feed.episodes, null);
    await tx.feed.update({
      where: { id: row.id },
      data: isNew ? { lastCheckedAt: new Date(), nextCheckAt: nextCheckAt(0), ...version } : {},
    });
  });
  const id = await findFeedId(ownerId, url, prisma);
  const view = (await listFeeds(ownerId, prisma)).find((each) => each.id === id);
  if (!view) throw new TraxError("NOT_FOUND", { what: "feed" });
  return view;
}

interface FollowOptions {
  signal: AbortSignal;
  prisma?: PrismaClient;
  /** Injected by tests. */
  fetch?: typeof fetchFeed;
}

/** Transcripts of its episodes stay. Returns how many feeds were left. */
export async function unfollowFeed(
  ownerId: number,
  feedId: string,
  prisma: PrismaClient = getPrisma(),
): Promise<number> {
  const { count } = await prisma.feed.deleteMany({ where: { id: feedId, ownerId } });
  return count;
}

/** A worker looks as soon as it can. */
export async function checkFeedSoon(
  ownerId: number,
  feedId: string,
  prisma: PrismaClient = getPrisma(),
): Promise<number> {
  return prisma.$executeRaw(Prisma.sql`
    update feeds set next_check_at = now() where id = ${feedId}::uuid and owner_id = ${ownerId}`);
}

/** @throws TraxError LINK_UNUSABLE */
export function requireFeedUrl(given: string): string {
  const link = parseLink(given);
  if (typeof link === "string") {
    throw new TraxError("LINK_UNUSABLE", { link: shortenLink(given), reason: linkRefusals[link] });
  }
  if (link.kind === "youtube" || link.kind === "list") {
    throw new TraxError("FEED_UNREADABLE", { reason: "YouTube has no feeds of sound." });
  }
  return link.url;
}

const HOUR_MS = 3_600_000;
/** So that the feeds of a hundred installations, followed in the same minute, are not asked for in the same minute. */
const JITTER_MS = HOUR_MS / 6;

/** In an hour or a little more; what fails is asked more and more rarely, at last twice a day. */
export function nextCheckAt(failedChecks: number, now = Date.now(), random = Math.random()): Date {
  const hours = Math.min(12, 2 ** Math.min(failedChecks, 10));
  return new Date(now + hours * HOUR_MS + random * JITTER_MS);
}

/** Notes that episodes are known, and returns the guids of those that were not. */
export async function noteEpisodes(
  tx: Tx,
  feedId: string,
  episodes: readonly { guid: string }[],
  batchId: string | null,
): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ guid: string }[]>(Prisma.sql`
    insert into feed_episodes (feed_id, guid, batch_job_id)
    select ${feedId}::uuid, guid, ${batchId}::uuid from unnest(${episodes.map(({ guid }) => guid)}::text[]) as one(guid)
    on conflict do nothing returning guid`);
  return new Set(rows.map(({ guid }) => guid));
}
