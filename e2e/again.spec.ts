import type { Page } from "@playwright/test";
import { createApiClient } from "./api-client";
import { goodFile } from "./fixtures/recordings";
import { expect, test } from "./test";
import { editLastLine, openReadyTranscript } from "./transcript-page";
import { withDatabase } from "./with-database";

/** For a look: light and dark, wide and narrow. */
async function shoot(page: Page, name: string): Promise<void> {
  const dir = process.env.TRAX_SHOTS;
  if (!dir) return;
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 720 });
      await page.screenshot({ path: `${dir}/${name}-${colorScheme}-${width}.png` });
    }
  }
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize({ width: 1280, height: 720 });
}

test("a recording is transcribed again, and what was corrected is still there", { tag: "@long" }, async ({
  page,
  trax,
}) => {
  await openReadyTranscript(page, goodFile("heard-anew.ogg"));
  const documentId = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  await editLastLine(page, "and so, my fellow Atlanteans, ask what you can do");
  await expect(page.getByText("All changes saved")).toBeVisible();

  // How good the machine's text is: estimated at first, measured once somebody says what was said.
  await page.getByRole("button", { name: "Quality", exact: true }).click();
  const quality = page.getByRole("region", { name: "Quality" });
  await expect(quality).toContainText(/About \d+ in 100 words right/);
  await expect(quality).toContainText(/Between \d+ and \d+/);
  await expect(quality).toContainText("dB above the noise");
  await shoot(page, "quality-estimated");
  await quality.getByRole("button", { name: "I have corrected all of it" }).click();
  await expect(quality).toContainText("Measured against your text as you marked it corrected");
  const errors = quality.getByRole("list", { name: "Commonest errors" });
  await expect(errors).toContainText("atlanteans");
  await errors
    .getByRole("button", { name: /^Play at/ })
    .first()
    .focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Pause" })).toBeVisible();
  await shoot(page, "quality-corrected");

  await quality.getByRole("button", { name: "Compare with a reference" }).click();
  const reference = page.getByRole("dialog", { name: "Compare with a reference" });
  const compare = reference.getByRole("button", { name: "Compare", exact: true });
  await reference.getByLabel("Text file").setInputFiles({
    name: "said.txt",
    mimeType: "text/plain",
    buffer: Buffer.from([0x52, 0xff, 0x00, 0xfe]),
  });
  await expect(reference).toContainText("said.txt is no plain text");
  await expect(compare).toBeDisabled();
  await reference.getByLabel("Text file").setInputFiles({
    name: "said.txt",
    mimeType: "text/plain",
    buffer: Buffer.from("And so, my fellow Americans, ask not what your country can do for you."),
  });
  await shoot(page, "quality-reference");
  await compare.click();
  await expect(quality).toContainText("Measured against your reference");
  await expect(page.getByRole("button", { name: /^Measured accuracy/ })).toBeVisible();
  await shoot(page, "quality-measured");

  await page.getByRole("button", { name: "Transcribe again" }).click();
  const dialog = page.getByRole("dialog", { name: "Transcribe again" });
  await expect(dialog).toContainText("Your corrections are then carried over");
  await dialog.getByRole("radio", { name: /tiny/i }).click();
  if (process.env.TRAX_SHOTS) await page.screenshot({ path: `${process.env.TRAX_SHOTS}/again-dialog.png` });
  await dialog.getByRole("button", { name: "Transcribe again" }).click();
  await expect(dialog).toBeHidden();

  // The new text arrives in the open page.
  await expect(page.getByText(/moonshine-tiny/).first()).toBeVisible({ timeout: 90_000 });
  // It is measured without being asked.
  const { rows } = await createApiClient(trax.url).quality.table.query();
  expect(rows).toContainEqual(expect.objectContaining({ engine: "moonshine-tiny" }));
  await expect(quality).toContainText("Measured against your reference");
  await quality.getByRole("button", { name: "Take the reference away" }).click();
  await expect(quality).toContainText("Measured against your text as you marked it corrected");
  await quality.getByRole("button", { name: "It is not all corrected" }).click();
  await expect(quality).toContainText(/About \d+ in 100 words right/);
  await quality.getByRole("button", { name: "Compare with a reference" }).click();
  await reference.getByRole("textbox").fill("And so my fellow Americans");
  await compare.click();
  await expect(quality).toContainText("Error rate");
  await quality.getByRole("link", { name: "Everything that was measured" }).click();
  await expect(page.getByRole("row", { name: /moonshine-tiny/ })).toContainText("%");
  await shoot(page, "quality-table");
  await page.goBack();

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

  // Only one line is heard anew, and what was corrected is there still.
  await lines.getByRole("listitem").first().click();
  await page.keyboard.press("Shift+Space");
  const chosen = page.getByRole("toolbar", { name: "Lines chosen" });
  await shoot(page, "again-line-bar");
  await chosen.getByRole("button", { name: "Transcribe again…" }).click();
  const ofLine = page.getByRole("dialog", { name: "Transcribe lines again" });
  await expect(ofLine).toContainText(/1 line, 0:0\d to 0:\d\d/);
  await expect(ofLine).not.toContainText("Pipeline");
  await ofLine.getByRole("radio", { name: /base/i }).click();
  await shoot(page, "again-line-dialog");
  await page.keyboard.press("Escape");
  await expect(lines.getByRole("listitem").first()).toBeFocused();
  await page.keyboard.press("Shift+F10");
  await page.getByRole("menuitem", { name: "Transcribe the line again…" }).click();
  await ofLine.getByRole("button", { name: "Transcribe again" }).click();
  await expect(ofLine).toBeHidden();
  await expect(page.getByText(/moonshine-base from 0:0\d to 0:\d\d/)).toBeVisible({ timeout: 60_000 });
  await expect(lines.getByText("fellow Atlanteans")).toBeVisible();
  await shoot(page, "again-line-done");
});
