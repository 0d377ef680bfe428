import { goodFile } from "./fixtures/recordings";
import { expect, test } from "./test";
import { openReadyTranscript } from "./transcript-page";

test("words that were spoken are found among all transcripts, and lead to their line", async ({ page }) => {
  test.setTimeout(300_000);
  await openReadyTranscript(page, goodFile("searched.ogg"));
  const transcript = new URL(page.url()).pathname;
  await page.goto("/transcripts");
  await page.getByRole("searchbox", { name: "Search names and words spoken" }).fill("second PLÁTFORM");
  const spoken = page.getByRole("list", { name: "Spoken" });
  const found = spoken.getByRole("listitem").filter({ hasText: "searched" }).first();
  const match = found.getByRole("link").filter({ hasText: "The train leaves from the second platform" });
  await expect(match.locator("mark").first()).toHaveText("second");
  if (process.env.TRAX_SHOTS) await page.screenshot({ path: `${process.env.TRAX_SHOTS}/search.png` });
  await match.click();
  await expect(page).toHaveURL(new RegExp(`${transcript}\\?line=`));
  // It plays from there.
  await expect(page.getByText(/^0:0[3-9] \//)).toBeVisible();
  const wasPlayed = () =>
    page.evaluate(() =>
      [...document.querySelectorAll<HTMLMediaElement>("audio, video")].some(
        ({ played }) => played.length > 0,
      ),
    );
  await expect.poll(wasPlayed).toBe(true);

  await page.goto("/transcripts?q=zzzz");
  await expect(page.getByText("Nothing has “zzzz”")).toBeVisible();
});
