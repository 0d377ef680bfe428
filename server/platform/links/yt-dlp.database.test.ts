import { mkdir, readdir, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { requireSystemTool } from "@/server/testing/require-system-tool";
import { createTestHome } from "@/server/testing/test-home";
import { startYoutubeStandIn, type YoutubeStandIn } from "@/server/testing/youtube-stand-in";
import { forgetProcessWide } from "../process-wide";
import { describeLink, requireFetchable } from "./describe-link";
import { downloadByYtDlp } from "./download-by-yt-dlp";
import { listLinkEntries } from "./list-link-entries";
import { youtubeAddress } from "./youtube-address";
import { findYtDlp } from "./yt-dlp-program";

// The real yt-dlp, against a stand-in of YouTube on loopback.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 360_000 });

const signal = new AbortController().signal;
let standIn: YoutubeStandIn;
let testHome: Awaited<ReturnType<typeof createTestHome>>;

beforeAll(async () => {
  requireSystemTool("yt-dlp");
  standIn = await startYoutubeStandIn();
  testHome = await createTestHome(standIn.settings);
  forgetProcessWide("yt-dlp");
});
afterAll(async () => {
  await testHome.close();
  await standIn.close();
});
beforeEach(() => {
  standIn.requests.length = 0;
});

let folders = 0;
async function newFolder(): Promise<string> {
  const folder = path.join(testHome.home, `download-${folders++}`);
  await mkdir(folder);
  return folder;
}

const describeVideo = (id: string) => describeLink(youtubeAddress(id), { signal });

describe("yt-dlp", () => {
  test("is found, with its version and age", async () => {
    const { program } = await findYtDlp();
    expect(program).toMatchObject({ version: expect.stringMatching(/^\d{4}\.\d\d\.\d\d/) });
    expect(program?.ageDays).toBeGreaterThanOrEqual(0);
  });

  test("tells what a video is, through the guarded proxy alone", async () => {
    const info = await describeVideo("TRAXtalk001");
    expect(info).toMatchObject({
      id: "TRAXtalk001",
      title: "A talk: “quotes” & <tags>, ünïcødé 日本語",
      channel: "Trax Channel",
      durationSeconds: 20,
      isLive: false,
      captionLanguages: ["en"],
    });
    expect(info.description).toContain("The second");
    expect(standIn.requests.some((line) => line.includes("www.youtube.com/watch"))).toBe(true);
  });

  test.each([
    ["TRAXpriv001", "VIDEO_PRIVATE"],
    ["TRAXgone001", "VIDEO_REMOVED"],
    ["TRAXagex001", "VIDEO_AGE_RESTRICTED"],
    ["TRAXbotx001", "VIDEO_BOT_CHECK"],
    ["TRAXrate001", "VIDEO_RATE_LIMITED"],
    ["TRAXlive001", "LINK_LIVE"],
    ["TRAXsoon001", "LINK_LIVE"],
    ["TRAXlong001", "LINK_TOO_LONG"],
  ])("says of %s what is in the way: %s", async (id, code) => {
    const asked = describeVideo(id).then((info) => requireFetchable(info));
    await expect(asked).rejects.toMatchObject({ code });
  });

  test("lists a playlist of fifty, with the reason where one cannot be had", async () => {
    const { title, entries } = await listLinkEntries(
      "https://www.youtube.com/playlist?list=PLtraxstandinplaylist01",
      { signal, limit: 100 },
    );
    expect(title).toBe("Lectures");
    expect(entries).toHaveLength(50);
    expect(entries[0]).toEqual({
      url: "https://www.youtube.com/watch?v=TRAXlst0000",
      youtubeId: "TRAXlst0000",
      title: "Lecture 1",
      durationSeconds: 20,
      reason: null,
    });
    const broken = entries.flatMap(({ youtubeId, reason }) =>
      reason ? [[youtubeId, reason.slice(0, 21)]] : [],
    );
    expect(broken.map(([id]) => id)).toEqual(["TRAXpriv001", "TRAXgone001", "TRAXlive001"]);
  });

  test("lists a channel, and a single video as a list of one", async () => {
    const channel = await listLinkEntries("https://www.youtube.com/@traxchannel/videos", {
      signal,
      limit: 2,
    });
    expect(channel.entries.map(({ youtubeId }) => youtubeId)).toEqual(["TRAXtalk001", "TRAXtalk002"]);
    const single = await listLinkEntries("https://youtu.be/TRAXtalk002", { signal, limit: 10 });
    expect(single.entries).toMatchObject([{ youtubeId: "TRAXtalk002", title: "Another talk" }]);
  });

  test("fetches the sound with progress, and goes on where it was cut off", async () => {
    const folder = await newFolder();
    const controller = new AbortController();
    const cut = downloadByYtDlp(youtubeAddress("TRAXslow001"), {
      folder,
      signal: controller.signal,
      onProgress: ({ downloadedBytes }) => {
        if (downloadedBytes > 60_000) controller.abort(new Error("enough"));
      },
    });
    await expect(cut).rejects.toThrow("enough");
    const left = await readdir(folder);
    expect(
      left.every((name) => /\.(?:part(?:-Frag\d+(?:\.part)?)?|ytdl)$/.test(name)),
      left.join(),
    ).toBe(true);
    const sizes = await Promise.all(left.map(async (name) => (await stat(path.join(folder, name))).size));
    const before = Math.max(...sizes);
    expect(before).toBeGreaterThan(50_000);
    standIn.requests.length = 0;
    const last = { downloadedBytes: 0, totalBytes: null as number | null };
    const file = await downloadByYtDlp(youtubeAddress("TRAXslow001"), {
      folder,
      signal,
      onProgress: (progress) => Object.assign(last, progress),
    });
    expect((await stat(file)).size).toBe(standIn.soundBytes);
    expect(last).toMatchObject({ downloadedBytes: standIn.soundBytes, totalBytes: standIn.soundBytes });
    const ranges = standIn.requests.filter((line) => line.includes("videoplayback"));
    expect(ranges.join(" ")).toContain(`bytes=${before}-`);
    expect(await readdir(folder)).toEqual(["source.m4a"]);
  });

  test("goes on by itself where the connection breaks", async () => {
    const folder = await newFolder();
    const file = await downloadByYtDlp(youtubeAddress("TRAXdrop001"), {
      folder,
      signal,
      onProgress: () => {},
    });
    expect((await stat(file)).size).toBe(standIn.soundBytes);
  });

  test.each([
    ["TRAXlive001", "LINK_LIVE"],
    ["TRAXlong001", "LINK_TOO_LONG"],
    ["TRAXhuge001", "LINK_TOO_LARGE"],
    ["TRAXdeny001", expect.stringMatching(/^(?:YTDLP_OUTDATED|LINK_REFUSED_BY_SITE)$/)],
  ])("fetches no %s", async (id, code) => {
    const folder = await newFolder();
    const asked = downloadByYtDlp(youtubeAddress(id), { folder, signal, onProgress: () => {} });
    await expect(asked).rejects.toMatchObject({ code });
    expect((await readdir(folder)).filter((name) => !/\.(?:part|ytdl)\b/.test(name))).toEqual([]);
  });

  test("leaves the administrator's cookies as they are, and says when they are none", async () => {
    const cookies = path.join(testHome.home, "cookies.txt");
    const use = (file: string) => {
      vi.stubEnv("TRAX_YTDLP_COOKIES", file);
      forgetProcessWide("settings");
    };
    try {
      const text = "# Netscape HTTP Cookie File\n.youtube.com\tTRUE\t/\tTRUE\t1999999999\tLOGIN\tabc\n";
      await writeFile(cookies, text);
      use(cookies);
      const before = await stat(cookies);
      await describeVideo("TRAXtalk002");
      expect((await stat(cookies)).mtimeMs).toBe(before.mtimeMs);
      await writeFile(cookies, "{}");
      await expect(describeVideo("TRAXtalk002")).rejects.toMatchObject({ code: "YTDLP_COOKIES" });
      use(path.join(testHome.home, "none.txt"));
      await expect(describeVideo("TRAXtalk002")).rejects.toMatchObject({ code: "YTDLP_COOKIES" });
    } finally {
      vi.unstubAllEnvs();
      forgetProcessWide("settings");
    }
  });
});
