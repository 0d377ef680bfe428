import { z } from "zod";
import { batchSettings, errorView } from "@/server/batches/schema";

/** As long as the database's key for it may be. */
export const feedUrl = z.string().trim().min(1).max(2_000);

/** The most feeds that one follows. */
export const maxFeeds = 200;

export const feedView = z.object({
  id: z.uuid(),
  url: z.string(),
  title: z.string(),
  createdAt: z.date(),
  lastCheckedAt: z.date().nullable(),
  nextCheckAt: z.date(),
  /** Of the last look, until one succeeds. */
  error: errorView.nullable(),
  /** Episodes that became transcripts. */
  taken: z.number().int(),
});
export type FeedView = z.infer<typeof feedView>;

export const feedListOutput = z.object({ feeds: z.array(feedView) });
export const feedIdInput = z.object({ feedId: z.uuid() });
export const feedFollowInput = z.object({
  url: feedUrl,
  /** What new episodes are transcribed with. */
  settings: batchSettings.default({}),
});
export type FeedFollowInput = z.input<typeof feedFollowInput>;
export const feedFollowOutput = z.object({ feed: feedView });
export const feedChangedOutput = z.object({ changed: z.number().int() });
