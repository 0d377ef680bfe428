import { beforeEach, describe, expect, test } from "vitest";
import { insertFromLinks } from "@/server/batches/create-from-links";
import { Prisma } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import type { FetchedFeed, fetchFeed } from "@/server/platform/links/fetch-feed";
import type { ParsedFeed } from "@/server/platform/links/parse-feed";
import { buildUser } from "@/server/testing/factories";
import { setUpWorkDatabase } from "@/server/testing/set-up-work-database";
import { checkDueFeeds } from "./check-feeds";
import { listFeeds } from "./data";
import { checkFeedSoon, followFeed, nextCheckAt, unfollowFeed } from "./service";

const OWNER = 1;
const url = "https://podcast.example/feed.xml";
const work = setUpWorkDatabase();
const { signal } = new AbortController();

const episode = (guid: string, address = `https://cdn.example/${guid}.mp3`) => ({
  ...{ guid, url: address, title: `Episode ${guid}`, durationSeconds: 60, publishedAt: null },
});
const feedOf = (guids: string[]): ParsedFeed => ({
  ...{ title: "A show", episodes: guids.map((guid) => episode(guid)), isCut: false },
});
const fetched = (guids: string[], etag: string | null = null): FetchedFeed => ({
  ...{ kind: "feed", feed: feedOf(guids), version: { etag, lastModified: null } },
});
type Fetch = typeof fetchFeed;
const answer =
  (value: FetchedFeed | Error): Fetch =>
  async () => {
    if (value instanceof Error) throw value;
    return value;
  };

const follow = (guids = ["1"], ownerId = OWNER, address = url) =>
  followFeed(
    ownerId,
    { url: address },
    { signal, prisma: work.database.prisma, fetch: answer(fetched(guids)) },
  );
const check = (fetch: Fetch, more = {}) =>
  checkDueFeeds(work.database.prisma, { signal, submit: insertFromLinks, fetch, ...more });
const makeDue = () => work.database.prisma.$executeRaw(Prisma.sql`update feeds set next_check_at = now()`);
const listBatches = () =>
  work.database.prisma.batchJob.findMany({ orderBy: { createdAt: "asc" }, include: { items: true } });

beforeEach(async () => {
  await work.database.prisma.feed.deleteMany();
});

