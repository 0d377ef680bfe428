import { describe, expect, test } from "vitest";
import { taskData } from "@/server/jobs/work-schema";
import { findExpectedUpload } from "@/server/media/data";
import { formatInfo } from "@/server/media/schema";
import { storedJson } from "@/server/platform/stored-json";
import { listKnownVideos } from "@/server/submissions/known-videos";
import { buildUser, moveItems } from "@/server/testing/factories";
import { setUpWorkDatabase } from "@/server/testing/set-up-work-database";
import { createFromLinks } from "./create-from-links";
import { listSourcePage, listSources } from "./data";
import { reuseLink } from "./reuse-link";
import { cancelSource } from "./service";

const OWNER = 1;
const work = setUpWorkDatabase();
let count = 0;
/** A new video's id in each test: rows of videos stay. */
function newId(): string {
  count += 1;
  return `video-${String(count).padStart(5, "0")}`;
}
const watch = (id: string) => `https://www.youtube.com/watch?v=${id}`;

const submit = (links: string[], ownerId = OWNER, more = {}) =>
  createFromLinks(ownerId, { links: links.map((url) => ({ url })), ...more }, work.database.prisma);

const listItems = (batchId: string) =>
  work.database.prisma.batchItem.findMany({
    where: { batchJobId: batchId },
    orderBy: [{ sourceIndex: "asc" }, { taskType: "asc" }],
  });

const read = {
  formatInfo: storedJson(formatInfo, {
    ...{ container: "mp4", durationMs: 60_000, bitRate: null, video: null, cutOff: false, playable: true },
    audio: { codec: "aac", sampleRate: 48_000, channels: 2, index: 0 },
    levels: { rmsDbfs: -20, peakDbfs: -3, clippedFraction: 0 },
    derived: { masterKey: "derived/a/master", peaksKey: "derived/a/peaks" },
  }),
};

/** As the steps leave a video that was looked at, fetched and opened. */
async function finishFetching(youtubeId: string, mediaFileId: string, title = "A talk"): Promise<void> {
  const { prisma } = work.database;
  const video = await prisma.youtubeVideo.upsert({
    where: { youtubeId },
    create: { youtubeId, title, channel: "A channel", durationSeconds: 60, url: watch(youtubeId) },
    update: {},
  });
  await prisma.mediaFile.update({
    where: { id: mediaFileId },
    data: { youtubeVideoId: video.id, downloadStatus: "completed", fileSize: 1_000n, ...read },
  });
}

