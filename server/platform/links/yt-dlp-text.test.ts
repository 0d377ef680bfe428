import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseProgress, parseRefusal } from "./download-by-yt-dlp";
import { isMedia } from "./download-media";
import {
  buildCaptionArguments,
  buildDescribeArguments,
  buildDownloadArguments,
  buildListArguments,
} from "./yt-dlp-arguments";
import { toYtDlpError } from "./yt-dlp-errors";
import { cleanText, videoInfo } from "./yt-dlp-output";

const common = { version: "2026.08.19", runtime: null, cookies: null, isTest: false };
const link = "https://www.youtube.com/watch?v=--exec=ls00";
const download = { folder: "/work/media", maxBytes: 5, maxSeconds: 60 };

describe("arguments of yt-dlp", () => {
  const all = (isYoutube: boolean, given = common) => [
    buildDescribeArguments(link, { ...given, isYoutube }),
    buildListArguments(link, { ...given, isYoutube, limit: 7 }),
    buildDownloadArguments(link, { ...given, isYoutube, ...download }),
    buildCaptionArguments(link, { ...given, isYoutube, folder: "/work", language: "en", maxBytes: 5 }),
  ];

  test("end with the link, after which nothing is an option, and read nothing of the machine's own", () => {
    for (const args of all(true)) {
      expect(args.slice(-2)).toEqual(["--", link]);
      expect(args).toEqual(expect.arrayContaining(["--ignore-config", "--no-exec", "--no-cache-dir"]));
      expect(args).not.toContain("--cookies");
      expect(args).not.toContain("no-certifi");
    }
  });

  test("keep to YouTube's own extractor with a link to it", () => {
    for (const args of all(true)) {
      expect(args[args.indexOf("--use-extractors") + 1]).toMatch(/^youtube(?:,youtube:\w+)*$/);
    }
    for (const args of all(false)) expect(args).not.toContain("--use-extractors");
  });

  test("have what newer versions know only for them", () => {
    const runtime = { name: "node" as const, path: "/usr/bin/node" };
    const flags = ["--no-plugin-dirs", "--js-runtimes", "--no-remote-components"];
    for (const args of all(true, { ...common, runtime } as never)) {
      expect(args).toEqual(expect.arrayContaining([...flags, "node:/usr/bin/node"]));
    }
    for (const args of all(true, { ...common, runtime, version: "2023.03.04" } as never)) {
      for (const flag of flags) expect(args).not.toContain(flag);
    }
    for (const args of all(true)) expect(args).not.toContain("--js-runtimes");
  });

  test("of a download bound its bytes and its length, and ask for no more than one recording", () => {
    const args = buildDownloadArguments(link, { ...common, cookies: "/tmp/c", isYoutube: true, ...download });
    const given = (flag: string) => args[args.indexOf(flag) + 1];
    expect(given("--max-filesize")).toBe("5");
    expect(given("--match-filter")).toBe("!is_live & live_status!=?is_upcoming & duration<=?60");
    expect(given("--playlist-items")).toBe("1");
    expect(given("--cookies")).toBe("/tmp/c");
    expect(given("--paths")).toBe("home:/work/media");
  });
});

describe("what yt-dlp says when it fails", () => {
  const facts = { host: "www.youtube.com", version: "2023.03.04", ageDays: 900, maxBytes: 1024 ** 3 };

  test.each([
    ["[youtube] abc: Private video. Sign in if you've been granted access to this video", "VIDEO_PRIVATE"],
    ["[youtube] abc: Video unavailable. This video has been removed by the uploader", "VIDEO_REMOVED"],
    [
      "[youtube] abc: Video unavailable. This video is no longer available because the YouTube account associated with this video has been terminated.",
      "VIDEO_REMOVED",
    ],
    [
      "[youtube] abc: Sign in to confirm your age. This video may be inappropriate for some users.",
      "VIDEO_AGE_RESTRICTED",
    ],
    [
      "[youtube] abc: Sign in to confirm you’re not a bot. Use --cookies-from-browser or --cookies for the authentication.",
      "VIDEO_BOT_CHECK",
    ],
    ["[youtube] abc: The uploader has not made this video available in your country", "VIDEO_REGION_BLOCKED"],
    [
      "[youtube] abc: Join this channel to get access to members-only content like this video",
      "VIDEO_MEMBERS_ONLY",
    ],
    ["[youtube] abc: This live event will begin in 2 hours.", "LINK_LIVE"],
    ["[youtube] abc: Premieres in 3 hours", "LINK_LIVE"],
    ["[youtube] abc: Unable to download API page: HTTP Error 429: Too Many Requests", "VIDEO_RATE_LIMITED"],
    [
      "[youtube] abc: Video unavailable. This content isn't available, try again later.",
      "VIDEO_RATE_LIMITED",
    ],
    ["[youtube] abc: Signature extraction failed: Some formats may be missing", "YTDLP_OUTDATED"],
    [
      "[youtube] abc: Unable to extract uploader id; please report this issue on https://github.com",
      "YTDLP_OUTDATED",
    ],
    ["unable to download video data: HTTP Error 403: Forbidden", "YTDLP_OUTDATED"],
    ["Unsupported URL: https://example.test/", "LINK_UNSUPPORTED"],
    ["[generic] None: '/tmp/c' does not look like a Netscape format cookies file", "YTDLP_COOKIES"],
    ["[vimeo] 1: This video is DRM protected", "LINK_PROTECTED"],
    ["[vimeo] 1: The web client only works when logged-in. Use --cookies", "VIDEO_SIGN_IN"],
    ["[generic] Unable to download webpage: HTTP Error 404: Not Found", "LINK_GONE"],
    ["[generic] Unable to download webpage: HTTP Error 502: Bad Gateway", "LINK_SERVER_TROUBLE"],
    ["[generic] Unable to download webpage: The read operation timed out", "LINK_CUT_OFF"],
    ["unable to write data: [Errno 27] File too large", "LINK_TOO_LARGE"],
    ["unable to write data: [Errno 28] No space left on device", "STORAGE_EXHAUSTED"],
    ["something that nobody has seen before", "YTDLP_FAILED"],
  ])("%s", (said, code) => {
    const error = toYtDlpError(`WARNING: beside the point, HTTP Error 429\nERROR: ${said}\n`, facts);
    expect(error.code).toBe(code);
    expect(error.message).not.toMatch(/\{|unknown|please report/);
  });

  test("is a refusal of the site where yt-dlp is new, or the site another", () => {
    const said = "ERROR: unable to download video data: HTTP Error 403: Forbidden";
    expect(toYtDlpError(said, { ...facts, ageDays: 3 }).code).toBe("LINK_REFUSED_BY_SITE");
    expect(toYtDlpError(said, { ...facts, host: "example.test" }).code).toBe("LINK_REFUSED_BY_SITE");
  });

  test("is a sentence, whatever was said", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const said = Buffer.from(bytes).toString("latin1");
        const { message } = toYtDlpError(`ERROR: ${said}`, facts);
        expect(message.length).toBeGreaterThan(20);
        expect(message).not.toMatch(/\p{Cc}/u);
      }),
      { endOnFailure: true, numRuns: 40 },
    );
  });

  test("of a crowd is told in the warnings of newer versions", () => {
    const said = "WARNING: [youtube] Unable to download API page: HTTP Error 429: Too Many Requests\n";
    const error = toYtDlpError(`${said}ERROR: [youtube] abc: Failed to extract any player response\n`, facts);
    expect(error.code).toBe("VIDEO_RATE_LIMITED");
  });
});

