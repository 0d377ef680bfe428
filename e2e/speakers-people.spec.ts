import type { Page } from "@playwright/test";
import { createApiClient, submitFiles } from "./api-client";
import { listFaultsInLooks } from "./axe-faults";
import { fixturePath } from "./fixtures/fixture-path";
import { convertMedia, dialogueFile, payload } from "./fixtures/recordings";
import { expect, test } from "./test";
import { words } from "./transcript-page";

const isDone = { timeout: 150_000 };
const person = (page: Page, name: string) => page.getByRole("listitem", { name, exact: true });

/** Submits a recording whose speakers are found, and gives its transcript when they are. */
async function findIn(url: string, file: ReturnType<typeof dialogueFile>): Promise<string> {
  const { sources } = await submitFiles(url, [file], { findSpeakers: true });
  const documentId = sources[0]?.documentId ?? "";
  const read = async () =>
    (await createApiClient(url).transcripts.get.query({ documentId })).result?.speakerCount;
  await expect.poll(read, isDone).toBe(2);
  return documentId;
}

test("a voice that was named once is known in the next recording, until it is deleted", async ({
  page,
  trax,
}) => {
  test.setTimeout(500_000);
  await page.goto("/speakers");
  await expect(page.getByText("Nobody is known by voice yet")).toBeVisible();
  const first = await findIn(trax.url, dialogueFile("monday.ogg"));
  await page.goto(`/transcripts/${first}`);
  await expect(words(page).first()).toBeVisible(isDone);
  await page.keyboard.press("F2");
  const panel = page.getByRole("region", { name: "Speakers", exact: true });
  await panel.getByRole("button", { name: "More for Speaker 2" }).click();
  await expect(page.getByRole("menuitem", { name: "Remember this voice" })).toBeDisabled();
  await page.keyboard.press("Escape");
  await panel.getByRole("button", { name: "Rename Speaker 2" }).click();
  await panel.getByRole("textbox", { name: "Name", exact: true }).fill("Mary");
  await page.keyboard.press("Enter");
  await panel.getByRole("button", { name: "More for Mary" }).click();
  await page.getByRole("menuitem", { name: "Remember this voice" }).click();
  await expect(panel.getByText(/known by voice/)).toBeVisible();

  // Another recording of the same two people.
  const later = await convertMedia(["-ss", "5", "-i", fixturePath("dialogue.ogg")], "later.ogg");
  const second = await findIn(trax.url, payload("tuesday.ogg", later, "audio/ogg"));
  await page.goto(`/transcripts/${second}`);
  await expect(words(page).first()).toBeVisible(isDone);
  const known = page.getByRole("button", { name: /^Speaker: Mary/ }).first();
  const question = page.getByRole("button", { name: /^Yes, Speaker \d is Mary$/ });
  await expect(known.or(question)).toBeVisible();
  if (await question.isVisible()) {
    expect(await listFaultsInLooks(page, "suggestion")).toEqual([]);
    await question.click();
  }
  await expect(known).toBeVisible();

  await page.goto("/speakers");
  const mary = person(page, "Mary");
  await expect(mary).toContainText("2 transcripts");
  await mary
    .getByRole("button", { name: /^Play Mary:/ })
    .first()
    .click();
  await expect(mary.getByRole("button", { name: /^Stop Mary:/ })).toBeVisible();
  await mary.getByRole("button", { name: /^Stop Mary:/ }).click();
  await mary.getByText(/^Heard in/).click();
  expect(await listFaultsInLooks(page, "people")).toEqual([]);
  await mary.getByRole("button", { name: "Rename Mary" }).click();
  await mary.getByRole("textbox", { name: "Name" }).fill("Mary Ann");
  await page.keyboard.press("Enter");
  await expect(person(page, "Mary Ann")).toBeVisible();

  const recognise = page.getByRole("checkbox", { name: "Recognise voices" });
  await recognise.click();
  await expect(page.getByText(/^Voices are not recognised/)).toBeVisible();
  await recognise.click();
  await expect(recognise).toBeChecked();

  await person(page, "Mary Ann").getByRole("button", { name: "Delete Mary Ann" }).click();
  await page.getByRole("button", { name: "Delete the voice" }).click();
  await expect(page.getByText("Nobody is known by voice yet")).toBeVisible();
  await page.goto(`/transcripts/${first}`);
  await expect(page.getByRole("button", { name: /^Speaker: Mary Ann/ }).first()).toBeVisible();
});
