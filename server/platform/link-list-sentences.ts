import type { ErrorEntry } from "./operation-sentences";

/** What can be wrong with links before anything is fetched, and with the lists and feeds behind them. */
export const linkListSentences = {
  LINK_UNUSABLE: { sentence: "“{link}” {reason}", status: 400 },
  LINK_IS_LIST: {
    sentence:
      "“{link}” leads to many recordings. Choose from its list on the dashboard, or give the links of single ones.",
    status: 400,
  },
  FEED_UNREADABLE: {
    sentence:
      "The feed cannot be read: {reason} Check that the link leads to the feed of a podcast (RSS or Atom).",
    status: 422,
  },
  FEED_TOO_LARGE: {
    sentence:
      "The feed is larger than {limit}, and was not read to its end. Give the links of single episodes.",
    status: 413,
  },
  FEED_EMPTY: {
    sentence:
      "There is no episode with a sound or video file in this feed. Look whether the podcast has another feed.",
    status: 422,
  },
  FEED_MANY_NEW: {
    sentence:
      "{count} episodes were new at once, and the first {limit} of the feed were taken. Paste the feed's link on the dashboard to choose others.",
  },
  FEEDS_TOO_MANY: {
    sentence: "You follow {limit} feeds already. Stop following one, then follow this one.",
    status: 409,
  },
} as const satisfies Record<string, ErrorEntry>;
