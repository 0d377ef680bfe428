import type { ErrorCode } from "../error-sentences";
import { TraxError } from "../errors";
import { serializeBytes } from "../storage/serialize-bytes";
import { isYoutubeHost } from "./youtube-address";

/** What yt-dlp says when it fails, first match first: the site's own words, through years of versions. */
const patterns: [RegExp, ErrorCode][] = [
  [/not a bot/i, "VIDEO_BOT_CHECK"],
  [
    /HTTP Error 429|Too Many Requests|rate[- ]?limit|content isn.?t available, try again later/i,
    "VIDEO_RATE_LIMITED",
  ],
  [/confirm your age|age[- ]restrict|inappropriate for some users|age-gated/i, "VIDEO_AGE_RESTRICTED"],
  [
    /members[- ]only|join this channel|available to this channel's members|requires payment|rent this|only for (?:paying )?subscribers/i,
    "VIDEO_MEMBERS_ONLY",
  ],
  [/private video|video is private|this playlist is private|\[private/i, "VIDEO_PRIVATE"],
  [
    /in your country|geo[- ]?restrict|not available (?:from|in) your (?:location|region)|blocked (?:it )?in your country/i,
    "VIDEO_REGION_BLOCKED",
  ],
  [
    /is live|live event will begin|premieres? in|is_upcoming|has not (?:yet )?(?:started|begun)|livestream (?:will|has not)|currently offline|this live (?:stream|event)/i,
    "LINK_LIVE",
  ],
  [/does not look like a Netscape|invalid (?:netscape )?cookie|cookies file/i, "YTDLP_COOKIES"],
  [/DRM/, "LINK_PROTECTED"],
  [/File too large|Errno 27|larger than max-filesize/i, "LINK_TOO_LARGE"],
  [/No space left on device|Errno 28/i, "STORAGE_EXHAUSTED"],
  [
    /video unavailable|has been removed|account.{0,100}terminated|does not exist|no longer available|deleted video|not available anymore|HTTP Error 410|playlist does not exist/i,
    "VIDEO_REMOVED",
  ],
  [/HTTP Error 404/i, "LINK_GONE"],
  [/login required|sign in|log in|use --cookies|registered users|authentication/i, "VIDEO_SIGN_IN"],
  [/unsupported url|no suitable extractor|is not a valid URL/i, "LINK_UNSUPPORTED"],
  [
    /signature extraction failed|nsig extraction failed|unable to extract|unable to decode|failed to extract any player response|player response|please report this issue|confirm you are on the latest version|requested format is not available|challenge solving failed/i,
    "YTDLP_OUTDATED",
  ],
  [/no video formats|no media found|there(?:'s| is) no video|no formats found/i, "LINK_NO_MEDIA"],
  [/HTTP Error 403|HTTP Error 401/i, "LINK_REFUSED_BY_SITE"],
  [/HTTP Error 5\d\d/i, "LINK_SERVER_TROUBLE"],
  [
    /timed out|timeout|connection (?:reset|refused|aborted|broken)|remote end closed|incomplete ?read|tunnel connection failed|unable to connect|name or service|temporary failure|ssl|proxy|transport|network|getaddrinfo|more expected|did not get any data blocks/i,
    "LINK_CUT_OFF",
  ],
];

/** @param stderr its last words */
export function toYtDlpError(
  stderr: string,
  facts: { host: string; version: string; ageDays: number | null; maxBytes: number },
): TraxError {
  const { host, version, ageDays, maxBytes } = facts;
  const errors = stderr.split("\n").filter((line) => /^ERROR:/.test(line));
  const said = (errors.length > 0 ? errors : stderr.trim().split("\n").slice(-1)).join("\n");
  // This one says why in its warnings.
  const cause = /failed to extract any player response/i.test(said) ? stderr : said;
  const code = patterns.find(([pattern]) => pattern.test(cause))?.[1] ?? "YTDLP_FAILED";
  const reason = reasonOf(said);
  const status = /HTTP Error (\d{3})/i.exec(said)?.[1] ?? "an error";
  // A 403 in the middle of YouTube is how it treats programs that it has outgrown.
  const isOutgrown = code === "LINK_REFUSED_BY_SITE" && isYoutubeHost(host) && (ageDays ?? 0) > 30;
  return new TraxError(
    isOutgrown ? "YTDLP_OUTDATED" : code,
    { host, status, reason, version, limit: serializeBytes(maxBytes) },
    { cause: new Error(said.slice(0, 2_000)) },
  );
}

/** Its first sentence, without what only its developers need. */
function reasonOf(said: string): string {
  const line = said.split("\n")[0] ?? "";
  const bare = line
    .replace(/^ERROR:\s*/, "")
    .replace(/^\[[\w:.+-]+\]\s*(?:[\w-]{1,64}:\s*)?/, "")
    .replace(/;? ?please report this issue.*$/i, "")
    .replace(/[\p{Cc}]/gu, " ")
    .trim();
  return (bare || "it gave no reason").replace(/[.\s]+$/, "").slice(0, 200);
}
