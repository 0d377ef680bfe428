import { ownerProcedure, router } from "@/server/api/trpc";
import { listFeeds } from "./data";
import * as schema from "./schema";
import { checkFeedSoon, followFeed, unfollowFeed } from "./service";

export const feedsRouter = router({
  list: ownerProcedure
    .meta({ summary: "Podcast feeds that are followed, with the last look at each and what went wrong." })
    .output(schema.feedListOutput)
    .query(async ({ ctx }) => ({ feeds: await listFeeds(ctx.ownerId) })),
  follow: ownerProcedure
    .meta({ summary: "Follows a podcast feed: its new episodes are transcribed, as they come." })
    .input(schema.feedFollowInput)
    .output(schema.feedFollowOutput)
    .mutation(async ({ ctx, input, signal }) => ({
      feed: await followFeed(ctx.ownerId, input, { signal: signal ?? new AbortController().signal }),
    })),
  unfollow: ownerProcedure
    .meta({ summary: "Stops following a feed; the transcripts of its episodes stay." })
    .input(schema.feedIdInput)
    .output(schema.feedChangedOutput)
    .mutation(async ({ ctx, input }) => ({ changed: await unfollowFeed(ctx.ownerId, input.feedId) })),
  checkNow: ownerProcedure
    .meta({ summary: "Has a worker look at a feed at once instead of at its hour." })
    .input(schema.feedIdInput)
    .output(schema.feedChangedOutput)
    .mutation(async ({ ctx, input }) => ({ changed: await checkFeedSoon(ctx.ownerId, input.feedId) })),
});
