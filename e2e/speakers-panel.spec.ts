import type { Page } from "@playwright/test";
import { dialogueFile } from "./fixtures/recordings";
import { insertDocument, insertLines, insertManyWords } from "./insert-document";
import { expect, test } from "./test";
import { openReadyTranscript } from "./transcript-page";
import { withDatabase } from "./with-database";

const lines = (page: Page) => page.getByRole("list", { name: "Lines" }).locator("[data-segment-id]");
const panel = (page: Page) => page.getByRole("region", { name: "Speakers", exact: true });
const strip = (page: Page, name: string) => page.getByRole("slider", { name: `Turns of ${name}` });
const said = (page: Page, name: string) =>
  page.getByRole("button", { name: `Speaker: ${name}`, exact: true });

/** In milliseconds. */
const playhead = (page: Page) =>
  page
    .locator("audio, video")
    .evaluate((media) => Math.round((media as HTMLMediaElement).currentTime * 1_000));

test("who speaks when is a picture to go by, and lines from one on get another speaker", async ({ page }) => {
  test.setTimeout(300_000);
  await openReadyTranscript(page, dialogueFile("panel.ogg"), { patienceMs: 150_000 });
  const count = await lines(page).count();
  await lines(page).first().focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Control+Alt+s");
  await page.getByRole("combobox", { name: /^Speaker of/ }).fill("Anna");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");

  // From the fourth line on somebody else speaks, and from the one after that Anna again.
  await lines(page).nth(3).focus();
  await page.keyboard.press("Control+Alt+n");
  await expect(
    page.getByText(`${count - 3} lines from here on now are “Speaker 1”.`, { exact: true }),
  ).toBeVisible();
  await expect(said(page, "Speaker 1")).toHaveCount(count - 3);
  await page.getByRole("button", { name: "Undo" }).last().click();
  await expect(said(page, "Anna")).toHaveCount(count);
  await lines(page).nth(3).focus();
  await page.keyboard.press("Control+Alt+n");
  await expect(said(page, "Speaker 1")).toHaveCount(count - 3);
  await lines(page).nth(4).focus();
  await page.keyboard.press("Control+Alt+s");
  await page.getByRole("radio", { name: /^From here on, \d+ of Speaker 1/ }).check();
  await page.getByRole("combobox", { name: /^Speaker of/ }).focus();
  await page.keyboard.type("ann");
  await page.keyboard.press("Enter");
  await expect(said(page, "Speaker 1")).toHaveCount(1);
  await expect(said(page, "Anna")).toHaveCount(count - 1);

  // From turn to turn by keys.
  await lines(page).first().focus();
  await page.keyboard.press("Alt+ArrowDown");
  await expect(lines(page).nth(3)).toBeFocused();
  await page.keyboard.press("Alt+ArrowDown");
  await expect(lines(page).nth(4)).toBeFocused();
  await page.keyboard.press("Alt+ArrowUp");
  await expect(lines(page).nth(3)).toBeFocused();

  await page.keyboard.press("F2");
  await expect(panel(page).getByText(/^1 line, /)).toBeVisible();
  const figures = panel(page).getByRole("table").getByRole("row", { name: /Anna/ });
  await expect(figures.getByRole("cell").nth(2)).toHaveText("2");
  await expect(figures.getByRole("cell").nth(3)).toHaveText(/^\d{2,3}$/);

  const anna = strip(page, "Anna");
  await anna.focus();
  await page.keyboard.press("End");
  await expect(anna).toHaveAttribute("aria-valuetext", /^Turn 2 of 2, /);
  const secondMs = await playhead(page);
  await page.keyboard.press("ArrowLeft");
  await expect(anna).toHaveAttribute("aria-valuetext", /^Turn 1 of 2, 0:00 to /);
  await strip(page, "Speaker 1").focus();
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => playhead(page)).toBeGreaterThan(3_000);
  expect(await playhead(page)).toBeLessThan(secondMs);
  // A press into the middle of the long turn goes there.
  const box = await anna.boundingBox();
  await anna.click({ position: { x: (box?.width ?? 0) * 0.75, y: 5 } });
  await expect.poll(() => playhead(page)).toBeGreaterThan(40_000);
});

