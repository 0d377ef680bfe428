import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Cue } from "@/core/subtitles/cue";
import { parseSrt } from "@/core/subtitles/parse-srt";
import { parseVtt } from "@/core/subtitles/parse-vtt";
import { TraxError } from "@/server/platform/errors";
import { type AskOptions, describeLink } from "@/server/platform/links/describe-link";
import { hostnameOf, parseLink } from "@/server/platform/links/guard";
import { isYoutubeHost } from "@/server/platform/links/youtube-address";
import { buildCaptionArguments } from "@/server/platform/links/yt-dlp-arguments";
import { runYtDlp } from "@/server/platform/links/yt-dlp-run";
import type { LinkWork } from "./link-work";

const CAPTIONS_MS = 120_000;
const MAX_BYTES = 16 * 1024 ** 2;
const NETWORK_BYTES = 256 * 1024 ** 2;

export interface CaptionResult {
  /** As the site names it. */
  language: string;
  cues: Cue[];
}

/** Captions that the uploader made, in the language that is spoken as far as that is known. Null where there are none.
 * @throws LINK_*, VIDEO_*, YTDLP_*, SubtitleFormatError */
export async function takeCaptions(work: LinkWork, options: AskOptions): Promise<CaptionResult | null> {
  const url = parseLink(work.url);
  const info = await describeLink(work.url, options);
  const language = chooseLanguage(info.captionLanguages, [work.language, info.language, "en"]);
  if (language === null) return null;
  const folder = await mkdtemp(path.join(tmpdir(), "trax-captions-"));
  try {
    await runYtDlp(
      (common) =>
        buildCaptionArguments(url.href, {
          ...common,
          ...{ folder, language, maxBytes: MAX_BYTES, isYoutube: isYoutubeHost(hostnameOf(url)) },
        }),
      {
        ...options,
        host: hostnameOf(url),
        timeoutMs: CAPTIONS_MS,
        maxOutputBytes: 1024 ** 2,
        maxBytes: NETWORK_BYTES,
        maxFileBytes: MAX_BYTES,
      },
    );
    const name = (await readdir(folder)).find((each) => /\.(?:vtt|srt)$/.test(each));
    if (!name) return null;
    const file = path.join(folder, name);
    if ((await stat(file)).size > MAX_BYTES)
      throw new TraxError("LINK_NO_MEDIA", { reason: "they are too long" });
    const text = await readFile(file, "utf8");
    const cues = (name.endsWith(".vtt") ? parseVtt(text) : parseSrt(text)).filter(
      ({ startMs, endMs }) => startMs >= 0 && endMs >= startMs,
    );
    return cues.length > 0 ? { language, cues } : null;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The first wish that is there, be it in a variant (en-GB for en); else the first of all. */
export function chooseLanguage(there: string[], wishes: (string | null)[]): string | null {
  for (const wish of wishes) {
    if (wish === null) continue;
    const bare = wish.toLowerCase().split(/[-_]/)[0];
    const found =
      there.find((each) => each.toLowerCase() === wish.toLowerCase()) ??
      there.find((each) => each.toLowerCase().split(/[-_]/)[0] === bare);
    if (found !== undefined) return found;
  }
  return there[0] ?? null;
}
