import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";
import { parseJson } from "@/core/subtitles/parse-json";
import { parseSrt } from "@/core/subtitles/parse-srt";
import { getMediaToolPaths } from "@/server/platform/media-tools";
import { chooseFiles } from "./choose-files";
import { fixturePath, spokenWords, wordsOf } from "./fixtures/fixture-path";
import { type FilePayload, goodFile, longFile } from "./fixtures/recordings";
import { expect, test } from "./test";
import { download, editLastLine, openReadyTranscript, words } from "./transcript-page";

/** Drops files on the page, as from a file manager. */
async function drop(page: Page, files: FilePayload[]): Promise<void> {
  const parts = files.map(({ name, mimeType, buffer }) => ({
    name,
    mimeType,
    base64: buffer.toString("base64"),
  }));
  const transfer = await page.evaluateHandle((given) => {
    const data = new DataTransfer();
    for (const { name, mimeType, base64 } of given) {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      data.items.add(new File([bytes], name, { type: mimeType }));
    }
    return data;
  }, parts);
  const dispatch = (type: string) => page.dispatchEvent("body", type, { dataTransfer: transfer });
  // The page says when it listens.
  await expect(async () => {
    await dispatch("dragenter");
    await expect(page.getByText("Let go to add them")).toBeVisible({ timeout: 500 });
  }).toPass();
  await dispatch("dragover");
  await dispatch("drop");
}

function playerTime(page: Page): Promise<number> {
  return page.locator("audio, video").evaluate((media) => (media as HTMLMediaElement).currentTime);
}

