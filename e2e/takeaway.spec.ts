import { readFileSync } from "node:fs";
import { fixturePath } from "./fixtures/fixture-path";
import { expect, test } from "./test";
import { openReadyTranscript } from "./transcript-page";

test.describe("Taking away and bringing in", () => {
  test("a video is copied with its subtitles as a track, by a layout of one's own", async ({ page }) => {
    await page.goto("/settings#subtitles");
    const layouts = page.getByRole("region", { name: "Layouts of subtitles" });
    await layouts.getByRole("button", { name: "Add a layout" }).click();
    await layouts.getByLabel("Name").fill("Narrow");
    await layouts.getByLabel("Characters in a line").fill("20");
    await layouts.getByRole("button", { name: "Save" }).click();
    await expect(layouts.getByText("20 characters in 2 lines")).toBeVisible();

    const buffer = readFileSync(fixturePath("garden.mp4"));
    await openReadyTranscript(page, { name: "Taken.mp4", mimeType: "video/mp4", buffer });
    await page.getByRole("button", { name: "Download", exact: true }).click();
    await page.getByRole("menuitem", { name: "Video with subtitles…" }).click();
    const dialog = page.getByRole("dialog", { name: "Video with subtitles" });
    await dialog.getByRole("radio", { name: "As a track" }).check();
    await dialog.getByLabel("Layout").selectOption({ label: "Narrow" });
    await dialog.getByRole("button", { name: "Make the video" }).click();
    const take = dialog.getByRole("button", { name: "Download the video" });
    await expect(take).toBeVisible({ timeout: 20_000 });
    const [event] = await Promise.all([page.waitForEvent("download"), take.click()]);
    expect(event.suggestedFilename()).toBe("Taken.mp4");
    expect(readFileSync(await event.path()).includes("garden")).toBe(true);
  });

  test("a file of subtitles is brought in by its button, and what was put right is told", async ({
    page,
  }) => {
    await page.goto("/transcripts");
    const srt =
      "1\n00:00:05,000 --> 00:00:06,000\nsecond\n\n2\n00:00:01,000 --> 00:00:02,000\nfirst <b>line</b>\n";
    await page.getByLabel("Bring in a file").setInputFiles({
      name: "Brought.srt",
      mimeType: "text/plain",
      buffer: Buffer.from(`\uFEFF${srt}`, "utf16le"),
    });
    const dialog = page.getByRole("dialog");
    await expect(dialog).toContainText("“Brought” is here");
    await expect(dialog).toContainText("were sorted");
    await dialog.getByRole("link", { name: "Open the transcript" }).click();
    await expect(page.getByText("first <b>line</b>")).toBeVisible();
  });
});
