import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, utimes, writeFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { cancelSources, retrySources } from "@/server/jobs/by-hand";
import { dispatch } from "@/server/jobs/dispatch";
import { createSweeper } from "@/server/jobs/sweep";
import type { TaskLink } from "@/server/jobs/work-schema";
import { findExpectedUpload } from "@/server/media/data";
import { forgetProcessWide } from "@/server/platform/process-wide";
import { getStorage, homeFolders, storageKeys } from "@/server/platform/storage";
import { buildLinkBatch, markDispatched } from "@/server/testing/factories";
import { requireSystemTool } from "@/server/testing/require-system-tool";
import { otherTestWorker, setUpWorkDatabase, testWorker } from "@/server/testing/set-up-work-database";
import { createTestHome } from "@/server/testing/test-home";
import { startYoutubeStandIn, type YoutubeStandIn } from "@/server/testing/youtube-stand-in";
import { listVersions } from "@/server/transcripts/list-versions";
import { createActiveRuns } from "../active-runs";
import type { EngineProvider } from "../engines/engine-provider";
import { createAdmission } from "../resources/admission";
import { createResourceMeter } from "../resources/resource-meter";
import { runWork } from "../run-work";
import { sweepDownloads } from "../sweep-downloads";
import { itemWork } from "../work-kind";
import { download } from "./download";
import { youtube } from "./youtube";

// The real yt-dlp against a stand-in of YouTube, and a site of our own, on loopback.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 360_000 });

const work = setUpWorkDatabase();
let standIn: YoutubeStandIn;
let testHome: Awaited<ReturnType<typeof createTestHome>>;
const bytes = randomBytes(900_000);
/** How the site treats the next requests. */
let site = { cutAfter: 0, etag: '"one"' };
let siteRequests: string[] = [];

function answerSite(request: IncomingMessage, response: ServerResponse): void {
  siteRequests.push(`${request.url} ${request.headers.range ?? ""}`.trim());
  const { pathname } = new URL(request.url ?? "/", "https://site.test");
  if (pathname === "/page") {
    response.writeHead(200, { "content-type": "text/html" });
    return void response.end(
      '<html><head><title>A talk on a page</title></head><body><audio src="/talk.mp3"></audio>',
    );
  }
  if (pathname === "/text")
    return void response.writeHead(200, { "content-type": "text/html" }).end("<p>Nothing");
  if (pathname === "/radio")
    return void response.writeHead(200, { "content-type": "audio/mpeg", "icy-name": "R" }).write("x");
  if (pathname === "/inwards")
    return void response.writeHead(302, { location: "http://127.0.0.1:80/x.mp3" }).end();
  if (pathname !== "/talk.mp3") return void response.writeHead(404).end();
  const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
  const goesOn = start > 0 && (request.headers["if-range"] ?? site.etag) === site.etag;
  const from = goesOn ? start : 0;
  response.writeHead(goesOn ? 206 : 200, {
    ...{ "content-type": "audio/mpeg", etag: site.etag, "content-length": bytes.length - from },
    ...(goesOn && { "content-range": `bytes ${from}-${bytes.length - 1}/${bytes.length}` }),
  });
  if (site.cutAfter === 0) return void response.end(bytes.subarray(from));
  response.write(bytes.subarray(from, from + site.cutAfter));
  setTimeout(() => response.destroy(), 50);
}

beforeAll(async () => {
  requireSystemTool("yt-dlp");
  standIn = await startYoutubeStandIn({ sites: { "site.test": answerSite } });
  testHome = await createTestHome(standIn.settings);
  forgetProcessWide("yt-dlp");
});
afterAll(async () => {
  await testHome.close();
  await standIn.close();
});
beforeEach(() => {
  standIn.requests.length = 0;
  siteRequests = [];
  site = { cutAfter: 0, etag: '"one"' };
});

const video = (youtubeId: string): TaskLink => ({
  url: `https://youtu.be/${youtubeId}?t=3`,
  kind: "youtube",
  youtubeId,
});
const onSite = (name: string, kind: "media" | "site" = "media"): TaskLink => ({
  url: `https://site.test/${name}`,
  kind,
  youtubeId: null,
});

