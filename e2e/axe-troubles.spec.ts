import type { Page } from "@playwright/test";
import { createApiClient } from "./api-client";
import { firstLook, listFaultsInLooks, takeOn } from "./axe-faults";
import { goodFile } from "./fixtures/recordings";
import { expect, test } from "./test";
import { editLastLine, openReadyTranscript, words } from "./transcript-page";
import { withDatabase } from "./with-database";

// What the page asks is refused on purpose.
test.use({ allowedErrors: /ERR_FAILED|Failed to fetch|Failed to load resource/ });

const lines = /\/api\/trpc\/[^?]*transcripts\.(?:comments|heads)/;
const saves = "**/api/trpc/transcripts.applyEdits*";

test("axe finds nothing while a transcript loads, and where it went wrong", { tag: "@long" }, async ({
  page,
  trax,
  context,
}) => {
  test.setTimeout(400_000);
  const api = createApiClient(trax.url);
  await openReadyTranscript(page, goodFile("troubled.ogg"));
  page.on("dialog", (dialog) => void dialog.accept().catch(() => {}));
  const documentId = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  const faults: string[] = [];
  const look = async (state: string) => faults.push(...(await listFaultsInLooks(page, state)));

  await page.route(lines, () => {});
  await openAgain(page);
  await expect(words(page).first()).toBeVisible();
  await look("loading");
  await page.unrouteAll({ behavior: "ignoreErrors" });

  await page.route(lines, (route) => route.abort());
  await openAgain(page);
  await expect(page.getByRole("button", { name: "Try again" })).toBeVisible({ timeout: 60_000 });
  await look("not loaded");
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(words(page).first()).toBeVisible();

  await page.route(saves, (route) => route.abort());
  await editLastLine(page, "This never arrives, for now.");
  await expect(page.getByText("Not saved:")).toBeVisible();
  await look("not saved");

  await takeOn(page, firstLook);
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(words(other).first()).toBeVisible();
  await editLastLine(other, "Somebody else was faster.");
  await expect(other.getByText("All changes saved")).toBeVisible();
  await other.close();
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await expect(page.getByRole("button", { name: "Keep mine" })).toBeVisible({ timeout: 30_000 });
  await look("conflict");
  await page.getByRole("button", { name: "Keep mine" }).click();
  await expect(page.getByText("All changes saved")).toBeVisible();

  await withDatabase(trax.home, (pool) =>
    pool.query(
      `insert into transcript_comments (document_id, owner_id, kind, start_ms, end_ms, quote, text)
       values ($1, 1, 'carry', 500, 900, 'old continent', 'Atlantis')`,
      [documentId],
    ),
  );
  await api.queue.pause.mutate({});
  try {
    const { batchId } = await api.batches.transcribeAgain.mutate({ documentId });
    await openAgain(page);
    await expect(page.getByText("One of your corrections has no sure place in the new text")).toBeVisible();
    await look("transcribed again, waiting");
    await withDatabase(trax.home, async (pool) => {
      await pool.query("update batch_items set status = 'running' where batch_job_id = $1", [batchId]);
      await pool.query(
        `update batch_items set status = 'failed', completed_at = now() at time zone 'utc',
           error_code = 'ENGINE_CRASHED' where batch_job_id = $1`,
        [batchId],
      );
    });
    await openAgain(page);
    await expect(page.getByText("The new transcription failed; your text is as it was.")).toBeVisible();
    await look("transcribed again, failed");
  } finally {
    await api.queue.resume.mutate();
  }
  expect(faults).toEqual([]);
});

test.describe("A page that comes late or cannot be drawn, and a search", () => {
  // React tells of what it could not draw, in its own words.
  test.use({ allowedErrors: /ERR_|Failed to fetch|TypeError|flatMap|Minified React error/ });

  test("axe finds nothing on them", { tag: "@long" }, async ({ page }) => {
    test.setTimeout(240_000);
    await openReadyTranscript(page, goodFile("late.ogg"));
    await page.goto("/queue");
    // What a link needs to show at once has been fetched ahead by then.
    await page.waitForLoadState("networkidle");
    const later = /[?&]_rsc=/;
    await page.route(later, () => {});
    await page.getByRole("link", { name: "Settings" }).click();
    await expect(page.getByText("Loading…").first()).toBeAttached();
    const faults = await listFaultsInLooks(page, "a page that comes late");
    await page.unrouteAll({ behavior: "ignoreErrors" });

    await takeOn(page, firstLook);
    await page.goto("/transcripts?q=morning");
    await expect(page.getByRole("list", { name: "Spoken" })).toBeVisible();
    faults.push(...(await listFaultsInLooks(page, "words that were found")));
    await takeOn(page, firstLook);
    await page.goto("/transcripts?q=zzzz");
    await expect(page.getByText("Nothing has “zzzz”")).toBeVisible();
    faults.push(...(await listFaultsInLooks(page, "nothing was found")));
    await takeOn(page, firstLook);
    await page.route("**/api/trpc/*search.library*", (route) => route.abort());
    await page.getByRole("searchbox").first().fill("morning again");
    await expect(page.getByText("Trax does not answer.").first()).toBeVisible({ timeout: 60_000 });
    faults.push(...(await listFaultsInLooks(page, "the search failed")));
    await page.unrouteAll({ behavior: "ignoreErrors" });

    await takeOn(page, firstLook);
    await page.goto("/transcripts");
    await page.route("**/api/trpc/*transcripts.list*", (route) =>
      route.fulfill({ json: [{ result: { data: { json: { documents: null } } } }] }),
    );
    await page.getByRole("searchbox").first().fill("station");
    await expect(page.getByRole("heading", { name: "This page could not be shown" }).first()).toBeAttached();
    faults.push(...(await listFaultsInLooks(page, "a page that cannot be drawn")));
    expect(faults).toEqual([]);
  });
});

async function openAgain(page: Page): Promise<void> {
  await takeOn(page, firstLook);
  await page.reload();
  await expect(page.getByRole("button", { name: "Transcribe again" })).toBeVisible();
}
