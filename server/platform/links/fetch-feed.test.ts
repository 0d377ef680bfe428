import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { forgetProcessWide } from "../process-wide";
import { fetchFeed, MAX_FEED_BYTES } from "./fetch-feed";

const { signal } = new AbortController();
const url = "http://podcast.test/feed.xml";
const xml = (title = "A show") =>
  `<?xml version="1.0"?><rss><channel><title>${title}</title><item><title>One</title><guid>1</guid>
   <enclosure url="/1.mp3" type="audio/mpeg"/></item></channel></rss>`;
let site: Server;
let answer: RequestListener;

beforeAll(async () => {
  site = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", () => resolve()));
});
afterAll(() => {
  site.closeAllConnections();
  site.close();
});
beforeEach(() => {
  vi.stubEnv("TRAX_TEST_LINK_HOSTS", `podcast.test=127.0.0.1:${(site.address() as AddressInfo).port}`);
  forgetProcessWide("settings");
});
afterEach(() => {
  vi.unstubAllEnvs();
  forgetProcessWide("settings");
});

describe("fetching a feed", () => {
  test("reads it, with addresses that are complete, and what the server said of its version", async () => {
    answer = (_, response) => {
      response
        .setHeader("etag", '"7"')
        .setHeader("last-modified", "Tue, 03 Nov 2026 10:00:00 GMT")
        .end(xml());
    };
    expect(await fetchFeed(url, { signal })).toMatchObject({
      kind: "feed",
      feed: { title: "A show", episodes: [{ guid: "1", url: "http://podcast.test/1.mp3" }] },
      version: { etag: '"7"', lastModified: "Tue, 03 Nov 2026 10:00:00 GMT" },
    });
  });

  test("hears that nothing is new", async () => {
    answer = ({ headers }, response) => {
      response
        .writeHead(headers["if-none-match"] === '"7"' && headers["if-modified-since"] === "then" ? 304 : 200)
        .end();
    };
    const version = { etag: '"7"', lastModified: "then" };
    expect(await fetchFeed(url, { signal, version })).toEqual({ kind: "unchanged" });
  });

  test.each([
    [
      "in the letters that its header names",
      Buffer.from(xml("Größe"), "latin1"),
      "text/xml; charset=ISO-8859-1",
      "Größe",
    ],
    [
      "in those that it names itself",
      Buffer.from(xml("Größe").replace("1.0", '1.0" encoding="iso-8859-1'), "latin1"),
      "application/xml",
      "Größe",
    ],
    ["in unknown ones", Buffer.from(xml("Größe")), "text/xml; charset=nonsense", "Größe"],
    [
      "in two bytes a letter",
      Buffer.from(`\ufeff${xml("Größe")}`, "utf16le"),
      "text/xml; charset=utf-16le",
      "Größe",
    ],
  ])("reads one %s", async (_name, bytes, contentType, title) => {
    answer = (_, response) => response.setHeader("content-type", contentType).end(bytes);
    expect(await fetchFeed(url, { signal })).toMatchObject({ feed: { title } });
  });

  test.each([
    ["a page", "text/html", "<!doctype html><html><body>A page with <rss> in it</body></html>"],
    ["a recording", "audio/mpeg", "ID3"],
    ["nothing", "text/plain", ""],
  ])("tells %s apart", async (_name, contentType, body) => {
    answer = (_, response) => response.setHeader("content-type", contentType).end(body);
    expect(await fetchFeed(url, { signal })).toMatchObject({ kind: "other" });
  });

  test("leaves what is no feed after its beginning, however long it is", async () => {
    let sent = 0;
    answer = (_, response) => {
      const send = () => {
        while (!response.destroyed && sent < 200_000_000) {
          sent += 65_536;
          if (!response.write(Buffer.alloc(65_536, "x"))) return void response.once("drain", send);
        }
        response.end();
      };
      send();
    };
    expect(await fetchFeed(url, { signal })).toMatchObject({ kind: "other" });
    expect(sent).toBeLessThan(20_000_000);
  });

  test.each([
    ["as it is", (text: string) => Buffer.from(text), undefined],
    ["packed into little", (text: string) => gzipSync(text), "gzip"],
  ])("refuses one that is too large, %s", async (_name, pack, encoding) => {
    const body = pack(xml("x".repeat(MAX_FEED_BYTES)));
    answer = (_, response) => {
      if (encoding) response.setHeader("content-encoding", encoding);
      response.end(body);
    };
    await expect(fetchFeed(url, { signal })).rejects.toMatchObject({ code: "FEED_TOO_LARGE" });
  });

  test.each([
    [404, "LINK_GONE"],
    [500, "LINK_SERVER_TROUBLE"],
    [403, "LINK_REFUSED_BY_SITE"],
  ])("says what an answer of %i means", async (status, code) => {
    answer = (_, response) => response.writeHead(status).end(xml());
    await expect(fetchFeed(url, { signal })).rejects.toMatchObject({ code });
  });

  test("goes to no host within", async () => {
    await expect(fetchFeed("http://127.0.0.1/feed.xml", { signal })).rejects.toMatchObject({
      code: "LINK_FORBIDDEN",
    });
  });
});
