import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";
import { startYoutubeStandIn, type YoutubeStandIn } from "@/server/testing/youtube-stand-in";
import { standInPlaylist } from "@/server/testing/youtube-videos";
import { createApiClient } from "./api-client";
import { listFaults, listFaultsInLooks } from "./axe-faults";
import { fixturePath } from "./fixtures/fixture-path";
import { test as base, expect } from "./test";
import { words } from "./transcript-page";
import { startTrax } from "./trax-server";

const podcast = "podcast.example";
const feedUrl = `https://${podcast}/feed.xml`;
const isDone = { timeout: 60_000 };

/** A podcast with one episode that is really there, and one whose file is gone. */
function answerPodcast(request: IncomingMessage, response: ServerResponse): void {
  if (request.url === "/feed.xml") {
    const item = (name: string) =>
      `<item><title>Episode ${name}</title><guid>${name}</guid><pubDate>Tue, 03 Nov 2026 10:00:00 GMT</pubDate>
       <enclosure url="https://${podcast}/${name}.ogg" type="audio/ogg"/></item>`;
    response.setHeader("content-type", "application/rss+xml");
    response.end(`<rss><channel><title>A show</title>${item("station")}${item("gone")}</channel></rss>`);
  } else if (request.url === "/station.ogg") {
    response.setHeader("content-type", "audio/ogg").end(readFileSync(fixturePath("station.ogg")));
  } else response.writeHead(404).end();
}

/** A Trax of its own, whose internet is a stand-in on loopback. */
const test = base.extend<object, { standIn: YoutubeStandIn }>({
  standIn: [
    // Playwright reads what a fixture needs from this pattern.
    // biome-ignore lint/correctness/noEmptyPattern: see above
    async ({}, use) => {
      const sound = fixturePath("station.ogg");
      const standIn = await startYoutubeStandIn({ sites: { [podcast]: answerPodcast }, sound });
      await use(standIn);
      await standIn.close();
    },
    { scope: "worker" },
  ],
  trax: [
    async ({ standIn }, use) => {
      const trax = await startTrax({ env: standIn.settings });
      await use(trax);
      await trax.stop();
      await trax.cleanUp();
    },
    { scope: "worker", timeout: 360_000 },
  ],
});

const field = (page: Page) => page.getByRole("textbox", { name: "Paste links" });

async function addLinks(page: Page, text: string): Promise<void> {
  await page.goto("/");
  await field(page).fill(text);
  await field(page).press("Enter");
}

async function pasteOnPage(page: Page, text: string): Promise<void> {
  await page.evaluate((pasted) => {
    const data = new DataTransfer();
    data.setData("text/plain", pasted);
    document.body.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
    );
  }, text);
}