async function run(itemId: string, step = download, activeRuns = createActiveRuns()): Promise<void> {
  const { prisma } = work.database;
  await markDispatched(prisma, itemId);
  const meter = createResourceMeter();
  const admission = createAdmission(meter.measureTreeMb);
  const options = {
    prisma,
    workerId: testWorker,
    cores: 2,
    engines: {} as EngineProvider,
    activeRuns,
    meter,
    admission,
  };
  await runWork(options, itemWork, itemId, step);
}

const itemOf = (id: string) => work.database.prisma.batchItem.findUniqueOrThrow({ where: { id } });
const mediaOf = (id: string) =>
  work.database.prisma.mediaFile.findUniqueOrThrow({
    where: { id },
    include: { youtubeVideo: true, documents: true },
  });

async function build(link: TaskLink, overrides: Parameters<typeof buildLinkBatch>[2] = {}) {
  const { batchId, items } = await buildLinkBatch(work.database.prisma, [link], overrides);
  const [item] = items;
  if (!item) throw new Error("no source");
  return { batchId, ...item, youtube: item.youtube ?? "" };
}

describe("a video of YouTube", () => {
  test("becomes a recording: its facts, its title, its sound, and captions beside what an engine will hear", async () => {
    const source = await build(video("TRAXtalk001"), { captions: true });
    await run(source.youtube, youtube);
    await run(source.download);
    expect(await itemOf(source.download)).toMatchObject({ status: "completed", errorMessage: null });
    const media = await mediaOf(source.mediaFileId);
    const title = "A talk: “quotes” & <tags>, ünïcødé 日本語";
    expect(media).toMatchObject({
      downloadStatus: "completed",
      downloadError: null,
      fileSize: BigInt(standIn.soundBytes),
      fileName: `${title}.m4a`,
      youtubeVideo: { youtubeId: "TRAXtalk001", title, channel: "Trax Channel", durationSeconds: 20 },
      documents: [{ title, currentResultId: null }],
    });
    const stored = await getStorage().fetchLocal(storageKeys.original(source.mediaFileId));
    expect(media.sha256).toBe(
      createHash("sha256")
        .update(await readFile(stored.path))
        .digest("hex"),
    );
    expect(await readdir(homeFolders.downloads())).toEqual([]);
    const { results } = await listVersions(1, source.documentId, work.database.prisma);
    expect(results).toMatchObject([{ engine: "captions", isCurrent: false }]);
    const result = await work.database.prisma.transcriptionResult.findFirstOrThrow({
      where: { mediaFileId: source.mediaFileId },
    });
    expect(result.textContent).toBe("Hello from the uploader's captions. They were made by hand.");
    expect((result.segments as { words: unknown[] }[])[1]?.words[0]).toEqual({
      ...{ word: " They", start: 3.2, end: 3.783, probability: null },
    });
  });

  test("added twice has one row, and a title that a person gave stays", async () => {
    const { prisma } = work.database;
    const first = await build(video("TRAXtalk002"));
    const second = await build(video("TRAXtalk002"));
    await prisma.transcriptDocument.update({ where: { id: second.documentId }, data: { title: "Mine" } });
    await Promise.all([run(first.youtube, youtube), run(second.youtube, youtube)]);
    const [one, two] = await Promise.all([mediaOf(first.mediaFileId), mediaOf(second.mediaFileId)]);
    expect(one.youtubeVideoId).not.toBeNull();
    expect(two.youtubeVideoId).toBe(one.youtubeVideoId);
    expect([one.documents[0]?.title, two.documents[0]?.title]).toEqual(["Another talk", "Mine"]);
  });

  test("that cannot be had fails with its reason, and the others of its batch go on", async () => {
    const { prisma } = work.database;
    const ids = ["TRAXpriv001", "TRAXgone001", "TRAXlive001", "TRAXlst0001"];
    const { batchId, items } = await buildLinkBatch(prisma, ids.map(video));
    await prisma.$transaction((tx) => dispatch(tx, batchId));
    const waiting = await prisma.batchItem.findMany({
      where: { batchJobId: batchId, dispatchedAt: { not: null } },
    });
    expect(waiting.map(({ taskType }) => taskType)).toEqual(["youtube", "youtube", "youtube", "youtube"]);
    for (const { youtube: id } of items) if (id) await run(id, youtube);
    const codes = await Promise.all(items.map(async ({ youtube: id }) => (await itemOf(id ?? "")).errorCode));
    expect(codes).toEqual(["VIDEO_PRIVATE", "VIDEO_REMOVED", "LINK_LIVE", null]);
    const media = await mediaOf(items[0]?.mediaFileId ?? "");
    expect(media).toMatchObject({
      downloadStatus: "failed",
      downloadError: expect.stringContaining("private"),
    });
    const batch = await prisma.batchJob.findUniqueOrThrow({ where: { id: batchId } });
    expect(batch).toMatchObject({ failedFiles: 3, status: "running" });
    // What its facts are known of is fetched next, by nobody's doing.
    const next = await prisma.batchItem.findMany({
      where: { batchJobId: batchId, dispatchedAt: { not: null } },
    });
    expect(next.map(({ taskType, sourceIndex }) => [taskType, sourceIndex])).toEqual([["download", 3]]);
  });

  test("goes on where a killed worker stopped", async () => {
    const { prisma } = work.database;
    const source = await build(video("TRAXslow001"));
    await prisma.batchItem.update({ where: { id: source.youtube }, data: { status: "running" } });
    await prisma.batchItem.update({ where: { id: source.youtube }, data: { status: "completed" } });
    await markDispatched(prisma, source.download);
    const script = fileURLToPath(new URL("fixtures/run-download.ts", import.meta.url));
    const url = String(work.database.pool.options.connectionString);
    const child = spawn(
      process.execPath,
      ["--import", "tsx", script, url, otherTestWorker, source.download],
      { stdio: ["ignore", "ignore", "inherit"], env: { ...process.env, TRAX_LOG_LEVEL: "silent" } },
    );
    const gone = new Promise((resolve) => child.once("exit", resolve));
    await vi.waitFor(
      async () => {
        const { resultData } = await itemOf(source.download);
        expect((resultData as { downloadedBytes?: number } | null)?.downloadedBytes).toBeGreaterThan(60_000);
      },
      { timeout: 20_000, interval: 100 },
    );
    child.kill("SIGKILL");
    await gone;
    await createSweeper(prisma).sweep([otherTestWorker]);
    expect((await itemOf(source.download)).status).toBe("retrying");
    standIn.requests.length = 0;
    await run(source.download);
    const item = await itemOf(source.download);
    expect(item).toMatchObject({ status: "completed", retryCount: 1 });
    const ranges = standIn.requests.filter((line) => line.includes("videoplayback")).join(" ");
    expect(Number(/bytes=(\d+)-/.exec(ranges)?.[1])).toBeGreaterThan(50_000);
    expect((await mediaOf(source.mediaFileId)).fileSize).toBe(BigInt(standIn.soundBytes));
  });

  test("is cancelled in the middle, and begins anew where it stopped when it is retried", async () => {
    const { prisma } = work.database;
    const source = await build(video("TRAXslow001"));
    const activeRuns = createActiveRuns();
    const running = run(source.download, download, activeRuns);
    await vi.waitFor(
      async () =>
        expect((await itemOf(source.download)).resultData).toMatchObject({
          downloadedBytes: expect.any(Number),
        }),
      { timeout: 20_000 },
    );
    await prisma.$transaction((tx) => cancelSources(tx, source.batchId, [0]));
    await running;
    expect((await itemOf(source.download)).status).toBe("cancelled");
    expect(await mediaOf(source.mediaFileId)).toMatchObject({
      downloadStatus: "failed",
      downloadError: expect.stringContaining("cancelled"),
    });
    await prisma.$transaction((tx) => retrySources(tx, source.batchId, [0]));
    expect((await itemOf(source.download)).status).toBe("pending");
    expect(await readdir(homeFolders.downloads())).toEqual([source.mediaFileId]);
    await prisma.$transaction((tx) => cancelSources(tx, source.batchId, [0]));
    const old = new Date(Date.now() - 3_600_000);
    await utimes(path.join(homeFolders.downloads(), source.mediaFileId), old, old);
    expect(await sweepDownloads(prisma)).toBe(1);
  });
});

