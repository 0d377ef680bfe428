import { type Db, getPrisma, Prisma } from "@/server/platform/db";
import { isErrorCode } from "@/server/platform/error-sentences";
import type { FeedView } from "./schema";

interface FeedRow {
  id: string;
  url: string;
  title: string;
  createdAt: Date;
  lastCheckedAt: Date | null;
  nextCheckAt: Date;
  errorCode: string | null;
  lastError: string | null;
  taken: number;
}

/** What the owner follows, by title. */
export async function listFeeds(ownerId: number, db: Db = getPrisma()): Promise<FeedView[]> {
  const rows = await db.$queryRaw<FeedRow[]>(Prisma.sql`
    select feed.id, feed.url, feed.title, feed.created_at as "createdAt", feed.last_checked_at as "lastCheckedAt",
      feed.next_check_at as "nextCheckAt", feed.error_code as "errorCode", feed.last_error as "lastError",
      (select count(*) from feed_episodes episode
        where episode.feed_id = feed.id and episode.batch_job_id is not null)::int as taken
    from feeds feed where feed.owner_id = ${ownerId}
    order by lower(feed.title), feed.id`);
  return rows.map(({ errorCode, lastError, ...row }) => ({
    ...row,
    error: lastError ? { code: isErrorCode(errorCode) ? errorCode : "INTERNAL", sentence: lastError } : null,
  }));
}

/** Of a feed that the owner follows: the episodes that became transcripts, by guid. */
export async function listTakenGuids(
  ownerId: number,
  feedId: string,
  db: Db = getPrisma(),
): Promise<Set<string>> {
  const rows = await db.feedEpisode.findMany({
    where: { feedId, feed: { ownerId }, batchJobId: { not: null } },
    select: { guid: true },
  });
  return new Set(rows.map(({ guid }) => guid));
}

/** The feed that the owner follows at this address. */
export async function findFeedId(ownerId: number, url: string, db: Db = getPrisma()): Promise<string | null> {
  const row = await db.feed.findUnique({ where: { ownerId_url: { ownerId, url } }, select: { id: true } });
  return row?.id ?? null;
}
