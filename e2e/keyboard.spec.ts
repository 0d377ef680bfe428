import { readFileSync } from "node:fs";
import type { Locator, Page } from "@playwright/test";
import { goodFile } from "./fixtures/recordings";
import { expect, test } from "./test";
import { words } from "./transcript-page";

/** Tab until something has the focus, as somebody does who has no mouse. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement).catch(() => false)) return;
    await page.keyboard.press("Tab");
  }
  await expect(target, "reached by Tab").toBeFocused();
}

test("a file is uploaded, its text corrected and taken away by keyboard alone", async ({ page }) => {
  // The newer picker cannot be answered from here.
  await page.addInitScript("delete window.showOpenFilePicker");
  await page.goto("/");
  // A key that comes before the page's own code does nothing yet.
  await page.waitForLoadState("networkidle");
  const choose = page.getByRole("button", { name: /choose files/i }).first();
  await tabTo(page, choose);
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.keyboard.press("Enter")]);
  await chooser.setFiles(goodFile("keyboard.ogg"));

  const link = page.getByRole("link", { name: "keyboard.ogg" }).first();
  await link.waitFor();
  await tabTo(page, link);
  await page.keyboard.press("Enter");
  await expect(words(page).first()).toBeVisible({ timeout: 60_000 });

  const line = page.getByRole("list", { name: "Lines" }).locator("[data-segment-id]").first();
  await tabTo(page, line);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("Typed without a mouse.");
  await page.keyboard.press("Control+Enter");
  await expect(line).toBeFocused();
  await expect(page.getByText("All changes saved")).toBeVisible();

  const download = page.getByRole("button", { name: "Download" });
  for (let presses = 0; presses < 40; presses += 1) {
    if (await download.evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press("Shift+Tab");
  }
  await expect(download).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menu")).toBeVisible();
  await page.keyboard.type("Subtitles (.s");
  const [file] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  expect(readFileSync(await file.path(), "utf8")).toContain("Typed without a mouse.");
});
