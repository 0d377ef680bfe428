import type { Page } from "@playwright/test";
import { createApiClient } from "./api-client";
import { goodFile } from "./fixtures/recordings";
import { expect, test } from "./test";
import { editLastLine, openReadyTranscript } from "./transcript-page";

const panel = (page: Page) => page.getByRole("region", { name: "Enhancement", exact: true });
const lines = (page: Page) => page.getByRole("list", { name: "Lines" }).locator("[data-segment-id]");
const textOf = async (page: Page) => (await lines(page).allInnerTexts()).join(" ").replace(/\s+/g, " ");
const changes = (page: Page) =>
  panel(page).getByRole("list", { name: "Changes", exact: true }).getByRole("listitem");

test("a text is enhanced by rules, each change is shown and taken back, and a person's words stay", async ({
  page,
  trax,
}) => {
  test.setTimeout(240_000);
  await openReadyTranscript(page, goodFile("enhanced.ogg"));
  // Known only after it was heard, so that the enhancement has something to put right.
  const api = createApiClient(trax.url);
  await api.vocabulary.add.mutate({ terms: [{ text: "Stationhaus", soundsLike: ["station"] }] });
  await editLastLine(page, "and this I wrote myself, um");
  await expect(page.getByText("All changes saved")).toBeVisible();
  const machine = await textOf(page);

  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+F2");
  await expect(panel(page).getByRole("radio", { name: /^Rules of this machine/ })).toBeChecked();
  await expect(panel(page).getByRole("radio", { name: /^A language model/ })).toBeDisabled();
  await panel(page).getByRole("button", { name: "Enhance the text" }).click();
  await expect(panel(page).getByText(/^By rules, as/)).toBeVisible({ timeout: 60_000 });
  const first = changes(page).first();
  await expect(first).toBeVisible();
  await expect.poll(() => textOf(page)).toContain("and this I wrote myself, um");
  await expect.poll(() => textOf(page)).toContain("Stationhaus");
  const enhanced = await textOf(page);
  expect(enhanced).not.toBe(machine);

  // One back, and made again.
  await first.getByRole("button", { name: /^Undo/ }).click();
  await expect(first.getByRole("button", { name: /^Make again/ })).toBeVisible({ timeout: 60_000 });
  await expect.poll(() => textOf(page)).not.toBe(enhanced);
  await first.getByRole("button", { name: /^Make again/ }).click();
  await expect.poll(() => textOf(page)).toBe(enhanced);
  await expect(first.getByText("kept")).toBeVisible({ timeout: 60_000 });

  // All of a kind back, and nothing of the person's text with it.
  for (const kind of await panel(page)
    .getByRole("button", { name: /^Undo all of/ })
    .all())
    await kind.click();
  await expect(panel(page).getByRole("button", { name: /^Undo all of/ })).toHaveCount(0, { timeout: 60_000 });
  await expect.poll(() => textOf(page)).toContain("and this I wrote myself, um");

  // It is there after a reload.
  await page.reload();
  await page.keyboard.press("Control+F2");
  await expect(
    panel(page)
      .getByRole("button", { name: /^Make again all of/ })
      .first(),
  ).toBeVisible();
});

test("kinds of text are changed, led back, and of one's own; terms come out of a file", {
  tag: "@long",
}, async ({ page }) => {
  await page.goto("/settings");
  const kinds = page.getByRole("region", { name: "Kinds of text" });
  await kinds.getByRole("button", { name: "legal" }).click();
  await kinds.getByRole("textbox", { name: /^Instructions/ }).fill("As the court writes it.");
  await kinds.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved “legal”.", { exact: true })).toBeVisible();
  await kinds.getByRole("button", { name: "Have legal as it came" }).click();
  await expect(kinds.getByRole("button", { name: "Have legal as it came" })).toHaveCount(0);

  await kinds.getByRole("button", { name: "Add a kind of text" }).click();
  await kinds.getByRole("textbox", { name: "Name" }).fill("city council");
  await kinds.getByRole("button", { name: "Save" }).click();
  await expect(kinds.getByRole("button", { name: /^city council/ })).toBeVisible();
  await kinds.getByRole("button", { name: "Remove city council" }).click();
  await expect(kinds.getByRole("button", { name: /^city council/ })).toHaveCount(0);

  const terms = page.getByRole("region", { name: "Names and terms" });
  await terms.getByLabel("File of terms").setInputFiles({
    name: "terms.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("term,sounds like\nZwolle,swollen\n"),
  });
  await expect(terms.getByText("Zwolle")).toBeVisible();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    terms.getByRole("button", { name: "Save as CSV" }).click(),
  ]);
  expect(file.suggestedFilename()).toBe("glossary.csv");
  await terms.getByRole("button", { name: "Remove Zwolle" }).click();
});
