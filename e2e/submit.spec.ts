import type { Page } from "@playwright/test";
import { createApiClient, getBatchWithSources } from "./api-client";
import { chooseFiles } from "./choose-files";
import { goodFile, longFile } from "./fixtures/recordings";
import { expect, test } from "./test";
import { words } from "./transcript-page";

const isDone = { timeout: 60_000 };

/** A recording that no other test submits: an MP3 reader skips what follows its last frame. */
async function ownFile(name: string) {
  const file = await longFile(1, name);
  return { ...file, buffer: Buffer.concat([file.buffer, Buffer.from(`${name} ${Math.random()}`)]) };
}

/** Shows what the page would have the browser show. */
async function recordNotifications(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const shown: { title: string; body: string | undefined }[] = [];
    class Recorded {
      static permission = "granted";
      static requestPermission = async () => "granted";
      onclick: (() => void) | null = null;
      constructor(title: string, options: NotificationOptions) {
        shown.push({ title, body: options.body });
        Object.assign(window, { lastNotification: this });
      }
      close() {}
    }
    Object.assign(window, { Notification: Recorded, shownNotifications: shown });
  });
}
const listShown = (page: Page) =>
  page.evaluate(() => (window as unknown as { shownNotifications: { title: string }[] }).shownNotifications);

