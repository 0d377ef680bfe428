import { type BatchCreateFromLinksInput, engineId } from "@/server/batches/schema";
import { Prisma, type PrismaClient, type Tx } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { fetchFeed, toFeedError } from "@/server/platform/links/fetch-feed";
import type { FeedEpisode } from "@/server/platform/links/parse-feed";
import { getLogger } from "@/server/platform/logger";
import { nextCheckAt, noteEpisodes } from "./service";

/** A feed whose looker died is looked at again after this. */
const LEASE_MINUTES = 10;
/** Within that, with a margin. */
const LOOK_MS = 4 * 60_000;
/** More at once is no news but a feed that calls its episodes by new names. */
const MAX_NEW = 50;

interface DueFeed {
  id: string;
  ownerId: number;
  url: string;
  title: string;
  engine: string | null;
  language: string | null;
  failedChecks: number;
  etag: string | null;
  lastModified: string | null;
  lease: Date;
}

export interface CheckFeedsOptions {
  signal: AbortSignal;
  /** Makes a batch of links within the transaction. */
  submit: (tx: Tx, ownerId: number, input: BatchCreateFromLinksInput) => Promise<{ batchId: string }>;
  /** Injected by tests. */
  fetch?: typeof fetchFeed;
  /** The most feeds of one round. */
  limit?: number;
}

/** Looks at the feeds that are due, one after the other, and has their new episodes transcribed. Any number of workers
 * may do so at once: each feed is taken by one. Returns how many were looked at. */
export async function checkDueFeeds(prisma: PrismaClient, options: CheckFeedsOptions): Promise<number> {
  for (let looked = 0; looked < (options.limit ?? 50); looked += 1) {
    if (options.signal.aborted) return looked;
    const feed = await takeDueFeed(prisma);
    if (!feed) return looked;
    await checkFeed(prisma, feed, options);
  }
  return options.limit ?? 50;
}

/** A look that is far ahead says that the clock was set back. */
async function takeDueFeed(prisma: PrismaClient): Promise<DueFeed | null> {
  const [feed] = await prisma.$queryRaw<DueFeed[]>(Prisma.sql`
    update feeds set next_check_at = date_trunc('milliseconds', now()) + make_interval(mins => ${LEASE_MINUTES}::int)
    where id = (
      select id from feeds where next_check_at <= now() or next_check_at > now() + interval '2 days'
      order by next_check_at limit 1 for update skip locked
    )
    returning id, owner_id as "ownerId", url, title, engine, language, failed_checks as "failedChecks", etag,
      last_modified as "lastModified", next_check_at as lease`);
  return feed ?? null;
}

async function checkFeed(prisma: PrismaClient, feed: DueFeed, options: CheckFeedsOptions): Promise<void> {
  const { signal, submit, fetch = fetchFeed } = options;
  try {
    const answer = await fetch(feed.url, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(LOOK_MS)]),
      version: { etag: feed.etag, lastModified: feed.lastModified },
    });
    if (answer.kind === "other") {
      await noteFailure(prisma, feed, { code: "FEED_UNREADABLE", sentence: noFeedAnyMore });
      return;
    }
    const news = answer.kind === "feed" ? answer : null;
    await prisma.$transaction(async (tx) => {
      // Somebody else has it now, or nobody follows it any more: then nothing is written.
      if (!(await settle(tx, feed, news?.version ?? null, news?.feed.title))) return;
      if (news) await takeNewEpisodes(tx, feed, news.feed.episodes, submit);
    });
  } catch (error) {
    // Whoever stops in the middle has not failed: the lease runs out, and another looks.
    if (signal.aborted) return;
    const failure = toFeedError(error);
    getLogger().warn({ feedId: feed.id, code: failure.code, err: String(error) }, "feed not read");
    await noteFailure(prisma, feed, failure);
  }
}

const noFeedAnyMore =
  "There is no podcast feed at this address any more. Look for the podcast's new feed, follow that one, and stop following this one.";

async function settle(
  tx: Tx,
  feed: DueFeed,
  version: { etag: string | null; lastModified: string | null } | null,
  title = "",
): Promise<boolean> {
  const { count } = await tx.feed.updateMany({
    where: { id: feed.id, nextCheckAt: feed.lease },
    data: {
      ...{ lastCheckedAt: new Date(), nextCheckAt: nextCheckAt(0) },
      ...{ failedChecks: 0, errorCode: null, lastError: null },
      ...(version ?? {}),
      ...(title ? { title } : {}),
    },
  });
  return count > 0;
}

/** Noted and submitted in one transaction: an episode is taken once, whatever is cut off. */
async function takeNewEpisodes(
  tx: Tx,
  feed: DueFeed,
  episodes: FeedEpisode[],
  submit: CheckFeedsOptions["submit"],
): Promise<void> {
  const fresh = await noteEpisodes(tx, feed.id, episodes, null);
  const found = episodes.filter(({ guid }) => fresh.has(guid));
  const taken = found.slice(0, MAX_NEW);
  const [first] = taken;
  if (!first) return;
  const title = feed.title.slice(0, 120);
  const { batchId } = await submit(tx, feed.ownerId, {
    name: `${title}: ${taken.length === 1 ? first.title : `${taken.length} new episodes`}`.slice(0, 200),
    links: taken.map((episode) => ({ url: episode.url, title: episode.title, isMedia: true })),
    settings: {
      engine: engineId
        .optional()
        .catch(undefined)
        .parse(feed.engine ?? undefined),
      language: feed.language ?? undefined,
    },
  });
  await tx.feedEpisode.updateMany({
    where: { feedId: feed.id, guid: { in: taken.map(({ guid }) => guid) } },
    data: { batchJobId: batchId },
  });
  if (found.length === taken.length) return;
  const told = new TraxError("FEED_MANY_NEW", { count: found.length, limit: MAX_NEW });
  await tx.feed.updateMany({
    where: { id: feed.id },
    data: { errorCode: told.code, lastError: told.message },
  });
}

async function noteFailure(
  prisma: PrismaClient,
  feed: DueFeed,
  { code, sentence }: { code: string; sentence: string },
): Promise<void> {
  const failedChecks = feed.failedChecks + 1;
  await prisma.feed.updateMany({
    where: { id: feed.id, nextCheckAt: feed.lease },
    data: {
      ...{ failedChecks, nextCheckAt: nextCheckAt(failedChecks), lastCheckedAt: new Date() },
      ...{ errorCode: code, lastError: sentence.slice(0, 2_000) },
    },
  });
}
