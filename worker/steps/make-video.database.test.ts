import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { listExports } from "@/server/exports/data";
import { cancelVideo, createVideo, getVideo, retryVideo } from "@/server/exports/video-copies";
import { formatInfo } from "@/server/media/schema";
import { storedJson } from "@/server/platform/stored-json";
import { buildDocument, buildMedia, buildUser } from "@/server/testing/factories";
import { setUpWorkDatabase } from "@/server/testing/set-up-work-database";
import { createTestHome } from "@/server/testing/test-home";
import { buildTextOptions, runTextJob } from "./fixtures/run-text-job";
import { makeVideo } from "./make-video";

vi.setConfig({ testTimeout: 60_000 });
const OWNER = 1;
const work = setUpWorkDatabase();
let testHome: Awaited<ReturnType<typeof createTestHome>>;
beforeAll(async () => {
  testHome = await createTestHome();
});
afterAll(() => testHome.close());

const info = {
  ...{
    container: "mov,mp4,m4a,3gp,3g2,mj2",
    durationMs: 9_000,
    bitRate: null,
    cutOff: false,
    playable: true,
  },
  audio: { codec: "aac", sampleRate: 44_100, channels: 1, index: 1 },
  video: { codec: "h264", width: 320, height: 180 },
  levels: { rmsDbfs: -20, peakDbfs: -1, clippedFraction: 0 },
  derived: { masterKey: "derived/a/m", peaksKey: "derived/a/p" },
};

async function buildVideo(overrides: { video?: typeof info.video | null; bytes?: Buffer } = {}) {
  const { prisma } = work.database;
  const mediaFileId = await buildMedia(prisma);
  const file = path.join(testHome.home, "media/sources", mediaFileId, "original");
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, overrides.bytes ?? (await readFile("e2e/fixtures/garden.mp4")));
  const video = overrides.video === undefined ? info.video : overrides.video;
  await prisma.mediaFile.update({
    where: { id: mediaFileId },
    data: { formatInfo: storedJson(formatInfo, { ...info, video }) },
  });
  const { documentId } = await buildDocument(prisma, { mediaFileId, lines: ["hello there", "and again"] });
  return { documentId, mediaFileId };
}

const run = (documentId: string) =>
  runTextJob(buildTextOptions(work.database.prisma), documentId, "video", makeVideo);
const listFolder = (name: string) => readdir(path.join(testHome.home, "media", name)).catch(() => []);

it("makes a copy with subtitles, once, which stays in the list to be fetched again", async () => {
  const { prisma } = work.database;
  const { documentId, mediaFileId } = await buildVideo();
  expect(await getVideo(OWNER, documentId, prisma)).toMatchObject({
    ...{ refusal: null, trackFormats: ["mp4", "mkv"], burnedFormat: "mp4", work: null },
  });
  const wish = { documentId, subtitles: "track" } as const;
  const stranger = await buildUser(prisma);
  await expect(createVideo(stranger, wish, prisma)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(createVideo(OWNER, { ...wish, format: "webm" }, prisma)).rejects.toMatchObject({
    code: "VIDEO_FORMAT_UNFIT",
  });
  await createVideo(OWNER, wish, prisma);
  await expect(createVideo(OWNER, wish, prisma)).rejects.toMatchObject({ code: "VIDEO_UNDER_WAY" });
  expect((await getVideo(OWNER, documentId, prisma)).work).toMatchObject({
    ...{ state: "waiting", format: "mp4", subtitles: "track", sentence: null },
  });
  for (const ask of [getVideo, cancelVideo, retryVideo]) {
    await expect(ask(stranger, documentId, prisma)).rejects.toMatchObject({ code: "NOT_FOUND" });
  }

  expect(await run(documentId)).toMatchObject({ status: "completed", progress: 1 });
  await run(documentId);
  const made = await listExports(OWNER, documentId, prisma);
  expect(made).toMatchObject([{ format: "mp4", subtitles: "track", fileName: "A talk.mp4" }]);
  const file = await readFile(path.join(testHome.home, "media/exports", made[0]?.id ?? ""));
  expect(file.length).toBe(made[0]?.sizeBytes);
  expect(file.includes("and again")).toBe(true);
  expect(await listFolder(`derived/${mediaFileId}`)).toEqual([]);
  expect((await getVideo(OWNER, documentId, prisma)).work).toBeNull();
});

it("leaves nothing when it is cancelled while it runs", async () => {
  const { prisma } = work.database;
  const before = await listFolder("exports");
  const { documentId, mediaFileId } = await buildVideo();
  await createVideo(OWNER, { documentId, subtitles: "burned" }, prisma);
  const options = buildTextOptions(prisma);
  const ended = runTextJob(options, documentId, "video", async (context, claim) => {
    expect(await cancelVideo(OWNER, documentId, prisma)).toEqual({ moved: 1 });
    return makeVideo(context, claim);
  });
  expect(await ended).toMatchObject({ status: "cancelled" });
  expect(await listFolder("exports")).toEqual(before);
  expect(await listFolder(`derived/${mediaFileId}`)).toEqual([]);
  expect(await listExports(OWNER, documentId, prisma)).toEqual([]);
});

it("refuses a recording without a picture and a text without words, with what to do instead", async () => {
  const { prisma } = work.database;
  const { documentId } = await buildVideo({ video: null });
  const wish = { documentId, subtitles: "burned" } as const;
  await expect(createVideo(OWNER, wish, prisma)).rejects.toMatchObject({ code: "VIDEO_NO_PICTURE" });
  expect((await getVideo(OWNER, documentId, prisma)).refusal).toMatch(/no picture.*instead/);
  const alone = await buildDocument(prisma, { mediaFileId: null });
  await expect(createVideo(OWNER, { ...wish, documentId: alone.documentId }, prisma)).rejects.toMatchObject({
    code: "VIDEO_NO_RECORDING",
  });
  const empty = await buildDocument(prisma, { lines: ["  "] });
  await expect(createVideo(OWNER, { ...wish, documentId: empty.documentId }, prisma)).rejects.toMatchObject({
    code: "EXPORT_EMPTY",
  });
});

it("fails with a sentence, and can be tried again or put aside", async () => {
  const { prisma } = work.database;
  const { documentId, mediaFileId } = await buildVideo({ bytes: Buffer.from("no video") });
  await createVideo(OWNER, { documentId, subtitles: "track" }, prisma);
  expect(await run(documentId)).toMatchObject({ status: "failed" });
  expect((await getVideo(OWNER, documentId, prisma)).work).toMatchObject({
    ...{ state: "failed", sentence: expect.stringMatching(/\.$/) },
  });
  expect(await listFolder(`derived/${mediaFileId}`)).toEqual([]);
  expect(await retryVideo(OWNER, documentId, prisma)).toEqual({ moved: 1 });
  expect(await run(documentId)).toMatchObject({ status: "failed" });
  expect(await cancelVideo(OWNER, documentId, prisma)).toEqual({ moved: 1 });
  expect((await getVideo(OWNER, documentId, prisma)).work).toBeNull();
});