test.describe("A file that was transcribed before", () => {
  test.use({ knowsRepeats: true });

  test("is offered as it is or to be transcribed again, and both work", async ({ page, trax }) => {
    const api = createApiClient(trax.url);
    const file = await ownFile("repeated.mp3");
    await chooseFiles(page, file);
    await expect(page.getByRole("article", { name: "repeated" })).toContainText("Done", isDone);

    const dialog = page.getByRole("dialog", { name: "You have transcribed this before" });
    await chooseFiles(page, { ...file, name: "other name.mp3" });
    await expect(dialog).toContainText("as “repeated”");
    await dialog.getByRole("button", { name: "Open the existing one" }).click();
    await expect(page).toHaveURL(/\/transcripts\//);
    await expect(words(page).first()).toBeVisible();
    expect((await api.transcripts.list.query({ filter: "other name" })).documents).toEqual([]);

    await chooseFiles(page, { ...file, name: "again.mp3" });
    await dialog.getByRole("radio", { name: "Transcribe again" }).click();
    await dialog.getByRole("button", { name: "Add 1 file" }).click();
    await expect(page.getByRole("article", { name: "again" })).toContainText("Done", isDone);
    expect((await api.transcripts.list.query({ filter: "again" })).documents).toHaveLength(1);
  });

  test("leaves the rest of the submission alone, and one that is there twice is added once", {
    tag: "@long",
  }, async ({ page, trax }) => {
    const api = createApiClient(trax.url);
    const fresh = await ownFile("twin one.mp3");
    await chooseFiles(page, [fresh, { ...fresh, name: "twin two.mp3" }, await ownFile("third.mp3")]);
    const dialog = page.getByRole("dialog");
    await expect(dialog).toContainText("twin two.mp3");
    await expect(dialog).not.toContainText("twin one.mp3");
    await page.keyboard.press("Escape");
    await expect(page.getByRole("article", { name: /^twin one and/ })).toContainText("twin one.mp3");
    const { batches } = await api.batches.list.query({});
    const batch = await getBatchWithSources(api, batches[0]?.id ?? "");
    const names = batch.sources.map(({ fileName }) => fileName);
    expect(names).toContain("twin one.mp3");
    expect(names).not.toContain("twin two.mp3");
  });

  test("and was cancelled goes on where it stopped", { tag: "@long" }, async ({ page, trax }) => {
    const api = createApiClient(trax.url);
    const base = await longFile(8, "stopped.mp3");
    await chooseFiles(page, base);
    const card = page.getByRole("article", { name: "stopped" });
    await expect(card).toContainText("Transcribing", isDone);
    await card.getByRole("button", { name: "Cancel" }).click();
    await expect(card).toContainText("Cancelled");
    const { batches: before } = await api.batches.list.query({});

    await chooseFiles(page, base);
    const dialog = page.getByRole("dialog", { name: "You have transcribed this before" });
    await dialog.getByRole("button", { name: "Go on where it stopped" }).click();
    await expect(page).toHaveURL(/\/transcripts\//);
    const { batches: after } = await api.batches.list.query({});
    expect(after).toHaveLength(before.length);
    expect(["pending", "running", "completed"]).toContain(after[0]?.status);
    await api.batches.cancel.mutate({ batchId: after[0]?.id ?? "" });
  });
});

test("limits are chosen at submission, remembered, and bound what the batch takes", async ({
  page,
  trax,
}) => {
  const api = createApiClient(trax.url);
  await page.goto("/");
  await page.getByRole("button", { name: "More options" }).click();
  await page.getByLabel("Files at once").fill("3");
  await page.getByLabel("Retries").fill("0");
  await page.getByLabel("Processor").fill("400");
  await expect(page.getByLabel("Processor")).toHaveAttribute("aria-invalid", "true");
  await chooseFiles(page, goodFile("limited.ogg"));
  await expect(page.getByRole("article", { name: "limited" })).toBeVisible();
  await expect(page.getByRole("button", { name: "More options (2 changed)" })).toBeVisible();
  const { batches } = await api.batches.list.query({});
  expect(await api.batches.limits.query({ batchId: batches[0]?.id ?? "" })).toMatchObject({
    workerCount: 3,
    maxRetries: 0,
    cpuLimitPercent: 90,
  });
});

test("the end of a batch is told once, by one of several tabs, to whoever looks elsewhere", {
  tag: "@long",
}, async ({ page, context, trax }) => {
  const api = createApiClient(trax.url);
  await context.grantPermissions(["notifications"]);
  const second = await context.newPage();
  for (const each of [page, second]) await recordNotifications(each);
  await page.goto("/settings");
  await page.getByRole("button", { name: "Tell me when a batch ends" }).click();
  await expect(page.getByRole("button", { name: "You are told when a batch ends" })).toBeVisible();
  await second.goto("/transcripts");
  // The choice outlives a reload.
  await page.reload();
  await expect(page.getByRole("button", { name: "You are told when a batch ends" })).toBeVisible();

  const third = await context.newPage();
  await chooseFiles(third, goodFile("told.ogg"));
  await expect(third.getByRole("link", { name: "told.ogg" }).first()).toBeVisible();
  const { batches } = await api.batches.list.query({});
  await expect
    .poll(async () => (await api.batches.get.query({ batchId: batches[0]?.id ?? "" })).status, isDone)
    .not.toBe("pending");
  await third.goto("/transcripts");
  // A batch of the test before may end in the meantime.
  const ofThis = async (tab: Page) => (await listShown(tab)).filter(({ title }) => title.startsWith("told"));
  const shown = async () => [...(await ofThis(page)), ...(await ofThis(second))];
  await expect.poll(async () => (await shown()).map(({ title }) => title), isDone).toEqual(["told is done"]);
  await page.waitForTimeout(7_000);
  expect(await shown()).toHaveLength(1);

  const teller = (await ofThis(page)).length > 0 ? page : second;
  await teller.evaluate(() =>
    (window as unknown as { lastNotification: { onclick: () => void } }).lastNotification.onclick(),
  );
  await expect(teller).toHaveURL(`/batches/${batches[0]?.id}`);
});

test("workers are listed with what they have and what they do", { tag: "@long" }, async ({ page }) => {
  await page.goto("/settings");
  await page.getByRole("link", { name: "Workers" }).click();
  await expect(page.getByRole("heading", { name: "Workers" })).toBeVisible();
  // Workers of before, stopped since, are listed too.
  const atWork = page.getByRole("listitem").filter({ hasText: "Heard of just now" }).first();
  await expect(atWork).toBeVisible();
  await expect(atWork).toContainText(/engine slots? · 4 I\/O slots/);
});