describe("links that are submitted", () => {
  test("become one batch whose sources have the steps that their kind needs, titled by the link", async () => {
    const id = newId();
    const { batchId, sources } = await submit([
      `youtu.be/${id}?t=3`,
      "https://example.com/talk.mp3",
      "https://example.com/page",
    ]);
    expect(sources.map(({ url }) => url)).toEqual([
      watch(id),
      "https://example.com/talk.mp3",
      "https://example.com/page",
    ]);
    const items = await listItems(batchId);
    const stepsOf = (index: number) =>
      items.filter((item) => item.sourceIndex === index).map((item) => item.taskType);
    expect(stepsOf(0)).toEqual(["download", "preprocess", "transcribe", "youtube"]);
    expect(stepsOf(1)).toEqual(["download", "preprocess", "transcribe"]);
    expect(stepsOf(2)).toEqual(["download", "preprocess", "transcribe"]);
    const linkOf = (index: number) => {
      const item = items.find(
        ({ sourceIndex, taskType }) => sourceIndex === index && taskType === "download",
      );
      return taskData.parse(item?.taskData).link;
    };
    expect(linkOf(0)).toEqual({ url: watch(id), kind: "youtube", youtubeId: id });
    expect(linkOf(1)).toEqual({ url: "https://example.com/talk.mp3", kind: "media", youtubeId: null });
    expect(linkOf(2)).toEqual({ url: "https://example.com/page", kind: "site", youtubeId: null });

    const batch = await work.database.prisma.batchJob.findUniqueOrThrow({ where: { id: batchId } });
    expect(batch).toMatchObject({ ownerId: OWNER, totalFiles: 3, name: `${watch(id)} and 2 more` });
    const shown = await listSources(OWNER, { batchIds: [batchId] }, work.database.prisma);
    expect(shown.map(({ fileName, link, stage }) => ({ fileName, link, stage }))).toEqual(
      sources.map(({ url }) => ({ fileName: url, link: url, stage: "waiting" })),
    );
  });

  test("wait for no upload, and stand among what waits until a step runs", async () => {
    const { batchId, sources } = await submit(["https://example.com/talk.mp3"]);
    const mediaFileId = sources[0]?.mediaFileId ?? "";
    const { prisma } = work.database;
    expect((await listSourcePage(OWNER, { batchId }, prisma)).counts).toMatchObject({
      waiting: 1,
      working: 0,
    });
    await moveItems(
      prisma,
      { batchJobId: batchId, taskType: "download" },
      { status: "running", progress: 0.5 },
    );
    await prisma.mediaFile.update({ where: { id: mediaFileId }, data: { downloadStatus: "downloading" } });
    expect(await findExpectedUpload(OWNER, mediaFileId, prisma)).toBeNull();
    const page = await listSourcePage(OWNER, { batchId }, prisma);
    expect(page.counts).toMatchObject({ waiting: 0, working: 1 });
    expect(page.sources[0]).toMatchObject({ stage: "download" });
  });

  test("are one source when they lead to one video, and keep the title they came with", async () => {
    const id = newId();
    const { sources, batchId } = await createFromLinks(
      OWNER,
      {
        links: [{ url: watch(id), title: " A \u0000title " }, { url: `https://youtu.be/${id}` }],
        captions: true,
        priority: 4,
      },
      work.database.prisma,
    );
    expect(sources).toHaveLength(1);
    const [source] = await listSources(OWNER, { batchIds: [batchId] }, work.database.prisma);
    expect(source?.fileName).toBe("A title");
    const items = await listItems(batchId);
    expect(items.filter((item) => (item.taskData as { captions?: boolean }).captions)).toHaveLength(2);
    // The batch may be found by what its sources are called now.
    const page = await listSourcePage(OWNER, { batchId, text: "a TITLE" }, work.database.prisma);
    expect(page.total).toBe(1);
  });

  test.each([
    ["ftp://example.com/x", "LINK_UNUSABLE"],
    ["https://me:secret@example.com/x", "LINK_UNUSABLE"],
    ["https://www.youtube.com/playlist?list=PLabcdefghij", "LINK_IS_LIST"],
  ])("are refused together when %s is among them", async (link, code) => {
    const before = await work.database.prisma.mediaFile.count();
    await expect(submit(["https://example.com/a.mp3", link])).rejects.toMatchObject({ code });
    expect(await work.database.prisma.batchJob.count()).toBe(0);
    expect(await work.database.prisma.mediaFile.count()).toBe(before);
  });

  test("are no more than 500", async () => {
    const links = Array.from({ length: 501 }, (_, n) => `https://example.com/${n}`);
    await expect(submit(links)).rejects.toThrow(/500/);
    const { batchId } = await submit(links.slice(1));
    expect(await work.database.prisma.batchItem.count({ where: { batchJobId: batchId } })).toBe(1_500);
  });
});

