import type { Page } from "@playwright/test";
import { createApiClient } from "./api-client";
import { firstLook, listFaults, listFaultsInLooks, looksOf, takeOn } from "./axe-faults";
import { goodFile } from "./fixtures/recordings";
import { expect, test } from "./test";
import { openReadyTranscript } from "./transcript-page";

// One of the pages is one that is not there.
test.use({ allowedErrors: /404 \(Not Found\).*no-such-page/ });

test("axe finds nothing on any page", async ({ page, trax }) => {
  test.setTimeout(300_000);
  await openReadyTranscript(page, goodFile("accessible.ogg"));
  const transcript = new URL(page.url()).pathname;
  const { batches } = await createApiClient(trax.url).batches.list.query({});
  const pages = [
    ...[
      "/",
      "/transcripts",
      "/transcripts?trash=1",
      "/transcripts?q=platform&status=ready",
      "/transcripts/replace",
      "/queue",
      "/batches",
      `/batches/${batches[0]?.id}`,
      "/workers",
      "/quality",
      "/speakers",
    ],
    ...["/settings", "/api-reference", transcript, `${transcript}/versions`, "/no-such-page"],
  ];
  const faults: string[] = [];
  for (const [index, path] of pages.entries()) {
    for (const look of looksOf(index)) {
      await takeOn(page, look);
      await page.goto(path);
      await expect(page.locator("main h1, main h2, main [data-segment-id]").first()).toBeVisible();
      for (const fault of await listFaults(page)) faults.push(`${path}, ${look.name}: ${fault}`);
    }
  }
  expect(faults).toEqual([]);
});

test("axe finds nothing on the states of the editor", { tag: "@long" }, async ({ page }) => {
  test.setTimeout(300_000);
  await openReadyTranscript(page, goodFile("states.ogg"));
  const states: Record<string, () => Promise<void>> = {
    "a line is typed in": async () => {
      await page.locator("[data-segment-id]").first().focus();
      await page.keyboard.press("Enter");
    },
    "find and replace": () => page.keyboard.press("Control+h"),
    palette: () => page.keyboard.press("Control+k"),
    keys: () => page.keyboard.press("Control+/"),
    speakers: () => runCommand(page, "Speakers"),
    "who speaks": async () => {
      await page.locator("[data-segment-id]").nth(1).focus();
      await page.keyboard.press("Control+Alt+n");
      await page.keyboard.press("Control+Alt+s");
      await expect(page.getByRole("combobox", { name: "Speaker of this line" })).toBeVisible();
    },
    "speakers with figures": async () => {
      await runCommand(page, "Speakers");
      await expect(page.getByRole("region", { name: "Who speaks when" })).toBeVisible();
    },
    "find speakers": async () => {
      await runCommand(page, "Find speakers");
      await page.getByRole("radio", { name: "At most" }).check();
    },
    comments: () => runCommand(page, "Comments"),
    review: () => runCommand(page, "Review"),
    quality: async () => {
      await runCommand(page, "Quality");
      await expect(page.getByRole("region", { name: "Quality" })).toContainText("in 100 words right");
    },
    "transcribe again": async () => {
      await runCommand(page, "Transcribe again");
      await expect(page.getByRole("dialog", { name: "Transcribe again" })).toBeVisible();
    },
  };
  const faults: string[] = [];
  for (const [state, enter] of Object.entries(states)) {
    await takeOn(page, firstLook);
    await page.reload();
    await expect(page.locator("[data-word-id]").first()).toBeVisible();
    await enter();
    faults.push(...(await listFaultsInLooks(page, state)));
  }
  expect(faults).toEqual([]);
});

/** Through the palette, as somebody without a mouse does. */
async function runCommand(page: Page, name: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.keyboard.type(name);
  await page.keyboard.press("Enter");
}
