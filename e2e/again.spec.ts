import { goodFile } from "./fixtures/recordings";
import { expect, test } from "./test";
import { editLastLine, openReadyTranscript } from "./transcript-page";
import { withDatabase } from "./with-database";

test("a recording is transcribed again, and what was corrected is still there", async ({ page, trax }) => {
  await openReadyTranscript(page, goodFile("heard-anew.ogg"));
  const documentId = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  await editLastLine(page, "and so, my fellow Atlanteans, ask what you can do");
  await expect(page.getByText("All changes saved")).toBeVisible();

  await page.getByRole("button", { name: "Transcribe again" }).click();
  const dialog = page.getByRole("dialog", { name: "Transcribe again" });
  await expect(dialog).toContainText("Your corrections are then carried over");
  await dialog.getByRole("radio", { name: /tiny/i }).click();
  if (process.env.TRAX_SHOTS) await page.screenshot({ path: `${process.env.TRAX_SHOTS}/again-dialog.png` });
  await dialog.getByRole("button", { name: "Transcribe again" }).click();
  await expect(dialog).toBeHidden();

  // The new text arrives in the open page.
  await expect(page.getByText(/moonshine-tiny/).first()).toBeVisible({ timeout: 90_000 });
  const lines = page.getByRole("list", { name: "Lines" });
  await expect(lines.getByText("fellow Atlanteans")).toBeVisible();
  await page.reload();
  await expect(lines.getByText("fellow Atlanteans")).toBeVisible();
  await page.goto(`${page.url()}/versions`);
  await expect(page.getByText("Transcribed again, with the edits carried over").first()).toBeVisible();
  await expect(page.locator("ins").first()).toContainText("Atlanteans");

  // What could not be carried is asked about until it was looked at.
  await withDatabase(trax.home, (client) =>
    client.query(
      `insert into transcript_comments (document_id, owner_id, kind, start_ms, end_ms, quote, text)
       values ($1, 1, 'carry', 500, 900, 'old continent', 'Atlantis')`,
      [documentId],
    ),
  );
  await page.goto(`/transcripts/${documentId}`);
  const notice = page.getByText("One of your corrections has no sure place in the new text");
  await expect(notice).toBeVisible();
  await page.getByRole("button", { name: "Show" }).click();
  const comments = page.getByRole("list", { name: "Comments" });
  await expect(comments).toContainText("Could not be carried");
  await expect(comments).toContainText("Atlantis");
  if (process.env.TRAX_SHOTS)
    await page.screenshot({ path: `${process.env.TRAX_SHOTS}/again-uncarried.png` });
  await comments.getByRole("button", { name: "Resolve" }).click();
  await expect(notice).toBeHidden();
});