describe("a video that the owner has already", () => {
  test("is offered, and transcribed again without fetching it again", async () => {
    const { prisma } = work.database;
    const id = newId();
    const first = await submit([watch(id)]);
    const { mediaFileId = "", documentId = "" } = first.sources[0] ?? {};
    expect(await listKnownVideos(OWNER, [id], prisma)).toEqual([]);
    await finishFetching(id, mediaFileId);
    await moveItems(prisma, { batchJobId: first.batchId }, { status: "completed" });

    expect(await listKnownVideos(OWNER, [id, newId()], prisma)).toMatchObject([
      { youtubeId: id, documentId, state: "done", source: { batchId: first.batchId, sourceIndex: 0 } },
    ]);
    const again = await submit([`https://youtu.be/${id}`, "https://example.com/b.mp3"]);
    expect(again.sources[0]?.mediaFileId).toBe(mediaFileId);
    expect(again.sources[0]?.documentId).not.toBe(documentId);
    const items = await listItems(again.batchId);
    expect(items.filter((item) => item.sourceIndex === 0).map((item) => item.taskType)).toEqual([
      "transcribe",
    ]);
    // Its bytes are here: it may run at once.
    expect(items[0]?.dispatchedAt).not.toBeNull();
    const [source] = await listSources(OWNER, { batchIds: [again.batchId] }, prisma);
    expect(source).toMatchObject({ mediaFileId, stage: "waiting" });
  });

  test("is prepared anew for another of its sound tracks", async () => {
    const id = newId();
    const first = await submit([watch(id)]);
    await finishFetching(id, first.sources[0]?.mediaFileId ?? "");
    const again = await submit([watch(id)], OWNER, { settings: { audioTrack: 2 } });
    const items = await listItems(again.batchId);
    expect(items.map((item) => item.taskType)).toEqual(["preprocess", "transcribe"]);
    expect(items.map((item) => taskData.parse(item.taskData).audioTrack)).toEqual([2, 2]);
  });

  test("is fetched anew when its transcript is in the trash", async () => {
    const { prisma } = work.database;
    const id = newId();
    const first = await submit([watch(id)]);
    const { mediaFileId = "", documentId = "" } = first.sources[0] ?? {};
    await finishFetching(id, mediaFileId);
    await prisma.transcriptDocument.update({ where: { id: documentId }, data: { deletedAt: new Date() } });
    expect(await listKnownVideos(OWNER, [id], prisma)).toEqual([]);
    const again = await submit([watch(id)]);
    expect(again.sources[0]?.mediaFileId).not.toBe(mediaFileId);
  });

  test("is nothing that another owner hears of, in neither direction", async () => {
    const { prisma } = work.database;
    const stranger = await buildUser(prisma);
    const id = newId();
    const first = await submit([watch(id)]);
    const { mediaFileId = "" } = first.sources[0] ?? {};
    await finishFetching(id, mediaFileId, "A title that only the first owner has seen");
    await moveItems(prisma, { batchJobId: first.batchId }, { status: "completed" });

    expect(await listKnownVideos(stranger, [id], prisma)).toEqual([]);
    const theirs = await submit([watch(id)], stranger);
    expect(theirs.sources[0]?.mediaFileId).not.toBe(mediaFileId);
    expect(await listSources(OWNER, { batchIds: [theirs.batchId] }, prisma)).toEqual([]);
    const [source] = await listSources(stranger, { batchIds: [theirs.batchId] }, prisma);
    // As slow and as bare as a video that nobody has.
    expect(source?.fileName).toBe(watch(id));
    expect(source?.steps.map((step) => step.taskType)).toEqual([
      "youtube",
      "download",
      "preprocess",
      "transcribe",
    ]);
    const media = await prisma.mediaFile.findUniqueOrThrow({
      where: { id: theirs.sources[0]?.mediaFileId ?? "" },
    });
    expect(media).toMatchObject({ ownerId: stranger, youtubeVideoId: null, downloadStatus: "pending" });
  });
});

describe("a link that is given again in a shell", () => {
  test("is gone on with, joined or taken as it is, and only by its owner", async () => {
    const { prisma } = work.database;
    const url = "https://example.com/again.mp3";
    const reuse = (ownerId = OWNER, settings = {}) => reuseLink(ownerId, { url, settings }, prisma);
    expect(await reuse()).toBeNull();
    const { batchId } = await submit([url]);
    expect(await reuse()).toMatchObject({ batchId, sourceIndex: 0, outcome: "joined" });
    expect(await reuse(await buildUser(prisma))).toBeNull();
    expect(await reuse(OWNER, { engine: "moonshine-tiny" })).toBeNull();
    await cancelSource(OWNER, { batchId, sourceIndex: 0 }, prisma);
    expect(await reuse()).toMatchObject({ batchId, outcome: "reopened" });
    expect((await listItems(batchId)).map(({ status }) => status)).toEqual(["pending", "pending", "pending"]);
    await moveItems(prisma, { batchJobId: batchId }, { status: "completed" });
    expect(await reuse()).toMatchObject({ batchId, outcome: "processed" });
  });
});