test("links become transcripts with the titles that they have, and one that cannot be had stops no other", async ({
  page,
}) => {
  await addLinks(
    page,
    `See https://youtu.be/TRAXtalk001?t=3, https://www.youtube.com/watch?v=TRAXpriv001 and ftp://x.example/a`,
  );
  await expect(page.getByRole("alert").filter({ hasText: "ftp://x.example/a" })).toContainText(
    "no link of the web",
  );
  const batch = page.getByRole("article").first();
  await expect(batch).toContainText("A talk: “quotes” & <tags>", isDone);
  await expect(batch).toContainText("This video is private", isDone);
  await batch.getByRole("link", { name: "Open" }).click({ timeout: 60_000 });
  await expect(page.getByRole("heading", { level: 1 })).toContainText("A talk: “quotes”");
  await expect(words(page).first()).toBeVisible();

  // The same video again, in another spelling.
  await page.goto("/");
  await pasteOnPage(page, "https://www.youtube.com/shorts/TRAXtalk001");
  const dialog = page.getByRole("dialog", { name: "You have transcribed this before" });
  await expect(dialog).toContainText("A talk: “quotes”");
  await dialog.getByRole("button", { name: "Open the existing one" }).click();
  await expect(page).toHaveURL(/\/transcripts\//);
});

test("a playlist opens as a list to choose from, with the mouse and with the keyboard", {
  tag: "@long",
}, async ({ page, trax }) => {
  await addLinks(page, `https://www.youtube.com/playlist?list=${standInPlaylist}`);
  const list = page.getByRole("listbox", { name: "Recordings" });
  await expect(list).toBeVisible(isDone);
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("3 cannot be fetched");
  await expect(list.getByRole("option", { name: /Private video/ })).toHaveAttribute("aria-disabled", "true");

  await dialog.getByRole("button", { name: "Select none" }).click();
  await expect(dialog.getByRole("button", { name: "Add", exact: true })).toBeDisabled();
  await list.getByRole("option", { name: /^Lecture 2\b/ }).click();
  await list.getByRole("option", { name: /^Lecture 10\b/ }).click({ modifiers: ["Shift"] });
  // The private one among them is left out.
  await expect(dialog.getByRole("button", { name: "Add 8 recordings" })).toBeEnabled();
  await list.focus();
  await page.keyboard.press("End");
  await page.keyboard.press("Space");
  await expect(list.getByRole("option", { name: /^Lecture 50\b/ })).toHaveAttribute("aria-selected", "true");
  await dialog.getByRole("searchbox").fill("lecture 50");
  await expect(list.getByRole("option")).toHaveCount(1);
  await dialog.getByRole("button", { name: "Select none" }).click();
  await dialog.getByRole("searchbox").fill("lecture 5");
  await dialog.getByRole("button", { name: "Select all" }).click();
  await expect(dialog.getByRole("button", { name: "Add 13 recordings" })).toBeEnabled();
  await dialog.getByRole("searchbox").fill("");
  await dialog.getByRole("button", { name: "Select none" }).click();
  await dialog.getByRole("searchbox").fill("lecture 3");
  await list.getByRole("option", { name: /^Lecture 3\b/ }).click();
  await dialog.getByRole("button", { name: "Add 1 recording" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("article").first()).toContainText("Lecture 3");
  await expect
    .poll(async () => (await createApiClient(trax.url).batches.list.query({})).batches[0]?.name)
    .toBe("Lecture 3");
});

test("a podcast is chosen from and followed, and settings lists it", { tag: "@long" }, async ({ page }) => {
  await addLinks(page, feedUrl);
  const dialog = page.getByRole("dialog", { name: "A show" });
  await expect(dialog.getByRole("option")).toHaveCount(2);
  await dialog.getByRole("option", { name: /gone/ }).click();
  await dialog.getByRole("checkbox", { name: /Follow this podcast/ }).check();
  await dialog.getByRole("button", { name: "Add 1 recording" }).click();
  await expect(page.getByRole("article").first()).toContainText("Episode station");
  await page.goto("/settings");
  const feed = page.getByRole("listitem", { name: "A show" });
  await expect(feed).toContainText("0 episodes taken");
  await feed.getByRole("button", { name: "Stop following A show" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Stop following" }).click();
  await expect(page.getByText("You follow none yet.")).toBeVisible();
});

test("a shell takes links as it takes files", { tag: "@long" }, async ({ trax, standIn }) => {
  const { PATH } = process.env;
  const env = { PATH, TRAX_HOME: trax.home, ...standIn.settings } as unknown as NodeJS.ProcessEnv;
  const transcribe = (link: string) =>
    promisify(execFile)(process.execPath, ["--import", "tsx", "bin/trax.ts", "transcribe", link], { env });
  const first = await transcribe("https://youtu.be/TRAXtalk002");
  expect(first.stdout.trim().length).toBeGreaterThan(20);
  const again = await transcribe("https://www.youtube.com/live/TRAXtalk002?t=4");
  expect(again.stdout).toBe(first.stdout);
  expect(again.stderr).toContain("transcribed before");
  await expect(transcribe(feedUrl)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining("There is nothing at this link any more"),
  });
});

test.describe("what goes wrong", () => {
  test.use({ allowedErrors: /listLinkEntries/ });
  test("is told in the dialog, and axe finds nothing on it, the list and the field", {
    tag: "@long",
  }, async ({ page }) => {
    const faults: string[] = [];
    await addLinks(page, `https://${podcast}/nothing.xml`);
    const dialog = page.getByRole("dialog");
    await expect(dialog).toContainText("There is nothing at this link any more");
    faults.push(...(await listFaults(page)));
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await expect(field(page)).toHaveValue(`https://${podcast}/nothing.xml`);

    await addLinks(page, `https://www.youtube.com/playlist?list=${standInPlaylist}`);
    await expect(page.getByRole("listbox")).toBeVisible(isDone);
    faults.push(...(await listFaultsInLooks(page, "links-list")));
    await page.keyboard.press("Escape");
    await field(page).fill("ftp://x.example/a youtu.be/");
    await field(page).press("Enter");
    await expect(page.getByRole("alert").first()).toBeVisible();
    faults.push(...(await listFaultsInLooks(page, "links-field")));
    expect(faults).toEqual([]);
  });
});
