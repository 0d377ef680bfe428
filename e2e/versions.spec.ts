import { goodFile } from "./fixtures/recordings";
import { expect, test } from "./test";
import { editLastLine, openReadyTranscript } from "./transcript-page";

test("a named version is compared with what came after, gone back to, and left again", async ({ page }) => {
  await openReadyTranscript(page, goodFile("versions.ogg"));
  const url = page.url();
  await editLastLine(page, "as it was sent");
  await expect(page.getByText("All changes saved")).toBeVisible();

  await page.goto(`${url}/versions`);
  await page.getByRole("textbox", { name: "Name of the present text" }).fill("Sent");
  await page.getByRole("button", { name: "Keep" }).click();
  await expect(page.getByRole("button", { name: "Remove the name Sent" })).toBeVisible();

  await page.getByRole("link", { name: "Back to the transcript" }).click();
  await editLastLine(page, "as it came out");
  await expect(page.getByText("All changes saved")).toBeVisible();
  await page.goto(`${url}/versions`);
  await page.getByLabel("From").selectOption({ label: "“Sent”" });
  await expect(page.getByText(/was sent/).first()).toBeVisible();
  await expect(page.locator("del")).toHaveText(/was sent/);
  await expect(page.locator("ins")).toHaveText(/came out/);

  await page.getByRole("button", { name: "Restore “Sent”" }).click();
  await page.getByRole("button", { name: "Go back" }).click();
  await expect(page.getByText("The same, word for word")).toBeVisible();
  await page.getByRole("button", { name: /^Take back: Earlier version restored/ }).click();
  await expect(page.locator("ins")).toHaveText(/came out/);
  await page.getByRole("link", { name: "Back to the transcript" }).click();
  await expect(page.getByRole("list", { name: "Lines" }).getByText("as it came out")).toBeVisible();

  await page.setViewportSize({ width: 320, height: 700 });
  await page.goto(`${url}/versions`);
  await expect(page.getByText(/the same;/)).toBeVisible();
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  if (process.env.TRAX_SHOTS) {
    await page.screenshot({ path: `${process.env.TRAX_SHOTS}/versions-320.png`, fullPage: true });
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.emulateMedia({ colorScheme: "dark" });
    await page.screenshot({ path: `${process.env.TRAX_SHOTS}/versions-dark.png`, fullPage: true });
  }
});
