import type { ErrorEntry } from "./operation-sentences";

/** What can go wrong with a link. As error-sentences.ts, of which these are a part. */

export const linkSentences = {
  LINK_INVALID: {
    sentence: "{link} cannot be fetched. {reason} Copy the address from the browser and paste it again.",
    status: 400,
  },
  LINK_FORBIDDEN: {
    sentence:
      "{host} is not fetched: {reason}. Links lead to the public internet only; to fetch from a server of your own, the administrator names it in TRAX_LINK_ALLOWED_HOSTS.",
    status: 400,
  },
  LINK_UNREACHABLE: {
    sentence:
      "{host} could not be reached: {reason}. Check the link and this machine's network; it is tried again by itself.",
    retryable: true,
    status: 502,
  },
  LINK_REDIRECTS: {
    sentence:
      "{host} sends from one address to the next without end. Open the link in a browser and paste the address where it ends.",
    status: 502,
  },
  LINK_GONE: {
    sentence:
      "There is nothing at this link any more: {host} answers {status}. Open it in a browser and paste the address that works.",
    status: 404,
  },
  LINK_REFUSED_BY_SITE: {
    sentence:
      "{host} does not hand this out: it answers {status}. If it can be seen only by those who sign in, name a cookies file with TRAX_YTDLP_COOKIES, or download it yourself and add the file.",
    status: 403,
  },
  LINK_SERVER_TROUBLE: {
    sentence: "{host} has trouble: it answers {status}. It is tried again by itself.",
    retryable: true,
    status: 502,
  },
  LINK_CUT_OFF: {
    sentence:
      "The connection to {host} broke in the middle ({reason}). What came is kept, and it goes on from there.",
    retryable: true,
    status: 502,
  },
  LINK_TOO_LARGE: {
    sentence:
      "What this link leads to is larger than the limit of {limit}. Raise TRAX_MAX_UPLOAD_BYTES, or take a shorter recording.",
    status: 413,
  },
  LINK_TOO_LONG: {
    sentence:
      "This recording is longer than the limit of {limit} hours. Raise TRAX_MAX_AUDIO_HOURS, or take a shorter one.",
    status: 413,
  },
  LINK_LIVE: {
    sentence:
      "This is live, or has not begun yet, so there is no whole recording of it. Add the link again when the broadcast has ended.",
  },
  LINK_NO_MEDIA: {
    sentence:
      "There is no recording at this link ({reason}). Paste the address of the page that plays it, or of the file itself.",
  },
  LINK_UNSUPPORTED: {
    sentence:
      "yt-dlp knows no way to fetch from this site. Paste a link to the recording itself, or download it in a browser and add the file; a newer yt-dlp may know the site (npm run trax -- ytdlp update).",
  },
  LINK_PROTECTED: {
    sentence:
      "This recording is copy-protected (DRM), and Trax cannot fetch it. Add a recording that you may copy.",
  },

  VIDEO_PRIVATE: {
    sentence:
      "This video is private. Ask its owner to share it, or name the cookies file of an account that may see it with TRAX_YTDLP_COOKIES and retry.",
  },
  VIDEO_REMOVED: {
    sentence:
      "This video is not there any more: it was removed, or the link is wrong. Check it in a browser.",
  },
  VIDEO_AGE_RESTRICTED: {
    sentence:
      "This video is shown only to those who have signed in and are of age. Name the cookies file of such an account with TRAX_YTDLP_COOKIES and retry.",
  },
  VIDEO_REGION_BLOCKED: {
    sentence:
      "This video is not shown in the country of this machine. Fetch it where it is shown, and add the file.",
  },
  VIDEO_MEMBERS_ONLY: {
    sentence:
      "This video is for paying members. Name the cookies file of a member's account with TRAX_YTDLP_COOKIES and retry.",
  },
  VIDEO_SIGN_IN: {
    sentence:
      "The site shows this only to those who have signed in. Name the cookies file of an account that may see it with TRAX_YTDLP_COOKIES and retry.",
  },
  VIDEO_BOT_CHECK: {
    sentence:
      "The site takes this machine for a robot (“not a bot”) and hands nothing out. Name a browser's cookies file with TRAX_YTDLP_COOKIES, bring yt-dlp up to date (npm run trax -- ytdlp update), or wait some hours, then retry.",
  },
  VIDEO_RATE_LIMITED: {
    sentence:
      "The site was asked too often by this machine and wants a pause. It is tried again by itself; if that does not help, retry in an hour, or name a cookies file with TRAX_YTDLP_COOKIES.",
    retryable: true,
    // Asking again at once makes it worse.
    retryAfterMs: 5 * 60_000,
    status: 503,
  },
  YTDLP_MISSING: {
    sentence:
      "There is no working yt-dlp on this machine, which fetches from video sites. Run npm run trax -- ytdlp update, install it (apt install yt-dlp), or name it with TRAX_YTDLP, then retry.",
    status: 503,
  },
  YTDLP_OUTDATED: {
    sentence:
      "This yt-dlp ({version}) does not understand the site any more. Bring it up to date (npm run trax -- ytdlp update) and retry.",
    status: 503,
  },
  YTDLP_COOKIES: {
    sentence:
      "The cookies file that TRAX_YTDLP_COOKIES names cannot be used: {reason} Export it again from the browser in Netscape format, or leave the setting out.",
    status: 503,
  },
  YTDLP_FAILED: {
    sentence:
      "yt-dlp could not fetch this ({reason}). It is tried again by itself; if it fails again, bring yt-dlp up to date: npm run trax -- ytdlp update.",
    retryable: true,
    status: 502,
  },
  YTDLP_UPDATE_FAILED: {
    sentence: "yt-dlp was not updated: {reason} The one that was there stays in use.",
    status: 502,
  },
} as const satisfies Record<string, ErrorEntry>;
