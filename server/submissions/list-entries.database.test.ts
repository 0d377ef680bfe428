import { describe, expect, test, vi } from "vitest";
import { createFromLinks } from "@/server/batches/create-from-links";
import { TraxError } from "@/server/platform/errors";
import type { FetchedFeed } from "@/server/platform/links/fetch-feed";
import { buildUser } from "@/server/testing/factories";
import { setUpWorkDatabase } from "@/server/testing/set-up-work-database";
import { listEntries } from "./list-entries";

const OWNER = 1;
const work = setUpWorkDatabase();
const { signal } = new AbortController();

const entry = (youtubeId: string | null, url = `https://www.youtube.com/watch?v=${youtubeId}`) => ({
  ...{ url, youtubeId, title: `Video ${youtubeId}`, durationSeconds: 60, reason: null },
});
const feed: FetchedFeed = {
  kind: "feed",
  version: { etag: null, lastModified: null },
  feed: {
    ...{ title: "A show", isCut: false },
    episodes: [
      {
        guid: "1",
        url: "https://cdn.example/1.mp3",
        title: "One",
        durationSeconds: 60,
        publishedAt: new Date(0),
      },
    ],
  },
};
const playlist = "https://www.youtube.com/playlist?list=PLabcdefghij";

function look(url: string, { ownerId = OWNER, answer, entries = [] }: LookOptions = {}) {
  const fetch = vi.fn(async () => {
    if (answer instanceof Error) throw answer;
    return answer ?? { kind: "other" as const, isMedia: false };
  });
  const list = vi.fn(async () => ({ title: "A list", entries }));
  const looking = listEntries(ownerId, url, { signal, prisma: work.database.prisma, fetch, list });
  return { looking, fetch, list };
}
interface LookOptions {
  ownerId?: number;
  answer?: FetchedFeed | Error;
  entries?: ReturnType<typeof entry>[];
}

describe("what is behind a link", () => {
  test("is the videos of a playlist, with those marked that the owner has; nobody sees what another has", async () => {
    const { prisma } = work.database;
    const id = "list-video1";
    const { sources } = await createFromLinks(OWNER, { links: [{ url: `https://youtu.be/${id}` }] }, prisma);
    const video = await prisma.youtubeVideo.create({
      data: { youtubeId: id, title: "t", channel: "c", durationSeconds: 1, url: "u" },
    });
    await prisma.mediaFile.update({
      where: { id: sources[0]?.mediaFileId ?? "" },
      data: { youtubeVideoId: video.id },
    });
    const entries = [entry(id), entry("list-video2")];
    const { looking, fetch } = look(playlist, { entries });
    const found = await looking;
    expect(found).toMatchObject({ kind: "list", title: "A list", isCut: false });
    expect(found.entries.map(({ isKnown }) => isKnown)).toEqual([true, false]);
    expect(fetch).not.toHaveBeenCalled();
    const stranger = await buildUser(prisma);
    const theirs = await look(playlist, { entries, ownerId: stranger }).looking;
    expect(theirs.entries.map(({ isKnown }) => isKnown)).toEqual([false, false]);
  });

  test("is the episodes of a feed, whose links are files", async () => {
    const { looking, list } = look("https://podcast.example/show", { answer: feed });
    expect(await looking).toMatchObject({
      ...{ kind: "feed", title: "A show", isFollowed: false },
      entries: [
        { url: "https://cdn.example/1.mp3", title: "One", isMedia: true, isKnown: false, reason: null },
      ],
    });
    expect(list).not.toHaveBeenCalled();
  });

  test.each([
    ["a video", "https://youtu.be/abcdefghijk", {}],
    ["a file by its name", "https://example.com/a.mp3", {}],
    [
      "a file by what its server says",
      "https://example.com/a",
      { answer: { kind: "other", isMedia: true } as const },
    ],
    [
      "a page with one recording",
      "https://example.com/a",
      { entries: [entry(null, "https://example.com/a")] },
    ],
  ])("is nothing to choose from behind %s", async (_name, url, options) => {
    expect(await look(url, options).looking).toMatchObject({ kind: "single", entries: [] });
  });

  test("is the list of another site, also of one that lets nobody read its pages", async () => {
    const entries = [entry(null, "https://example.com/1"), entry(null, "https://example.com/2")];
    const answer = new TraxError("LINK_REFUSED_BY_SITE", { host: "example.com", status: 403 });
    expect(await look("https://example.com/set", { entries, answer }).looking).toMatchObject({
      ...{ kind: "list", entries: [{ url: "https://example.com/1" }, { url: "https://example.com/2" }] },
    });
  });

  test.each([
    ["https://podcast.example/feed.xml", new TraxError("LINK_GONE", { host: "h", status: 404 }), "LINK_GONE"],
    [
      "https://intra.example/x",
      new TraxError("LINK_FORBIDDEN", { host: "h", reason: "r" }),
      "LINK_FORBIDDEN",
    ],
    ["ftp://example.com/x", undefined, "LINK_UNUSABLE"],
  ])("%s fails with %s", async (url, answer, code) => {
    await expect(look(url, answer ? { answer } : {}).looking).rejects.toMatchObject({ code });
  });

  test("is at most as many as a batch may have", async () => {
    const entries = Array.from({ length: 500 }, (_, n) => entry(null, `https://example.com/${n}`));
    expect(await look(playlist, { entries }).looking).toMatchObject({ isCut: true });
  });
});