test("the panel opens at once on 100,000 words", { tag: "@long" }, async ({ page, trax }) => {
  const documentId = await insertDocument(trax.home, "Long day");
  await insertManyWords(trax.home, documentId, { lines: 8_000, wordsALine: 13 });
  await withDatabase(trax.home, async (pool) => {
    await pool.query(
      "insert into transcript_speakers (document_id, label) select $1, 'Guest ' || i from generate_series(1, 6) i",
      [documentId],
    );
    await pool.query(
      `update transcript_segments s set speaker_id = p.id
       from (select id, row_number() over (order by label) - 1 as at from transcript_speakers where document_id = $1) p
       where s.document_id = $1 and p.at = (s.position::int / 3) % 6`,
      [documentId],
    );
  });
  await page.goto(`/transcripts/${documentId}`);
  await expect(lines(page).first()).toBeVisible();
  await page.keyboard.press("F2");
  await expect(panel(page).getByRole("table").getByRole("row")).toHaveCount(7);
  await page.keyboard.press("Escape");
  const tookMs = await page.evaluate(async () => {
    const startMs = performance.now();
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "F2", code: "F2", bubbles: true }));
    while (!document.querySelector("[data-panel] table")) await new Promise(requestAnimationFrame);
    return performance.now() - startMs;
  });
  expect(tookMs).toBeLessThan(1_000);
  await expect(strip(page, "Guest 3")).toHaveAttribute("aria-valuemax", /^44\d$/);
});

test("where several were heard at once is marked on the strip of each", async ({ page, trax }) => {
  const documentId = await insertDocument(trax.home, "All at once");
  await insertLines(trax.home, documentId, ["I say this.", "And I say that.", "So it is."], {
    hasWords: true,
  });
  await withDatabase(trax.home, async (pool) => {
    const { rows } = await pool.query<{ id: string; label: string }>(
      "insert into transcript_speakers (document_id, label) values ($1, 'Anna'), ($1, 'Ben'), ($1, 'Cleo') returning id, label",
      [documentId],
    );
    await pool.query(
      `update transcript_segments s set speaker_id = p.id from transcript_speakers p
       where s.document_id = $1 and p.document_id = $1
         and p.label = (array['Anna', 'Ben', 'Cleo'])[s.position::int]`,
      [documentId],
    );
    const turn = (label: string, start: number, end: number, overlaps: boolean) => ({
      ...{ speaker: label, start, end, overlaps, confidence: 0.9, profileId: null },
    });
    const content = {
      model: "test",
      turns: [
        turn("Anna", 0, 2, false),
        turn("Anna", 2, 2.9, true),
        turn("Ben", 2, 2.9, true),
        turn("Ben", 3, 5.9, false),
        turn("Cleo", 6, 8.9, false),
      ],
      voices: rows.map(({ id, label }) => ({ speaker: label, speakerId: id, seconds: 3, pitchHz: null })),
    };
    await pool.query(
      `with result as (
         insert into transcription_results (diarization_content, speaker_count) values ($2::jsonb, 3) returning id)
       update transcript_documents set current_result_id = (select id from result) where id = $1`,
      [documentId, JSON.stringify(content)],
    );
  });
  await page.goto(`/transcripts/${documentId}`);
  await expect(lines(page).first()).toBeVisible();
  await page.keyboard.press("F2");
  await expect(panel(page).getByText("Several people speak at once", { exact: true })).toBeVisible();
  await expect(strip(page, "Anna").locator("[data-overlaps]")).toHaveCount(1);
  await expect(strip(page, "Ben").locator("[data-overlaps]")).toHaveCount(1);
  await expect(strip(page, "Cleo").locator("[data-overlaps]")).toHaveCount(0);
});
