/** Arguments of yt-dlp: pure, an array and never a shell. The link comes last, after `--`, so that none is an option. */

/** What runs the JavaScript of sites. */
export interface JsRuntime {
  name: "node" | "deno";
  path: string;
}

/** Versions from this one on want such a runtime, and know how it is named to them. */
export const FIRST_WITH_RUNTIME = "2025.11.12";

export interface CommonArguments {
  version: string;
  runtime: JsRuntime | null;
  /** A copy: yt-dlp writes into it. */
  cookies: string | null;
  /** Tests vouch for their stand-in by a file that Python's own certificates would hide. */
  isTest: boolean;
}

const FIRST_WITHOUT_PLUGINS = "2025.03.21";

/** Of every call: nothing from the machine's own configuration, nothing run, nothing kept, no way around the proxy. */
function commonArguments({ version, runtime, cookies, isTest }: CommonArguments): string[] {
  return [
    ...["--ignore-config", "--no-update", "--no-cache-dir", "--no-color", "--no-exec", "--no-mtime"],
    ...["--socket-timeout", "20", "--retries", "5", "--extractor-retries", "2"],
    ...(version >= FIRST_WITHOUT_PLUGINS ? ["--no-plugin-dirs"] : []),
    ...(version >= FIRST_WITH_RUNTIME && runtime
      ? ["--no-js-runtimes", "--js-runtimes", `${runtime.name}:${runtime.path}`, "--no-remote-components"]
      : []),
    ...(cookies ? ["--cookies", cookies] : []),
    ...(isTest ? ["--compat-options", "no-certifi"] : []),
  ];
}

/** With a YouTube link only YouTube's own extractor: its address is made of the id, and leads nowhere else. */
function extractors(isYoutube: boolean): string[] {
  return isYoutube ? ["--use-extractors", "youtube"] : [];
}

export function buildDescribeArguments(
  url: string,
  options: CommonArguments & { isYoutube: boolean },
): string[] {
  return [
    ...commonArguments(options),
    ...extractors(options.isYoutube),
    ...["--no-playlist", "--playlist-items", "1", "--skip-download"],
    ...["-J", "--", url],
  ];
}

export function buildListArguments(
  url: string,
  options: CommonArguments & { isYoutube: boolean; limit: number },
): string[] {
  return [
    ...commonArguments(options),
    ...(options.isYoutube ? ["--use-extractors", "youtube,youtube:tab,youtube:playlist"] : []),
    ...["--yes-playlist", "--flat-playlist", "--playlist-items", `1:${options.limit}`],
    ...["-J", "--", url],
  ];
}

export interface DownloadArguments extends CommonArguments {
  isYoutube: boolean;
  folder: string;
  maxBytes: number;
  maxSeconds: number;
}

export const PROGRESS_MARK = "@@P";
export const DONE_MARK = "@@DONE";
/** Comes before anything is passed over, and tells why. */
export const INFO_MARK = "@@INFO";
export const SIZE_MARK = "@@SIZE";

/** Sound alone where the site has it apart: the rest is not needed. Nothing is converted or repaired: ffmpeg reads the
 * file later, shut in. */
export function buildDownloadArguments(url: string, options: DownloadArguments): string[] {
  const { folder, maxBytes, maxSeconds } = options;
  const progress = ["status", "downloaded_bytes", "total_bytes", "total_bytes_estimate", "speed", "eta"];
  return [
    ...commonArguments(options),
    ...extractors(options.isYoutube),
    ...["--no-playlist", "--playlist-items", "1", "--fragment-retries", "5", "--fixup", "never"],
    ...["--downloader", "native"],
    ...["--match-filter", `!is_live & live_status!=?is_upcoming & duration<=?${maxSeconds}`],
    ...["--max-filesize", String(maxBytes)],
    ...["-f", "bestaudio[ext=m4a]/bestaudio/best[acodec!=none]/best"],
    ...["--paths", `home:${folder}`, "-o", "source.%(ext)s", "--continue", "--part", "--no-simulate"],
    ...["--newline", "--progress", "--progress-template"],
    `download:${PROGRESS_MARK} ${progress.map((name) => `%(progress.${name})s`).join(" ")}`,
    ...["--print", `pre_process:${INFO_MARK} %(live_status)s %(is_live)s %(duration)s`],
    ...["--print", `before_dl:${SIZE_MARK} %(filesize)s %(filesize_approx)s`],
    ...["--print", `after_move:${DONE_MARK} %(filepath)j`, "--", url],
  ];
}

/** Captions that a person made; what the site's machine heard is no better than our own. */
export function buildCaptionArguments(
  url: string,
  options: CommonArguments & { isYoutube: boolean; folder: string; language: string; maxBytes: number },
): string[] {
  return [
    ...commonArguments(options),
    ...extractors(options.isYoutube),
    ...["--no-playlist", "--playlist-items", "1", "--skip-download", "--ignore-no-formats-error"],
    ...["--write-subs", "--no-write-auto-subs", "--sub-langs", options.language, "--sub-format", "vtt/srt"],
    ...["--max-filesize", String(options.maxBytes)],
    ...["--paths", `home:${options.folder}`, "-o", "captions.%(ext)s", "--no-simulate", "--", url],
  ];
}