describe("what yt-dlp prints", () => {
  test("of progress is read where it is whole", () => {
    expect(parseProgress("@@P downloading 1024 4096 NA 512.5 6")).toEqual({
      ...{ downloadedBytes: 1024, totalBytes: 4096, bytesPerSecond: 512.5 },
    });
    expect(parseProgress("@@P downloading 1024 NA 4000.5 NA NA")).toMatchObject({ totalBytes: 4000.5 });
    for (const line of ["", "@@P", "@@P a b c", "[download] 5 %", "@@P downloading -3 4 5 6 7"]) {
      expect(parseProgress(line), line).toBeNull();
    }
  });

  test("of what it will pass over is told before", () => {
    process.env.TRAX_MAX_AUDIO_HOURS ??= "10";
    expect(parseRefusal("@@INFO not_live False 60")).toBeNull();
    expect(parseRefusal("@@INFO NA NA NA")).toBeNull();
    expect(parseRefusal("@@INFO is_live True NA")?.code).toBe("LINK_LIVE");
    expect(parseRefusal("@@INFO is_upcoming False 5")?.code).toBe("LINK_LIVE");
    expect(parseRefusal("@@INFO was_live False 360000")?.code).toBe("LINK_TOO_LONG");
    expect(parseRefusal("is_live True")).toBeNull();
  });

  test("of a video is bounded, cleaned, and read around what is wrong", () => {
    const info = videoInfo.parse({
      ...{ id: "abc", title: `a\u202eb\u0000c\n${"x".repeat(900)}`, duration: "long", is_live: "yes" },
      ...{
        subtitles: { en: [{ ext: "vtt" }], live_chat: [{}], "../x": [] },
        description: "a\u0000b",
        filesize: -1,
      },
    });
    expect(info).toMatchObject({ durationSeconds: null, isLive: false, sizeBytes: null, description: "ab" });
    expect(info.captionLanguages).toEqual(["en"]);
    expect(info.title).toMatch(/^a b c x+$/);
    expect(info.title).toHaveLength(500);
    for (const value of [null, 3, [], "text", {}])
      expect(videoInfo.safeParse(value).success, String(value)).toBe(false);
    expect(cleanText("  \u2066a\u2069 \t b ", 3)).toBe("a b");
  });

  test("any JSON at all breaks nothing", () => {
    fc.assert(
      fc.property(fc.record({ id: fc.string() }), fc.dictionary(fc.string(), fc.jsonValue()), (id, value) => {
        expect(videoInfo.safeParse({ ...value, ...id }).success).toBe(true);
      }),
      { endOnFailure: true, numRuns: 40 },
    );
  });
});

describe("whether an answer is a recording", () => {
  const url = "https://example.test/talk.mp3?x=1";
  test.each([
    ["audio/mpeg", url, true],
    ["video/mp4; codecs=x", "https://example.test/a", true],
    ["application/ogg", "https://example.test/a", true],
    ["application/octet-stream", url, true],
    ["", url, true],
    ["application/octet-stream", "https://example.test/a.zip", false],
    ["text/html", url, false],
    ["audio/mpegurl", "https://example.test/a.m3u8", false],
    ["application/vnd.apple.mpegurl", url, false],
    ["audio/x-scpls", url, false],
    ["application/rss+xml", "https://example.test/feed", false],
  ])("%s at %s: %s", (type, at, expected) => {
    expect(isMedia({ headers: type === "" ? {} : { "content-type": type }, url: at })).toBe(expected);
  });
});
