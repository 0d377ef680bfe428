import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { maxFeedEpisodes, parseFeed } from "./parse-feed";

const base = "https://podcast.example/show/feed.xml";
const rss = (items: string, head = "<title>A show</title>") =>
  `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>${head}${items}</channel></rss>`;
const item = (inner: string) => `<item>${inner}</item>`;
const file = '<enclosure url="https://cdn.example/1.mp3" type="audio/mpeg" length="1000"/>';
const episodesOf = (text: string) => parseFeed(text, base)?.episodes;

describe("a podcast feed", () => {
  test("of RSS is read with titles, dates and lengths", () => {
    const text = rss(
      `<image><title>A picture</title></image>
       ${item(`<title>First &amp; best</title><guid isPermaLink="false">one</guid>
         <pubDate>Tue, 03 Nov 2026 10:00:00 GMT</pubDate><itunes:duration>1:02:03</itunes:duration>${file}`)}
       ${item(`<title><![CDATA[<b>Second</b>   one]]></title>
         <enclosure url="2.m4a" type="audio/x-m4a"/><itunes:duration>95</itunes:duration>`)}
       ${item("<title>No file</title><guid>three</guid>")}
       ${item('<title>A picture</title><enclosure url="https://cdn.example/p.jpg" type="image/jpeg"/>')}`,
    );
    expect(parseFeed(text, base)).toEqual({
      title: "A show",
      isCut: false,
      episodes: [
        {
          guid: "one",
          url: "https://cdn.example/1.mp3",
          title: "First & best",
          durationSeconds: 3723,
          publishedAt: new Date("2026-11-03T10:00:00Z"),
        },
        {
          guid: "https://podcast.example/show/2.m4a",
          url: "https://podcast.example/show/2.m4a",
          title: "Second one",
          durationSeconds: 95,
          publishedAt: null,
        },
      ],
    });
  });

  test("of Atom is read", () => {
    const text = `<feed xmlns="http://www.w3.org/2005/Atom"><title>A show</title><entry>
      <id>urn:1</id><title>One</title><author><title>Not this</title></author>
      <link rel="alternate" href="https://podcast.example/1"/>
      <link rel="enclosure" href="https://cdn.example/1.ogg" type="audio/ogg"/>
      <updated>2026-11-03T10:00:00Z</updated></entry></feed>`;
    expect(parseFeed(text, base)).toMatchObject({
      title: "A show",
      episodes: [{ guid: "urn:1", title: "One", publishedAt: new Date("2026-11-03T10:00:00Z") }],
    });
  });

  test("gives sound before video, and what is said before what is guessed", () => {
    const inner = `<media:content url="https://cdn.example/1.mp4" type="video/mp4" duration="60"/>
      <enclosure url="https://cdn.example/get?id=1"/>${file}`;
    expect(episodesOf(rss(item(inner)))).toMatchObject([
      { url: "https://cdn.example/1.mp3", durationSeconds: 60 },
    ]);
  });

  test.each([
    ["an empty text", ""],
    ["a page", "<!doctype html><html><head><title>A page</title></head><body></body></html>"],
    ["JSON", '{"title": "A show"}'],
    ["another kind of XML", "<opml><body><outline/></body></opml>"],
    ["what nests without end", `<rss><channel>${"<a>".repeat(100_000)}`],
  ])("is not %s", (_name, text) => {
    expect(parseFeed(text, base)).toBeNull();
  });

  test("expands no entity that the document declares, and reads no other file", () => {
    const text = `<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">
      <!ENTITY f SYSTEM "file:///etc/passwd">]><rss><channel><title>&b;&f;</title>
      ${item(`<title>&b;</title>${file}`)}</channel></rss>`;
    const feed = parseFeed(text, base);
    expect(JSON.stringify(feed)).not.toMatch(/aaaa|root/);
    expect(feed?.episodes).toHaveLength(1);
  });

  test.each([
    "file:///etc/passwd",
    "javascript:alert(1)",
    "https://me:secret@cdn.example/1.mp3",
    "//",
    "https://www.youtube.com/playlist?list=PLabcdefghij",
  ])("takes no episode whose file is at %s", (url) => {
    expect(episodesOf(rss(item(`<enclosure url="${url}" type="audio/mpeg"/>`)))).toEqual([]);
  });

  test.each([
    ["0", null],
    ["-5", null],
    ["1:2:3:4", null],
    ["soon", null],
    ["99999999999", null],
    ["62:03", 3723],
    ["12.6", 13],
  ])("with a length of %s says %s", (text, expected) => {
    const inner = `<itunes:duration>${text}</itunes:duration>${file}`;
    expect(episodesOf(rss(item(inner)))?.[0]?.durationSeconds).toBe(expected);
  });

  test("keeps an episode once, cuts what is too long and leaves out marks that turn a line around", () => {
    const inner = `<guid>g</guid><title>\u202egnp.exe ${"x".repeat(2_000)}</title>${file}`;
    const episodes = episodesOf(rss(item(inner) + item(inner)));
    expect(episodes).toHaveLength(1);
    expect(episodes?.[0]?.title).toHaveLength(500);
    expect(episodes?.[0]?.title).not.toContain("\u202e");
  });

  test("ends at the most episodes that are taken", () => {
    const items = Array.from({ length: maxFeedEpisodes + 1 }, (_, n) =>
      item(`<guid>${n}</guid>${file}`),
    ).join("");
    const feed = parseFeed(rss(items), base);
    expect(feed).toMatchObject({ isCut: true });
    expect(feed?.episodes).toHaveLength(maxFeedEpisodes);
  });

  test("whatever the text, nothing is thrown and every address is one of the web", () => {
    const part = fc.constantFrom(
      ...[
        "<rss>",
        "<channel>",
        "<item>",
        "</item>",
        "<title>",
        "</title>",
        file,
        "<![CDATA[",
        "]]>",
        "&#x202e;",
        "&#0;",
      ],
      ...[
        "<feed>",
        "<entry>",
        "</entry>",
        "<!--",
        "-->",
        "<?",
        "?>",
        "text",
        '<enclosure url="',
        '"/>',
        "&amp",
        "</",
      ],
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(part, fc.string({ maxLength: 8 })), { maxLength: 60 }), (parts) => {
        const feed = parseFeed(parts.join(""), base);
        for (const episode of feed?.episodes ?? []) expect(episode.url).toMatch(/^https?:\/\//);
      }),
      { numRuns: 150, endOnFailure: true },
    );
  });
});
