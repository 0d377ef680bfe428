import { createHash } from "node:crypto";
import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createTestHome } from "@/server/testing/test-home";
import { startYoutubeStandIn, type YoutubeStandIn } from "@/server/testing/youtube-stand-in";
import { homeFolders } from "../storage";
import { updateYtDlp } from "./update-yt-dlp";
import { findYtDlp, ytDlpCopy } from "./yt-dlp-program";

// The pages of releases are a stand-in on loopback, reached under their own names.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const signal = new AbortController().signal;
const programOf = (version: string) => `#!/bin/sh\necho ${version}\n`;
let standIn: YoutubeStandIn;
let testHome: Awaited<ReturnType<typeof createTestHome>>;
/** What the newest release is. */
let release = { program: "", sum: "", redirectTo: "" };

const site: RequestListener = (request, response) => {
  const name = (request.url ?? "").split("/").at(-1) ?? "";
  if (request.headers.host === "github.com") {
    const location = release.redirectTo || `https://release-assets.githubusercontent.com/${name}`;
    return void response.writeHead(302, { location }).end();
  }
  if (name !== "SHA2-256SUMS") return void response.end(release.program);
  const names = ["yt-dlp", "yt-dlp_linux", "yt-dlp_linux_aarch64", "yt-dlp_musllinux", "yt-dlp_macos"];
  response.end(names.map((each) => `${release.sum}  ${each}\n`).join(""));
};

function publish(program: string, sum = createHash("sha256").update(program).digest("hex")): void {
  release = { program, sum, redirectTo: "" };
}

beforeAll(async () => {
  standIn = await startYoutubeStandIn({
    sites: { "github.com": site, "release-assets.githubusercontent.com": site },
  });
  testHome = await createTestHome(standIn.settings);
});
afterAll(async () => {
  await testHome.close();
  await standIn.close();
});
beforeEach(async () => {
  await mkdir(homeFolders.tools(), { recursive: true });
  await writeFile(ytDlpCopy(), programOf("2024.01.02"));
  await chmod(ytDlpCopy(), 0o755);
});

describe("an update of yt-dlp", () => {
  test("takes effect when it is what was published and runs, and once", async () => {
    publish(programOf("2099.03.04"));
    expect(await updateYtDlp({ signal })).toMatchObject({
      before: "2024.01.02",
      version: "2099.03.04",
      isNew: true,
    });
    expect(await findYtDlp()).toMatchObject({
      program: { version: "2099.03.04", origin: "tools", ageDays: 0 },
    });
    expect(await updateYtDlp({ signal })).toMatchObject({ version: "2099.03.04", isNew: false });
    expect(await readdir(homeFolders.tools())).toEqual(["yt-dlp"]);
  });

  test.each([
    ["another checksum", () => publish(programOf("2099.03.04"), "0".repeat(64)), /checksum differs/],
    ["a program that does not run", () => publish("#!/bin/sh\nexit 1\n"), /does not run/],
    ["a program that is something else", () => publish("#!/bin/sh\necho hello\n"), /does not run/],
    ["an older version", () => publish(programOf("2023.01.01")), /is newer/],
    ["no checksum", () => publish(programOf("2099.03.04"), "none"), /no checksum/],
    [
      "a way inwards",
      () => {
        release = { ...release, redirectTo: "http://127.0.0.1/yt-dlp" };
      },
      /127\.0\.0\.1 is not fetched/,
    ],
  ])("with %s changes nothing", async (_, prepare, reason) => {
    prepare();
    const asked = updateYtDlp({ signal });
    await expect(asked).rejects.toMatchObject({
      code: "YTDLP_UPDATE_FAILED",
      message: expect.stringMatching(reason),
    });
    expect(await readFile(ytDlpCopy(), "utf8")).toBe(programOf("2024.01.02"));
    expect(await readdir(homeFolders.tools())).toEqual(["yt-dlp"]);
  });

  test("goes back where the new one runs on trial but not in its place", async () => {
    publish(`#!/bin/sh\ncase "$0" in */new-*) echo 2099.03.04;; *) exit 1;; esac\n`);
    await expect(updateYtDlp({ signal })).rejects.toMatchObject({ code: "YTDLP_UPDATE_FAILED" });
    expect(await readFile(ytDlpCopy(), "utf8")).toBe(programOf("2024.01.02"));
  });
});
