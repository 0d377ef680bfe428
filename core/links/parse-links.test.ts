import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isMostlyLinks, maxLinks, parseLinks } from "./parse-links";

const urls = (text: string) => parseLinks(text).links.map((link) => link.url);
const first = "https://www.youtube.com/watch?v=dQw4w9WgXcQ";
const other = "https://www.youtube.com/watch?v=abcdefghijk";

describe("the links of a text", () => {
  test.each([
    ["one a line", "https://youtu.be/dQw4w9WgXcQ\nhttps://youtu.be/abcdefghijk\r\n", [first, other]],
    ["with commas", "youtu.be/dQw4w9WgXcQ,youtu.be/abcdefghijk", [first, other]],
    [
      "with semicolons and spaces",
      "https://youtu.be/dQw4w9WgXcQ; https://youtu.be/abcdefghijk;",
      [first, other],
    ],
    [
      "stuck together by commas",
      "https://a.example/x,https://b.example/y",
      ["https://a.example/x", "https://b.example/y"],
    ],
    ["a comma within", "https://a.example/x,y/z", ["https://a.example/x,y/z"]],
    [
      "in prose",
      "See (https://youtu.be/dQw4w9WgXcQ), then https://a.example/talk.mp3. Thanks!",
      [first, "https://a.example/talk.mp3"],
    ],
    ["brackets of its own", "https://a.example/talk_(live)", ["https://a.example/talk_(live)"]],
    ["Markdown", "[a talk](https://a.example/talk)", ["https://a.example/talk"]],
    ["HTML", '<a href="https://a.example/talk">Talk</a>', ["https://a.example/talk"]],
    [
      "quotation marks",
      "„https://a.example/talk“ “https://b.example/talk”",
      ["https://a.example/talk", "https://b.example/talk"],
    ],
    ["a label before", "Talk:https://a.example/talk", ["https://a.example/talk"]],
    [
      "an address within an address",
      "https://a.example/get?u=https://b.example/x",
      ["https://a.example/get?u=https://b.example/x"],
    ],
    [
      "the same twice",
      "https://youtu.be/dQw4w9WgXcQ https://www.youtube.com/shorts/dQw4w9WgXcQ?t=3",
      [first],
    ],
    ["words with dots and slashes", "e.g. and/or 1/2 3.5/4 v1.2/x notes.txt", []],
  ])("are found: %s", (_name, text, expected) => {
    expect(urls(text)).toEqual(expected);
  });

  test("what cannot be used is named with the reason, a few by name", () => {
    const { links, notes } = parseLinks(
      "ftp://a.example/x https://me:pw@a.example/y https://www.youtube.com/ https://intranet/z https://youtu.be/dQw4w9WgXcQ",
    );
    expect(links).toHaveLength(1);
    expect(notes).toEqual([
      "“ftp://a.example/x” is no link of the web. Only links that start with http:// or https:// can be taken.",
      "“https://me:pw@a.example/y” carries a name or password. Take out what stands before the @.",
      "“https://www.youtube.com/” is a page of YouTube without a video, playlist or channel. Open the video and copy its link.",
      "1 more could not be used for reasons like these.",
    ]);
  });

  test("a text without any says so", () => {
    expect(parseLinks("just words").notes).toEqual([
      "There is no link in this text. A link starts with https://.",
    ]);
    expect(parseLinks(" \n").notes).toEqual(["There is no text to read links from."]);
  });

  test("no more than 500 are taken, and that is said", () => {
    const text = Array.from({ length: maxLinks + 3 }, (_, n) => `https://a.example/${n}`).join("\n");
    const { links, notes } = parseLinks(text);
    expect(links).toHaveLength(maxLinks);
    expect(notes).toEqual([`Only the first ${maxLinks} links were taken. Paste the others after that.`]);
  });

  test("whatever the text, every link is one of the web, and reading it again gives the same", () => {
    const part = fc.oneof(
      fc.string({ maxLength: 20 }),
      fc.webUrl({ withQueryParameters: true }),
      fc.constantFrom(
        first,
        "youtu.be/dQw4w9WgXcQ",
        "(",
        ")",
        "[",
        ",",
        ";",
        "://",
        "https:",
        "@",
        "\u0000",
        "%",
      ),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 20 }), fc.constantFrom("", " ", "\n", ","), (parts, glue) => {
        const { links } = parseLinks(parts.join(glue));
        for (const link of links) expect(link.url).toMatch(/^https?:\/\//);
        expect(urls(links.map((link) => link.url).join("\n")).length).toBeLessThanOrEqual(links.length);
      }),
      { numRuns: 150, endOnFailure: true },
    );
  }, 20_000);

  test("a long text without links is read in a moment", () => {
    const started = performance.now();
    parseLinks("a.".repeat(400_000));
    parseLinks("(".repeat(400_000));
    parseLinks(",".repeat(400_000));
    parseLinks("a,;".repeat(100_000));
    parseLinks("https://a.example/((".repeat(30_000));
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe("a text that is links and little else", () => {
  test.each([
    ["https://youtu.be/dQw4w9WgXcQ", true],
    [" youtu.be/dQw4w9WgXcQ,\nhttps://a.example/x ", true],
    ["https://youtu.be/dQw4w9WgXcQ ftp://a.example/x", true],
    ["look: https://youtu.be/dQw4w9WgXcQ", false],
    ["", false],
    ["words", false],
  ])("%j: %s", (text, expected) => {
    expect(isMostlyLinks(text)).toBe(expected);
  });
});
