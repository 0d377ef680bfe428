import { goodFile } from "./fixtures/recordings";
import { expect, test } from "./test";
import { openReadyTranscript } from "./transcript-page";

test("words that were spoken are found among all transcripts, and lead to their line", async ({ page }) => {
  await openReadyTranscript(page, goodFile("searched.ogg"));
  const transcript = new URL(page.url()).pathname;
  await page.goto("/transcripts");
  await page.getByRole("searchbox", { name: "Search names and words spoken" }).fill("second PLÁTFORM");
  const spoken = page.getByRole("list", { name: "Spoken" });
  const match = spoken.getByRole("link").filter({ hasText: "searched" }).first();
  await expect(match).toContainText("The train leaves from the second platform");
  await expect(match.locator("mark").first()).toHaveText("second");
  if (process.env.TRAX_SHOTS) await page.screenshot({ path: `${process.env.TRAX_SHOTS}/search.png` });
  await match.click();
  await expect(page).toHaveURL(new RegExp(`${transcript}\\?line=`));
  await expect(page.getByText(/^0:03 \//)).toBeVisible();

  await page.goto("/transcripts?q=zzzz");
  await expect(page.getByText("Nothing has “zzzz”")).toBeVisible();
});
