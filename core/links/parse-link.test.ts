import { describe, expect, test } from "vitest";
import { maxLinkLength, parseLink } from "./parse-link";

const id = "dQw4w9WgXcQ";
const watch = `https://www.youtube.com/watch?v=${id}`;

describe("a link to a video of YouTube", () => {
  test.each([
    watch,
    `http://youtube.com/watch?v=${id}`,
    `youtube.com/watch?v=${id}`,
    `www.youtube.com/watch?v=${id}`,
    `https://m.youtube.com/watch?v=${id}`,
    `https://music.youtube.com/watch?v=${id}&feature=share`,
    `https://www.youtube.com/watch?v=${id}&t=1m30s`,
    `https://www.youtube.com/watch?v=${id}&list=PLabcdefghij&index=4`,
    `https://www.youtube.com/watch?list=PLabcdefghij&v=${id}`,
    `https://www.youtube.com/watch?app=desktop&v=${id}#t=30`,
    `https://www.youtube.com/watch/${id}?v=${id}`,
    `https://youtu.be/${id}`,
    `youtu.be/${id}?t=90`,
    `https://youtu.be/${id}?si=AbCdEf-123&list=PLabcdefghij`,
    `HTTPS://YOUTU.BE/${id}`,
    `https://www.youtube.com/shorts/${id}`,
    `https://www.youtube.com/shorts/${id}/?feature=share`,
    `https://www.youtube.com/live/${id}?si=abc`,
    `https://www.youtube.com/embed/${id}?start=30`,
    `https://www.youtube-nocookie.com/embed/${id}`,
    `https://www.youtube.com/v/${id}`,
    `https://www.youtube.com/e/${id}`,
    `https://www.youtube.com./watch?v=${id}`,
    `https://www.youtube.com/attribution_link?a=x&u=%2Fwatch%3Fv%3D${id}%26feature%3Dshare`,
  ])("comes to one id: %s", (text) => {
    expect(parseLink(text)).toEqual({ kind: "youtube", url: watch, youtubeId: id });
  });
});

describe("a link to many videos", () => {
  test.each([
    [
      "https://www.youtube.com/playlist?list=PLabcdefghij",
      "https://www.youtube.com/playlist?list=PLabcdefghij",
    ],
    ["music.youtube.com/playlist?list=OLAK5uy_abc", "https://www.youtube.com/playlist?list=OLAK5uy_abc"],
    ["https://www.youtube.com/watch?list=PLabcdefghij", "https://www.youtube.com/playlist?list=PLabcdefghij"],
    [
      "https://www.youtube.com/embed/videoseries?list=PLabcdefghij",
      "https://www.youtube.com/playlist?list=PLabcdefghij",
    ],
    ["https://www.youtube.com/@name", "https://www.youtube.com/@name/videos"],
    ["youtube.com/@name/streams", "https://www.youtube.com/@name/streams"],
    ["https://www.youtube.com/@name/live", "https://www.youtube.com/@name/videos"],
    ["https://www.youtube.com/%40name", "https://www.youtube.com/@name/videos"],
    [
      "https://www.youtube.com/channel/UCabcdefghijklmnopqrstuv",
      "https://www.youtube.com/channel/UCabcdefghijklmnopqrstuv/videos",
    ],
    ["https://www.youtube.com/c/Name/featured", "https://www.youtube.com/c/Name/videos"],
    ["https://www.youtube.com/user/name/videos", "https://www.youtube.com/user/name/videos"],
    [
      "https://www.youtube.com/feeds/videos.xml?channel_id=UCabcdefghijklmnopqrstuv",
      "https://www.youtube.com/channel/UCabcdefghijklmnopqrstuv/videos",
    ],
    [
      "https://www.youtube.com/feeds/videos.xml?playlist_id=PLabcdefghij",
      "https://www.youtube.com/playlist?list=PLabcdefghij",
    ],
  ])("is a list: %s", (text, url) => {
    expect(parseLink(text)).toEqual({ kind: "list", url, youtubeId: null });
  });
});

describe("any other link", () => {
  test.each([
    ["https://example.com/talk.mp3", "media", "https://example.com/talk.mp3"],
    ["https://example.com/a/TALK.MP4?token=1#t=3", "media", "https://example.com/a/TALK.MP4?token=1"],
    ["example.com/talk.ogg", "media", "https://example.com/talk.ogg"],
    ["https://example.com/show/feed.xml", "feed", "https://example.com/show/feed.xml"],
    ["https://example.com/show.rss", "feed", "https://example.com/show.rss"],
    ["https://example.com/show/feed/", "feed", "https://example.com/show/feed/"],
    ["feed://example.com/show", "feed", "https://example.com/show"],
    ["podcast:https://example.com/show", "feed", "https://example.com/show"],
    ["https://vimeo.com/123456", "site", "https://vimeo.com/123456"],
    ["http://example.com:8080/page?q=a,b", "site", "http://example.com:8080/page?q=a,b"],
    ["https://example.com/#!/talk/3", "site", "https://example.com/#!/talk/3"],
    ["https://notyoutube.com/watch?v=dQw4w9WgXcQ", "site", "https://notyoutube.com/watch?v=dQw4w9WgXcQ"],
    [
      "https://youtube.com.example.org/watch?v=dQw4w9WgXcQ",
      "site",
      "https://youtube.com.example.org/watch?v=dQw4w9WgXcQ",
    ],
    ["https://bücher.example/a", "site", "https://xn--bcher-kva.example/a"],
    ["https://[2001:db8::1]/a", "site", "https://[2001:db8::1]/a"],
  ])("%s is of the kind %s", (text, kind, url) => {
    expect(parseLink(text)).toEqual({ kind, url, youtubeId: null });
  });

  test.each([
    ["ftp://example.com/talk.mp3", "scheme"],
    ["file:///etc/passwd", "scheme"],
    ["javascript:alert(1)", "scheme"],
    ["https://me:secret@example.com/a", "credentials"],
    ["https://youtube.com@example.org/watch?v=dQw4w9WgXcQ", "credentials"],
    ["https://", "address"],
    ["https://intranet/talk", "address"],
    ["https://exa mple.com/", "address"],
    ["https://www.youtube.com/", "youtube"],
    ["https://www.youtube.com/results?search_query=x", "youtube"],
    ["https://www.youtube.com/watch?v=short", "youtube"],
    ["https://youtu.be/", "youtube"],
    [`https://example.com/${"a".repeat(maxLinkLength)}`, "length"],
  ])("%s is refused: %s", (text, reason) => {
    expect(parseLink(text)).toBe(reason);
  });
});
