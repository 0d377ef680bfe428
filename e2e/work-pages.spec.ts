import type { Page } from "@playwright/test";
import { buildLargeBatch } from "@/server/testing/build-large-batch";
import { createApiClient, submitFiles } from "./api-client";
import { goodFile } from "./fixtures/recordings";
import { expect, test } from "./test";
import { withDatabase } from "./with-database";

const rows = (page: Page) => page.getByRole("row");
const row = (page: Page, name: string) => rows(page).filter({ hasText: name });
const bar = (page: Page) => page.getByRole("region", { name: "Chosen files" });
const group = (page: Page, name: string) => page.getByRole("radio", { name });
const listed = (page: Page) => page.getByRole("list", { name: "Batches" }).getByRole("listitem");
const choose = (page: Page, name: string) => page.getByRole("menuitem", { name }).click();

async function chooseRows(page: Page, ...names: string[]): Promise<void> {
  for (const name of names) await page.getByRole("checkbox", { name: `Select ${name}` }).click();
  await expect(bar(page)).toContainText(`${names.length} files chosen`);
}

test.describe("Batches and the queue", () => {
  const ids: Record<string, string> = {};
  // Their files are not there: nothing of them may start.
  test.beforeAll(async ({ trax }) => {
    await createApiClient(trax.url).queue.pause.mutate({});
    for (const [name, failedOfTen] of [
      ["Hearings in spring", 2],
      ["Hearings in autumn", 0],
    ] as const) {
      ids[name] = await withDatabase(trax.home, (pool) =>
        buildLargeBatch(pool, { name, sources: 20, failedOfTen, doneOfTen: 1 }),
      );
    }
  });
  test.afterAll(async ({ trax }) => {
    const api = createApiClient(trax.url);
    for (const batchId of Object.values(ids)) await api.batches.remove.mutate({ batchId }).catch(() => {});
    await api.queue.resume.mutate();
  });

  test("batches are listed newest first, filtered in the address, paused and put away by their menus", {
    tag: "@long",
  }, async ({ page }) => {
    const named = (name: string) => listed(page).filter({ hasText: name });
    const act = (name: string) => page.getByRole("button", { name: `Actions for ${name}` }).click();
    await page.goto("/batches");
    await expect(named("Hearings in spring")).toBeVisible();
    const names = await listed(page).getByRole("link").allTextContents();
    expect(names.indexOf("Hearings in autumn")).toBeLessThan(names.indexOf("Hearings in spring"));

    await act("Hearings in spring");
    await choose(page, "Pause, finish what runs");
    await expect(named("Hearings in spring")).toContainText("Paused");
    const statuses = page.getByRole("navigation", { name: "Status" });
    await statuses.getByRole("link", { name: "Paused" }).click();
    await expect(page).toHaveURL(/status=paused/);
    await expect(named("Hearings in autumn")).toHaveCount(0);
    await page.reload();
    await expect(named("Hearings in spring")).toBeVisible();
    await expect(named("Hearings in autumn")).toHaveCount(0);
    await act("Hearings in spring");
    await choose(page, "Resume");
    // It is no longer what was asked for.
    await expect(named("Hearings in spring")).toHaveCount(0);
    await page.goBack();
    await expect(page).not.toHaveURL(/status=/);
    await expect(named("Hearings in spring")).toContainText(/Waiting|Pending|Running/i);

    await act("Hearings in autumn");
    await choose(page, "Delete the batch");
    await expect(named("Hearings in autumn")).toHaveCount(0);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(named("Hearings in autumn")).toBeVisible();
  });

  test("the whole queue is resumed and paused by its buttons", { tag: "@long" }, async ({ page, trax }) => {
    const api = createApiClient(trax.url);
    // What would start then has no file.
    for (const batchId of Object.values(ids)) await api.batches.pause.mutate({ batchId });
    const isPaused = async () => (await api.queue.get.query()).paused;
    await page.goto("/queue");
    const notice = page.getByRole("status").filter({ hasText: "The whole queue is paused." });
    await expect(notice).toBeVisible();
    await notice.getByRole("button", { name: "Resume the queue" }).click();
    await expect(notice).toBeHidden();
    expect(await isPaused()).toBe(false);
    await page.getByRole("button", { name: "Pause the queue" }).click();
    await choose(page, "Finish what runs");
    await expect(notice).toBeVisible();
    await expect(page.getByRole("button", { name: "Pause the queue" })).toBeHidden();
    expect(await isPaused()).toBe(true);
    for (const batchId of Object.values(ids)) await api.batches.resume.mutate({ batchId });
  });

  test("a batch gets another priority while it waits, and its list says so", { tag: "@long" }, async ({
    page,
    trax,
  }) => {
    const batchId = ids["Hearings in spring"] as string;
    await page.goto(`/batches/${batchId}`);
    await page.getByRole("button", { name: "Priority", exact: true }).click();
    await page.getByRole("menuitemradio", { name: "High" }).click();
    await expect(page.getByRole("button", { name: "High priority" })).toBeVisible();
    expect((await createApiClient(trax.url).batches.get.query({ batchId })).priority).toBe(10);
    await page.goto("/batches");
    await expect(listed(page).filter({ hasText: "Hearings in spring" })).toContainText("High priority");
  });

  test("what was chosen is paused, resumed, cancelled, tried again, deleted and brought back", async ({
    page,
  }) => {
    await page.goto(`/batches/${ids["Hearings in spring"]}`);
    await expect(row(page, "talk-00004.mp3")).toBeVisible();
    await chooseRows(page, "talk-00004.mp3", "talk-00005.mp3");
    await bar(page).getByRole("button", { name: "Pause" }).click();
    await choose(page, "Finish what runs");
    await expect(row(page, "talk-00004.mp3")).toContainText("Paused");
    await expect(row(page, "talk-00005.mp3")).toContainText("Paused");
    await expect(row(page, "talk-00006.mp3")).not.toContainText("Paused");
    await bar(page).getByRole("button", { name: "Resume" }).click();
    await expect(row(page, "talk-00004.mp3")).toContainText("Waiting its turn");

    await bar(page).getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Cancel the work" }).click();
    await expect(row(page, "talk-00004.mp3")).toContainText("Cancelled");
    await expect(row(page, "talk-00005.mp3")).toContainText("Cancelled");
    await bar(page).getByRole("button", { name: "Retry" }).click();
    await expect(row(page, "talk-00005.mp3")).toContainText("Waiting its turn");
    await page.keyboard.press("Escape");

    // What failed is tried again too, and only it.
    await group(page, "Failed or cancelled").click();
    await chooseRows(page, "talk-00001.mp3", "talk-00002.mp3");
    await bar(page).getByRole("button", { name: "Retry" }).click();
    await expect(row(page, "talk-00001.mp3")).toHaveCount(0);
    await group(page, "Waiting").click();
    await expect(row(page, "talk-00001.mp3")).toBeVisible();

    await chooseRows(page, "talk-00001.mp3", "talk-00002.mp3");
    await bar(page).getByRole("button", { name: "Delete" }).click();
    await expect(page.getByText("2 moved to the trash.").first()).toBeVisible();
    await expect(row(page, "talk-00001.mp3")).toHaveCount(0);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(row(page, "talk-00001.mp3")).toBeVisible();
  });

  test("no page is wider than a small phone, however long a name is", async ({ page, trax }) => {
    const name = `${"a-name-without-a-space-".repeat(6)}.ogg`;
    const { batchId } = await submitFiles(trax.url, [goodFile(name)]);
    ids[name] = batchId;
    await page.setViewportSize({ width: 320, height: 700 });
    for (const [path, shown] of [
      ["/", "Recent transcripts"],
      ["/queue", name],
      ["/batches", "a-name-without"],
      [`/batches/${batchId}`, name],
      ["/transcripts", "a-name-without"],
      ["/workers", "I/O slots"],
      ["/settings", "This Trax"],
    ] as const) {
      await page.goto(path);
      await expect(page.getByText(shown).last()).toBeVisible();
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width, path).toBeLessThanOrEqual(320);
    }
  });
});
