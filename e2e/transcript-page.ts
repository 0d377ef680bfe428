import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { chooseFiles } from "./choose-files";
import type { FilePayload } from "./fixtures/recordings";
import { expect } from "./test";

/** The words of the lines that are in the page. */
export const words = (page: Page) => page.locator("[data-word-id]");

/** Submits a file on the dashboard, opens its transcript and waits for the words. */
export async function openReadyTranscript(
  page: Page,
  file: FilePayload,
  { patienceMs = 60_000 }: { patienceMs?: number } = {},
): Promise<void> {
  await chooseFiles(page, file);
  await page.getByRole("link", { name: file.name }).first().click();
  await expect(words(page).first()).toBeVisible({ timeout: patienceMs });
}

/** Changes the text of the last line that is shown, and leaves the field so that it is saved. */
export async function editLastLine(page: Page, text: string): Promise<void> {
  await page
    .getByRole("listitem")
    .filter({ has: words(page) })
    .last()
    .dblclick();
  const field = page.getByRole("textbox", { name: "Text of this line" });
  await field.fill(text);
  await field.press("Control+Enter");
}

/** Takes a download from the menu. */
export async function download(
  page: Page,
  item: string,
): Promise<{ name: string; path: string; text: string }> {
  await page.getByRole("button", { name: "Download" }).click();
  const [event] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: item }).click(),
  ]);
  const path = await event.path();
  return { name: event.suggestedFilename(), path, text: readFileSync(path, "utf8") };
}