describe("a link to a recording", () => {
  test("is fetched as it is, named by its last part, and is no upload that somebody waits for", async () => {
    const source = await build(onSite("talk.mp3"));
    await run(source.download);
    expect(await mediaOf(source.mediaFileId)).toMatchObject({
      ...{ downloadStatus: "completed", fileName: "talk.mp3", fileSize: BigInt(bytes.length) },
      sha256: createHash("sha256").update(bytes).digest("hex"),
      documents: [{ title: "talk" }],
    });
    const waits = await build(onSite("talk.mp3"));
    await work.database.prisma.mediaFile.update({
      where: { id: waits.mediaFileId },
      data: { downloadStatus: "downloading" },
    });
    expect(await findExpectedUpload(1, waits.mediaFileId, work.database.prisma)).toBeNull();
  });

  test("goes on over a line that breaks, and begins anew when the file became another", async () => {
    site.cutAfter = 300_000;
    const source = await build(onSite("talk.mp3"));
    await run(source.download);
    const starts = siteRequests.map((line) => Number(/bytes=(\d+)-/.exec(line)?.[1] ?? 0));
    expect(starts.length).toBeGreaterThanOrEqual(3);
    expect(starts).toEqual([...new Set(starts)].sort((one, other) => one - other));
    expect((await mediaOf(source.mediaFileId)).sha256).toBe(createHash("sha256").update(bytes).digest("hex"));

    const changed = await build(onSite("talk.mp3"));
    const folder = path.join(homeFolders.downloads(), changed.mediaFileId);
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, "media.part"), "other bytes");
    await writeFile(
      path.join(folder, "media.json"),
      JSON.stringify({ validator: '"old"', link: "https://site.test/talk.mp3" }),
    );
    site.cutAfter = 0;
    await run(changed.download);
    expect((await mediaOf(changed.mediaFileId)).sha256).toBe(
      createHash("sha256").update(bytes).digest("hex"),
    );
  });

  test("on a page is found by yt-dlp", async () => {
    const source = await build(onSite("page", "site"));
    await run(source.download);
    expect(await itemOf(source.download)).toMatchObject({ errorMessage: null, status: "completed" });
    expect(await mediaOf(source.mediaFileId)).toMatchObject({
      ...{ downloadStatus: "completed", fileSize: BigInt(bytes.length) },
      documents: [{ title: expect.stringContaining("A talk on a page") }],
    });
  });

  test.each([
    [onSite("text", "site"), /^LINK_(?:UNSUPPORTED|NO_MEDIA)$/],
    [onSite("radio"), /^LINK_LIVE$/],
    [onSite("missing.mp3"), /^LINK_GONE$/],
    [onSite("inwards"), /^LINK_FORBIDDEN$/],
    [{ url: "http://127.0.0.1/x.mp3", kind: "media", youtubeId: null } as TaskLink, /^LINK_FORBIDDEN$/],
    [
      { url: "http://metadata.google.internal/x", kind: "site", youtubeId: null } as TaskLink,
      /^LINK_FORBIDDEN$/,
    ],
  ])("that leads to none fails with a sentence (%#)", async (link, code) => {
    const source = await build(link);
    await run(source.download);
    const { status, errorCode, errorMessage } = await itemOf(source.download);
    expect([status, errorCode]).toEqual(["failed", expect.stringMatching(code)]);
    expect((await mediaOf(source.mediaFileId)).downloadError).toBe(errorMessage);
  });

  test("stops when its worker does, without an attempt counted", async () => {
    const source = await build(video("TRAXslow001"));
    const activeRuns = createActiveRuns();
    const running = run(source.download, download, activeRuns);
    await delay(1_500);
    activeRuns.stopAll("drain");
    await running;
    expect(await itemOf(source.download)).toMatchObject({ status: "pending", retryCount: 0 });
    expect((await mediaOf(source.mediaFileId)).downloadStatus).toBe("pending");
  });
});
