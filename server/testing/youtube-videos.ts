/** The videos of the stand-in: what each is there for is in its id. */
export interface StandInVideo {
  title: string;
  /** Seconds that the site says it has. */
  duration: number;
  /** Bytes a second at which it is handed out. */
  rate?: number;
  /** What its length is said to be. */
  announcedBytes?: number;
  /** A broadcast under way. */
  isLive?: boolean;
  hasCaptions?: boolean;
  /** The first connection for its bytes breaks half way. */
  breaksOnce?: boolean;
  /** The answer for its bytes. */
  mediaStatus?: number;
  /** The answer for its page. */
  pageStatus?: number;
  /** `playabilityStatus` where it is not to be seen. */
  refusal?: Record<string, unknown>;
}

const said = (reason: string, subreason?: string) => ({
  errorScreen: {
    playerErrorMessageRenderer: {
      reason: { simpleText: reason },
      ...(subreason && { subreason: { simpleText: subreason } }),
    },
  },
  reason,
});

export const standInVideos: Record<string, StandInVideo> = {
  TRAXtalk001: { title: "A talk: “quotes” & <tags>, ünïcødé 日本語", duration: 20, hasCaptions: true },
  TRAXtalk002: { title: "Another talk", duration: 20 },
  TRAXslow001: { title: "A talk over a slow line", duration: 20, rate: 100_000 },
  TRAXdrop001: { title: "A talk that breaks once", duration: 20, breaksOnce: true },
  TRAXdeny001: { title: "A talk whose bytes are refused", duration: 20, mediaStatus: 403 },
  TRAXhuge001: { title: "A huge talk", duration: 20, announcedBytes: 90_000_000_000 },
  TRAXlong001: { title: "A talk of thirty hours", duration: 108_000 },
  TRAXlive001: { title: "A broadcast under way", duration: 0, isLive: true },
  TRAXsoon001: {
    title: "A broadcast to come",
    duration: 0,
    refusal: {
      status: "LIVE_STREAM_OFFLINE",
      reason: "This live event will begin in 2 hours.",
      liveStreamability: {
        liveStreamabilityRenderer: {
          offlineSlate: { liveStreamOfflineSlateRenderer: { scheduledStartTime: "1999999999" } },
        },
      },
    },
  },
  TRAXpriv001: {
    title: "Private",
    duration: 0,
    refusal: {
      status: "LOGIN_REQUIRED",
      messages: ["This is a private video. Please sign in to verify that you may see it."],
      ...said("Private video", "Sign in if you've been granted access to this video"),
    },
  },
  TRAXgone001: {
    title: "Removed",
    duration: 0,
    refusal: {
      status: "ERROR",
      ...said("Video unavailable", "This video has been removed by the uploader"),
    },
  },
  TRAXagex001: {
    title: "For adults",
    duration: 20,
    refusal: {
      status: "LOGIN_REQUIRED",
      desktopLegacyAgeGateReason: 1,
      ...said("Sign in to confirm your age", "This video may be inappropriate for some users."),
    },
  },
  TRAXland001: {
    title: "Not shown here",
    duration: 20,
    refusal: {
      status: "UNPLAYABLE",
      ...said("Video unavailable", "The uploader has not made this video available in your country."),
    },
  },
  TRAXpaid001: {
    title: "For members",
    duration: 20,
    refusal: {
      status: "UNPLAYABLE",
      reason:
        "Join this channel to get access to members-only content like this video, and other exclusive perks.",
    },
  },
  TRAXbotx001: {
    title: "For people only",
    duration: 0,
    refusal: { status: "LOGIN_REQUIRED", ...said("Sign in to confirm you’re not a bot") },
  },
  TRAXrate001: { title: "Asked too often", duration: 20, pageStatus: 429 },
};

/** A playlist of fifty, three of them broken, one twice. */
export const standInPlaylist = "PLtraxstandinplaylist01";
export const standInChannel = "UCtraxtraxtraxtraxtrax01";

export function listPlaylist(): { id: string; title: string }[] {
  const broken: Record<number, { id: string; title: string }> = {
    7: { id: "TRAXpriv001", title: "[Private video]" },
    23: { id: "TRAXgone001", title: "[Deleted video]" },
    41: { id: "TRAXlive001", title: "A broadcast under way" },
  };
  return Array.from({ length: 50 }, (_, index) => {
    const number = String(index).padStart(4, "0");
    return broken[index] ?? { id: `TRAXlst${number}`, title: `Lecture ${index + 1}` };
  });
}

/** Every lecture of the playlist is a talk of its own. */
export function findVideo(id: string): StandInVideo | null {
  if (/^TRAXlst\d{4}$/.test(id)) return { title: `Lecture ${Number(id.slice(7)) + 1}`, duration: 20 };
  return standInVideos[id] ?? null;
}
