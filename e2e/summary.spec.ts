import { threeSubjects } from "@/core/summary/test-data/three-subjects";
import { listFaultsInLooks } from "./axe-faults";
import { insertDocument, insertLines } from "./insert-document";
import { expect, test } from "./test";

test("a transcript is summed up on this machine, statements and chapters lead to their places, and it goes out as text", async ({
  page,
  context,
  trax,
}) => {
  test.setTimeout(120_000);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const documentId = await insertDocument(trax.home, "Library meeting");
  await insertLines(trax.home, documentId, threeSubjects.flat(), { hasWords: true });
  await page.goto(`/transcripts/${documentId}`);
  const panel = page.getByRole("region", { name: "Summary and chapters", exact: true });
  await page.getByRole("listitem").filter({ hasText: "The budget for the new" }).click();
  await page.keyboard.press("Control+Shift+F2");
  await expect(panel.getByRole("radio", { name: /^A language model/ })).toBeDisabled();
  await panel.getByRole("combobox", { name: "As" }).selectOption("Meeting minutes");
  const faults = await listFaultsInLooks(page, "summary-asked");
  await panel.getByRole("button", { name: "Summarise", exact: true }).click();

  const decisions = panel.getByRole("list", { name: "Decisions", exact: true });
  await expect(decisions).toContainText("We agreed that the new system starts in September.", {
    timeout: 60_000,
  });
  const chapters = panel.getByRole("list", { name: "Chapters", exact: true }).getByRole("button");
  await expect(chapters).toHaveCount(3);
  await decisions.getByRole("button", { name: /We agreed that the new system/ }).click();
  await expect(page.getByText("Librarians need a training for the new catalogue.")).toBeInViewport();
  await chapters.nth(1).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText("Bees visit the blossoms of the trees in April.").first()).toBeInViewport();
  faults.push(...(await listFaultsInLooks(page, "summary-made")));
  expect(faults).toEqual([]);

  await page.setViewportSize({ width: 1280, height: 900 });
  await panel.getByRole("button", { name: "Copy as text" }).click();
  await expect(page.getByText("The summary is copied.", { exact: true })).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain("- We agreed that the new system starts in September. (00:02:27)");
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    panel.getByRole("button", { name: "Save as Markdown" }).click(),
  ]);
  expect(file.suggestedFilename()).toBe("Library meeting summary.md");

  // It is there after a reload, and Escape gives the focus back to the text.
  await page.reload();
  await page.getByRole("listitem").first().click();
  await page.keyboard.press("Control+Shift+F2");
  await expect(decisions).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(panel).toHaveCount(0);
});