test.describe("The main job", () => {
  test("a recording dropped on the page becomes the right words, and they stay after a reload", async ({
    page,
  }) => {
    await page.goto("/");
    await drop(page, [goodFile("dropped.ogg")]);
    await page.getByRole("link", { name: "dropped.ogg" }).first().click();
    await expect(words(page).first()).toBeVisible({ timeout: 60_000 });
    expect(wordsOf((await words(page).allTextContents()).join(" "))).toEqual(spokenWords("station"));
    await page.reload();
    await expect(words(page).first()).toBeVisible();
    expect(wordsOf((await words(page).allTextContents()).join(" "))).toEqual(spokenWords("station"));
  });

  test("progress moves and words appear while the file is still being transcribed", async ({ page }) => {
    await chooseFiles(page, await longFile(5, "watched.mp3"));
    const bar = page.getByRole("progressbar", { name: /watched\.mp3/ }).first();
    const seen = new Set<number>();
    await expect
      .poll(
        async () => {
          const value = Number(await bar.getAttribute("aria-valuenow", { timeout: 1_000 }).catch(() => null));
          if (value > 0) seen.add(value);
          return seen.size;
        },
        { timeout: 60_000, intervals: [100] },
      )
      .toBeGreaterThanOrEqual(2);
    await page.getByRole("link", { name: "watched.mp3" }).first().click();
    await expect(page.getByText("welcome to the island", { exact: false }).first()).toBeVisible({
      timeout: 30_000,
    });
    await expect(words(page)).toHaveCount(0);
    await expect(words(page).first()).toBeVisible({ timeout: 90_000 });
  });

  test("a click on a word takes the player there, and the word is marked while it is spoken", async ({
    page,
  }) => {
    await openReadyTranscript(page, goodFile("clicked.ogg"));
    const document = parseJson((await download(page, "Data (.json)")).text);
    const target = document.segments
      .flatMap((segment) => segment.words)
      .find((word) => word.text.startsWith("platform"));
    const startSeconds = (target?.startMs ?? 0) / 1_000;
    expect(startSeconds).toBeGreaterThan(3);
    await page.locator(`[data-word-id="${target?.id}"]`).click();
    await expect
      .poll(() => playerTime(page), { intervals: [50] })
      .toBeGreaterThanOrEqual(startSeconds - 0.05);
    expect(await playerTime(page)).toBeLessThan(startSeconds + 2);
    await expect(page.getByRole("button", { name: "Pause" })).toBeVisible();
    await page.getByRole("button", { name: "Pause" }).click();
    await expect(page.getByRole("button", { name: "Play", exact: true })).toBeVisible();

    const spoken = document.segments.flatMap((segment) => segment.words);
    const heardMs = (await playerTime(page)) * 1_000;
    const markedId = await page.locator(".word-current").getAttribute("data-word-id");
    const at = spoken.findIndex((word) => word.id === markedId);
    expect(spoken[at]?.startMs).toBeLessThanOrEqual(heardMs + 100);
    expect(spoken[at + 1]?.startMs ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(heardMs - 100);
  });

  test("a correction is saved, survives a reload, is undone and redone, and goes into the SRT that ffmpeg reads", async ({
    page,
  }) => {
    await openReadyTranscript(page, goodFile("corrected.ogg"));
    const row = page
      .getByRole("listitem")
      .filter({ has: words(page) })
      .last();
    await row.dblclick();
    const field = page.getByRole("textbox", { name: "Text of this line" });
    const corrected = "Please keep your <b>wallet</b> with you & hold on.";
    await field.fill(corrected);
    await field.press("Control+Enter");
    await expect(page.getByText("All changes saved")).toBeVisible();
    await page.reload();
    await expect(page.getByText("<b>wallet</b>")).toBeVisible();

    const srt = await download(page, "Subtitles (.srt)");
    expect(srt.name).toMatch(/corrected.*\.srt$/);
    const text = parseSrt(srt.text)
      .flatMap((cue) => cue.lines)
      .join(" ");
    expect(text).toContain("wallet");
    const { ffmpeg } = await getMediaToolPaths();
    const { stdout } = await promisify(execFile)(ffmpeg, [
      "-nostdin",
      "-v",
      "error",
      "-f",
      "srt",
      "-i",
      srt.path,
      "-f",
      "srt",
      "-",
    ]);
    expect(parseSrt(stdout).map(({ startMs }) => startMs)).toEqual(
      parseSrt(srt.text).map(({ startMs }) => startMs),
    );
    expect((await download(page, "Text (.txt)")).text).toContain(corrected);

    await editLastLine(page, "Something else.");
    await expect(page.getByText("All changes saved")).toBeVisible();
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(page.getByText("<b>wallet</b>")).toBeVisible();
    await page.getByRole("button", { name: "Redo" }).click();
    await expect(page.getByText("Something else.")).toBeVisible();
  });

  test("a video plays with its picture", async ({ page }) => {
    const file = {
      name: "garden.mp4",
      mimeType: "video/mp4",
      buffer: readFileSync(fixturePath("garden.mp4")),
    };
    await openReadyTranscript(page, file);
    expect(wordsOf((await words(page).allTextContents()).join(" "))).toEqual(spokenWords("garden"));
    await words(page).nth(5).click();
    await expect.poll(() => playerTime(page)).toBeGreaterThan(0.5);
    expect(await page.locator("video").evaluate((video) => (video as HTMLVideoElement).videoWidth)).toBe(320);
  });

  test("the list finds, renames, deletes and brings back", async ({ page }) => {
    await openReadyTranscript(page, goodFile("lost & found.ogg"));
    await page.getByRole("link", { name: "Transcripts" }).click();
    await page.getByRole("searchbox").fill("lost & f");
    const link = page.getByRole("link", { name: "lost & found" });
    await expect(link).toBeVisible();
    await expect(page.getByRole("listitem")).toHaveCount(1);

    await page.getByRole("button", { name: /rename/i }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("lost & forgotten");
    await page.getByRole("textbox", { name: "Name" }).press("Enter");
    const renamed = page.getByRole("link", { name: "lost & forgotten" });
    await expect(renamed).toBeVisible();
    await page.reload();
    await expect(renamed).toBeVisible();

    await page.getByRole("button", { name: /delete|trash/i }).click();
    await expect(renamed).toHaveCount(0);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(renamed).toBeVisible();
  });
});
