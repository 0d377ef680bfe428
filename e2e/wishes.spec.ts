import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createApiClient } from "./api-client";
import { fixturePath } from "./fixtures/fixture-path";
import { goodFile } from "./fixtures/recordings";
import { expect, test } from "./test";
import { words } from "./transcript-page";
import { startTrax } from "./trax-server";

const isDone = { timeout: 60_000 };

test("what is known of the recordings is said once, remembered, shown, and downloads are there with the text", async ({
  page,
  trax,
}) => {
  const api = createApiClient(trax.url);
  await page.goto("/");
  await page.getByRole("button", { name: "More options" }).click();
  await page.getByLabel("Name of the batch").fill("Evening news");
  await page.getByLabel("Domain").fill("News");
  const speakers = page.getByLabel("Speakers");
  await speakers.fill("4-2");
  await expect(speakers).toHaveAttribute("aria-invalid", "true");
  await speakers.fill("2-4");
  await expect(page.getByLabel("Pipeline").getByRole("option", { name: "v2" })).toBeEnabled();
  await page.getByLabel("Pipeline").selectOption("v3");
  await expect(page.getByLabel("Second hearing by")).toBeVisible();
  await page.getByRole("checkbox", { name: "Subtitles (SRT)", exact: true }).check();
  await expect(page.getByRole("button", { name: "More options (4 changed)" })).toBeVisible();

  await page.reload();
  await page.getByRole("button", { name: "More options (4 changed)" }).click();
  await expect(page.getByLabel("Domain")).toHaveValue("news");
  await page.getByLabel("Name of the batch").fill("Evening news");
  await page.getByLabel("Choose files").setInputFiles(goodFile("evening.ogg"));
  await expect(page.getByRole("article", { name: "Evening news" })).toContainText("Done", isDone);
  await page.getByRole("link", { name: "evening.ogg" }).first().click();
  await expect(words(page).first()).toBeVisible(isDone);
  await expect(page.getByText("pipeline v3, news, 2 to 4 speakers expected")).toBeVisible(isDone);
  await page.getByRole("button", { name: "Download" }).click();
  const made = page.getByRole("menuitem", { name: /^srt, / });
  await expect(made).toHaveCount(1, isDone);
  const downloading = page.waitForEvent("download");
  await made.click();
  expect((await downloading).suggestedFilename()).toBe("evening.srt");

  await page.goto("/");
  await page.getByRole("button", { name: "Back to the defaults" }).click();
  await expect(page.getByRole("button", { name: "More options", exact: true })).toBeVisible();
  const { batches } = await api.batches.list.query({});
  expect((await api.batches.get.query({ batchId: batches[0]?.id ?? "" })).settings).toMatchObject({
    ...{ domain: "news", speakersExpected: { min: 2, max: 4 }, pipelineVersion: "v3" },
    exportsWanted: ["srt"],
  });
});

test("recordings put into the watched folder become a batch, each once, though the worker is killed", {
  tag: "@long",
}, async ({ page }) => {
  test.setTimeout(240_000);
  const folder = await mkdtemp(path.join(tmpdir(), "trax-watched-"));
  const env = { TRAX_WATCH_FOLDER: folder, TRAX_WATCH_SETTLE_SECONDS: "1" };
  const trax = await startTrax({ env });
  try {
    const api = createApiClient(trax.url);
    await mkdir(path.join(folder, "below"));
    const recordings = ["station.ogg", "island.mp3", "garden.mp4"];
    for (const name of recordings) await copyFile(fixturePath(name), path.join(folder, "below", name));
    const list = async () => (await api.transcripts.list.query({})).documents;
    // In the middle of whatever it does when the first is there.
    await expect.poll(async () => (await list()).length, { ...isDone, intervals: [20] }).toBeGreaterThan(0);
    const worker = trax.processes().find(({ command }) => /trax worker|worker\.[jt]s/.test(command));
    process.kill(worker?.pid ?? Number.NaN, "SIGKILL");
    const listDone = async () => (await api.batches.list.query({ status: "completed" })).batches;
    await expect
      .poll(async () => (await listDone()).map(({ totalFiles }) => totalFiles), { timeout: 120_000 })
      .toEqual([3]);
    expect(await list()).toHaveLength(3);

    await page.goto(`${trax.url}/settings`);
    await expect(page.getByText(folder).first()).toBeVisible();
    await expect(page.getByRole("heading", { name: "Watched folder" })).toBeVisible();
  } finally {
    // A page that still listens would tell that the server went away.
    await page.goto("about:blank");
    await trax.stop();
    await trax.cleanUp();
    await rm(folder, { recursive: true, force: true });
  }
});