describe("a feed that is followed", () => {
  test("has its new episodes transcribed, each once, and none of those that were there before", async () => {
    await follow(["1", "2"]);
    expect(await check(answer(fetched(["1", "2"])))).toBe(0);
    await makeDue();
    expect(await check(answer(fetched(["4", "3", "2", "1"])))).toBe(1);
    const [batch] = await listBatches();
    expect(batch).toMatchObject({ ownerId: OWNER, name: "A show: 2 new episodes", totalFiles: 2 });
    const downloads = batch?.items.filter((item) => item.taskType === "download") ?? [];
    expect(downloads.map((item) => (item.taskData as { link: unknown }).link)).toEqual([
      { url: "https://cdn.example/4.mp3", kind: "media", youtubeId: null },
      { url: "https://cdn.example/3.mp3", kind: "media", youtubeId: null },
    ]);
    await makeDue();
    await check(answer(fetched(["4", "3", "2", "1"])));
    expect(await listBatches()).toHaveLength(1);
    expect(await listFeeds(OWNER, work.database.prisma)).toMatchObject([
      { title: "A show", taken: 2, error: null },
    ]);
  });

  test("is asked for no more than what is newer than the last time", async () => {
    await follow(["1"]);
    await makeDue();
    await check(answer(fetched(["1"], '"v1"')));
    await makeDue();
    let asked: unknown;
    await check(async (_url, options) => {
      asked = options.version;
      return { kind: "unchanged" };
    });
    expect(asked).toEqual({ etag: '"v1"', lastModified: null });
    expect(await listBatches()).toHaveLength(0);
  });

  test("is looked at by one of many workers", async () => {
    await follow(["1"]);
    await makeDue();
    let looks = 0;
    const slow: Fetch = async () => {
      looks += 1;
      await new Promise((resolve) => setTimeout(resolve, 100));
      return fetched(["2", "1"]);
    };
    const counts = await Promise.all([check(slow), check(slow), check(slow)]);
    expect(looks).toBe(1);
    expect(counts.sort()).toEqual([0, 0, 1]);
    expect(await listBatches()).toHaveLength(1);
  });

  test("is looked at again when its looker died, and a look that comes too late writes nothing", async () => {
    const { prisma } = work.database;
    await follow(["1"]);
    await makeDue();
    await check(async () => {
      // As if the lease had run out and another had taken it meanwhile.
      await makeDue();
      await check(answer(fetched(["2", "1"])));
      return fetched(["3", "2", "1"]);
    });
    expect(await listBatches()).toHaveLength(1);
    await makeDue();
    await check(answer(fetched(["3", "2", "1"])));
    expect(await listBatches()).toHaveLength(2);
    expect(await listFeeds(OWNER, prisma)).toMatchObject([{ taken: 2 }]);
  });

  test("says what went wrong until it goes well, is asked more and more rarely, and holds up no other", async () => {
    const { prisma } = work.database;
    await follow(["1"]);
    await follow(["1"], OWNER, "https://other.example/feed.xml");
    await makeDue();
    const looked = await check(async (address) => {
      if (address === url) throw new TraxError("LINK_GONE", { host: "podcast.example", status: 404 });
      return fetched(["2", "1"]);
    });
    expect(looked).toBe(2);
    const broken = (await listFeeds(OWNER, prisma)).find((feed) => feed.url === url);
    expect(broken?.error).toMatchObject({ code: "LINK_GONE", sentence: expect.stringContaining("404") });
    expect(Number(broken?.nextCheckAt) - Date.now()).toBeGreaterThan(1.9 * 3_600_000);
    await makeDue();
    await check(answer({ kind: "other", isMedia: false }));
    expect((await listFeeds(OWNER, prisma))[0]?.error?.code).toBe("FEED_UNREADABLE");
    await makeDue();
    await check(answer(fetched(["1"])));
    expect((await listFeeds(OWNER, prisma)).map(({ error }) => error)).toEqual([null, null]);
  });

  test("that calls all its episodes by new names takes no more than fifty, and says so", async () => {
    await follow(["1"]);
    await makeDue();
    await check(answer(fetched(Array.from({ length: 80 }, (_, n) => `new ${n}`))));
    expect(await listBatches()).toMatchObject([{ totalFiles: 50 }]);
    const [feed] = await listFeeds(OWNER, work.database.prisma);
    expect(feed?.error?.sentence).toContain("80 episodes were new at once");
    await makeDue();
    await check(answer(fetched(Array.from({ length: 80 }, (_, n) => `new ${n}`))));
    expect(await listBatches()).toHaveLength(1);
  });

  test("can be left, and its transcripts stay", async () => {
    const { prisma } = work.database;
    const feed = await follow(["1"]);
    await makeDue();
    await check(answer(fetched(["2", "1"])));
    expect(await unfollowFeed(OWNER, feed.id, prisma)).toBe(1);
    expect(await listFeeds(OWNER, prisma)).toEqual([]);
    expect(await listBatches()).toHaveLength(1);
    expect(await prisma.feedEpisode.count()).toBe(0);
  });

  test("belongs to its owner alone", async () => {
    const { prisma } = work.database;
    const stranger = await buildUser(prisma);
    const mine = await follow(["1"]);
    const theirs = await follow(["1", "2"], stranger);
    expect(theirs.id).not.toBe(mine.id);
    expect((await listFeeds(stranger, prisma)).map(({ id }) => id)).toEqual([theirs.id]);
    expect(await unfollowFeed(stranger, mine.id, prisma)).toBe(0);
    expect(await checkFeedSoon(stranger, mine.id, prisma)).toBe(0);
    await makeDue();
    await check(answer(fetched(["2", "1"])));
    // What is new to one is known to the other.
    const batches = await listBatches();
    expect(batches.map(({ ownerId }) => ownerId)).toEqual([OWNER]);
  });
});

describe("following", () => {
  test("twice is following once, with what was said last", async () => {
    const { prisma } = work.database;
    const options = { signal, prisma, fetch: answer(fetched(["1"])) };
    await followFeed(OWNER, { url }, options);
    await followFeed(OWNER, { url: `${url}#top`, settings: { engine: "moonshine-tiny" } }, options);
    expect(await prisma.feed.findMany()).toMatchObject([{ url, engine: "moonshine-tiny" }]);
  });

  test.each([
    ["a page", { kind: "other", isMedia: false } as const, "FEED_UNREADABLE"],
    ["a feed without recordings", fetched([]), "FEED_EMPTY"],
    [
      "what cannot be reached",
      new TraxError("LINK_UNREACHABLE", { host: "h", reason: "r" }),
      "LINK_UNREACHABLE",
    ],
  ])("%s is refused", async (_name, value, code) => {
    const { prisma } = work.database;
    const following = followFeed(OWNER, { url }, { signal, prisma, fetch: answer(value) });
    await expect(following).rejects.toMatchObject({ code });
    expect(await prisma.feed.count()).toBe(0);
  });

  test.each(["ftp://podcast.example/f", "https://www.youtube.com/@name", "https://me:pw@podcast.example/"])(
    "%s is refused before anything is asked",
    async (address) => {
      await expect(follow(["1"], OWNER, address)).rejects.toMatchObject({
        code: expect.stringMatching(/LINK_UNUSABLE|FEED_UNREADABLE/),
      });
    },
  );

  test("the next look is in an hour, later after failures, and never at the same second for all", () => {
    const hours = (failed: number, random: number) =>
      (Number(nextCheckAt(failed, 0, random)) / 3_600_000).toFixed(2);
    expect([0, 1, 2, 3, 9].map((failed) => hours(failed, 0))).toEqual([
      "1.00",
      "2.00",
      "4.00",
      "8.00",
      "12.00",
    ]);
    expect(hours(0, 1)).toBe("1.17");
  });
});
