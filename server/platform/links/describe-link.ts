import { getSettings } from "../env";
import { TraxError } from "../errors";
import { hostnameOf, type Lookup, parseLink } from "./guard";
import { isYoutubeHost } from "./youtube-address";
import { buildDescribeArguments } from "./yt-dlp-arguments";
import { parseOutput, type VideoInfo, videoInfo } from "./yt-dlp-output";
import { type ProcessWatcher, runYtDlp } from "./yt-dlp-run";

const DESCRIBE_MS = 120_000;
const OUTPUT_BYTES = 32 * 1024 ** 2;
/** Pages and manifests, no recordings. */
const NETWORK_BYTES = 256 * 1024 ** 2;

export interface AskOptions {
  signal: AbortSignal;
  account?: ProcessWatcher;
  lookup?: Lookup;
}

/** What a site says of the recording at a link, without fetching it.
 * @throws LINK_*, VIDEO_*, YTDLP_* */
export async function describeLink(
  link: string,
  { signal, account, lookup }: AskOptions,
): Promise<VideoInfo> {
  const url = parseLink(link);
  const isYoutube = isYoutubeHost(hostnameOf(url));
  const { stdout } = await runYtDlp((common) => buildDescribeArguments(url.href, { ...common, isYoutube }), {
    ...{ signal, account, lookup, host: hostnameOf(url) },
    timeoutMs: DESCRIBE_MS,
    maxOutputBytes: OUTPUT_BYTES,
    maxBytes: NETWORK_BYTES,
  });
  const parsed = videoInfo.safeParse(onlyEntry(parseOutput(stdout)));
  if (!parsed.success) throw new TraxError("LINK_NO_MEDIA", { reason: "the page plays none" });
  return parsed.data;
}

/** A page with one video may be told as a list of one. */
function onlyEntry(value: unknown): unknown {
  const list = value as { _type?: unknown; entries?: unknown } | null | undefined;
  if (list?._type !== "playlist" || !Array.isArray(list.entries)) return value;
  return list.entries.find((entry) => entry !== null);
}

/** @throws LINK_LIVE, LINK_TOO_LONG, LINK_TOO_LARGE for what is not to be fetched at all */
export function requireFetchable(info: Pick<VideoInfo, "isLive" | "durationSeconds">): void {
  if (info.isLive) throw new TraxError("LINK_LIVE");
  const { TRAX_MAX_AUDIO_HOURS } = getSettings();
  if (info.durationSeconds !== null && info.durationSeconds > mostSeconds())
    throw new TraxError("LINK_TOO_LONG", { limit: TRAX_MAX_AUDIO_HOURS });
}

/** A recording of just the limit is longer by its encoder's padding. */
export function mostSeconds(): number {
  return getSettings().TRAX_MAX_AUDIO_HOURS * 3600 + 60;
}
