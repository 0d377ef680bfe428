import type { Page } from "@playwright/test";
import { chooseFiles } from "./choose-files";
import {
  absurdRateFile,
  emptyFile,
  longNamedFile,
  playlistFiles,
  silentFile,
  textFile,
  truncatedMp4,
  videoWithoutSound,
} from "./fixtures/bad-files";
import { fixturePath, spokenWords, wordsOf } from "./fixtures/fixture-path";
import { type FilePayload, goodFile } from "./fixtures/recordings";
import { expect, test } from "./test";
import { startTrax } from "./trax-server";

const row = (page: Page, name: string) => page.getByRole("listitem").filter({ hasText: name }).first();

test.describe("Bad input", () => {
  // The browser logs every refused request by itself.
  test.use({ allowedErrors: /status of (?:400 .*\/uploads|50[037] .*\/batches\.create)/ });

  test("each bad file says what is wrong and what to do, and the good one beside them works", async ({
    page,
  }) => {
    const [hls, concat] = playlistFiles(fixturePath("island.mp3")) as [FilePayload, FilePayload];
    const bad: [file: FilePayload, sentence: RegExp][] = [
      [emptyFile(), /empty \(0 bytes\)/],
      [textFile(), /not an audio or video file/],
      [absurdRateFile(), /impossible sound format/],
      [await truncatedMp4(), /damaged or cut off|not an audio or video file/],
      [await videoWithoutSound(), /no sound track/],
      [hls, /playlist or a format that Trax does not open|not an audio or video file/],
      [concat, /playlist or a format that Trax does not open|not an audio or video file/],
    ];
    await chooseFiles(page, [...bad.map(([file]) => file), goodFile("after the bad.ogg")]);
    for (const [file, sentence] of bad) {
      await expect(row(page, file.name), file.name).toContainText(sentence, { timeout: 60_000 });
      await expect(row(page, file.name).getByRole("button", { name: "Retry" })).toBeVisible();
    }
    await expect(row(page, "after the bad.ogg")).toContainText("Done", { timeout: 60_000 });
  });

  test("silence is done without a word, and says so", async ({ page }) => {
    await chooseFiles(page, [silentFile()]);
    await expect(row(page, "silence.wav")).toContainText("Done", { timeout: 60_000 });
    await page.getByRole("link", { name: "silence.wav" }).first().click();
    await expect(page.getByText("No speech was found in this recording.", { exact: false })).toBeVisible();
  });

  test("a name of 300 characters with quotes, markup and emoji is shown as it is and downloads", async ({
    page,
  }) => {
    const file = longNamedFile();
    expect([...file.name].length).toBeGreaterThanOrEqual(298);
    await chooseFiles(page, [file]);
    await page.getByRole("link", { name: file.name }).first().click();
    await expect(page.locator("[data-word-id]").first()).toBeVisible({ timeout: 60_000 });
    expect(wordsOf((await page.locator("[data-word-id]").allTextContents()).join(" "))).toEqual(
      spokenWords("station"),
    );
    await page.getByRole("button", { name: "Download" }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name: "Text (.txt)" }).click(),
    ]);
    expect(download.suggestedFilename()).toContain("best");
    expect(download.suggestedFilename()).toMatch(/\.txt$/);
  });

  test("two files of one name are two recordings", async ({ page }) => {
    await chooseFiles(page, [goodFile("twin.ogg"), goodFile("twin.ogg")]);
    const dialog = page.getByRole("dialog", { name: "The same file is here more than once" });
    await dialog.getByRole("radio", { name: "Transcribe again" }).click();
    await dialog.getByRole("button", { name: "Add 2 files" }).click();
    const rows = page
      .getByRole("article", { name: /twin/ })
      .getByRole("listitem")
      .filter({ hasText: "twin.ogg" });
    await expect(rows).toHaveCount(2);
    for (const index of [0, 1]) await expect(rows.nth(index)).toContainText("Done", { timeout: 60_000 });
  });

  test("a disk without room is told before anything is uploaded", { tag: "@long" }, async ({ page }) => {
    const server = await startTrax({ env: { TRAX_MIN_FREE_BYTES: String(2 ** 52) } });
    try {
      await chooseFiles(page, goodFile("no room.ogg"), server.url);
      await expect(
        page.getByRole("status").filter({ hasText: "The disk has too little room" }),
      ).toBeVisible();
      await page.goto("about:blank");
      await server.stop();
    } finally {
      await server.cleanUp();
    }
  });
});
