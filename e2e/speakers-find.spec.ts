import { rm } from "node:fs/promises";
import path from "node:path";
import type { Page } from "@playwright/test";
import { createApiClient } from "./api-client";
import { listFaultsInLooks } from "./axe-faults";
import { openDashboard } from "./choose-files";
import { dialogueFile } from "./fixtures/recordings";
import { expect, test } from "./test";
import { download, openReadyTranscript, words } from "./transcript-page";

const isDone = { timeout: 150_000 };

test.describe.configure({ timeout: 400_000 });

const lines = (page: Page) => page.getByRole("list", { name: "Lines" }).locator("[data-segment-id]");
const idOf = (page: Page) => new URL(page.url()).pathname.split("/").at(-1) ?? "";
const dialog = (page: Page) => page.getByRole("dialog", { name: /^Find speakers/ });

async function openDialog(page: Page): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.keyboard.type("Find speakers");
  await page.keyboard.press("Enter");
  await expect(dialog(page)).toBeVisible();
}

/** Who says what, by what is said. */
async function readSpeakers(url: string, documentId: string) {
  const { segments } = await createApiClient(url).transcripts.segments.query({ documentId });
  const of = (said: RegExp) =>
    new Set(segments.filter(({ text }) => said.test(text)).map(({ speakerId }) => speakerId));
  return {
    host: of(
      /guest in the studio|child\?|changed the most|miss the old days|good to hear|very much for coming/i,
    ),
    guest: of(/pleasure to be here|loud and busy|ships are gone|water is clean|my father|good night/i),
  };
}

test("two people are told apart, and what a person names and undoes counts", async ({ page, trax }) => {
  await openReadyTranscript(page, dialogueFile("apart.ogg"), { patienceMs: 150_000 });
  await openDialog(page);
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toBeHidden();
  await openDialog(page);
  await dialog(page).getByRole("radio", { name: "Exactly" }).check();
  const number = dialog(page).getByRole("spinbutton", { name: "Exactly how many" });
  await number.fill("21");
  await dialog(page).getByRole("button", { name: "Find speakers" }).click();
  await expect(dialog(page)).toBeVisible();
  await dialog(page).getByRole("radio", { name: "Find out" }).check();
  await dialog(page).getByRole("button", { name: "Find speakers" }).click();
  await expect(dialog(page)).toBeHidden();
  await expect(page.getByText(/, 2 voices found, /)).toBeVisible(isDone);
  await expect(page.getByRole("button", { name: /^Speaker: Speaker 1/ }).first()).toBeVisible();

  // What was found is the newest step of the editor.
  await page.getByRole("button", { name: "Undo", exact: true }).last().click();
  await expect(page.getByRole("button", { name: /^Speaker: Speaker 1/ })).toHaveCount(0);
  await lines(page).first().focus();
  await page.keyboard.press("Control+Shift+z");
  await expect(page.getByRole("button", { name: /^Speaker: Speaker 1/ }).first()).toBeVisible();
  await page.keyboard.press("Control+z");
  await expect(page.getByRole("button", { name: /^Speaker: Speaker 1/ })).toHaveCount(0);
  await page.keyboard.press("Control+Shift+z");
  await expect(page.getByRole("button", { name: /^Speaker: Speaker 1/ }).first()).toBeVisible();

  const documentId = idOf(page);
  const { host, guest } = await readSpeakers(trax.url, documentId);
  expect([host.size, guest.size, new Set([...host, ...guest]).size]).toEqual([1, 1, 2]);
  await page.keyboard.press("F2");
  await expect(page.getByRole("slider", { name: /^Turns of Speaker \d$/ })).toHaveCount(2);

  // A name stays when the speakers are found once more.
  const panel = page.getByRole("region", { name: "Speakers", exact: true });
  await panel.getByRole("button", { name: "Rename Speaker 1" }).click();
  await panel.getByRole("textbox", { name: "Name", exact: true }).fill("Helen");
  await page.keyboard.press("Enter");
  await expect(page.getByText("All changes saved")).toBeVisible();
  const before = await page.getByRole("button", { name: /^Speaker: Helen/ }).count();
  await panel.getByRole("button", { name: "Find speakers…" }).click();
  await dialog(page).getByRole("radio", { name: "Exactly" }).check();
  await dialog(page).getByRole("button", { name: "Find speakers" }).click();
  await expect(page.getByText(/^Finding speakers/)).toHaveCount(0, isDone);
  await expect(page.getByRole("button", { name: /^Speaker: Helen/ })).toHaveCount(before);

  // All that sound like a line get another name at once.
  await page.keyboard.press("Escape");
  await lines(page).first().focus();
  await page.keyboard.press("Control+Alt+s");
  await page.getByRole("radio", { name: "All that sound like this line" }).check();
  await page.getByRole("combobox", { name: /^Speaker of/ }).fill("Presenter");
  await page.keyboard.press("Enter");
  await expect(page.getByText(/lines? with the same voice now (is|are) “Presenter”/).first()).toBeVisible();
  const presenter = await readSpeakers(trax.url, documentId);
  expect([presenter.host.size, presenter.guest.size]).toEqual([1, 1]);
  expect(presenter.host).not.toEqual(presenter.guest);
  expect((await download(page, "Text")).text).toContain("Presenter");
});

test("it can be cancelled while it waits, and a failure is told with a way on", { tag: "@long" }, async ({
  page,
  trax,
}) => {
  const api = createApiClient(trax.url);
  await openReadyTranscript(page, dialogueFile("stopped.ogg"), { patienceMs: 150_000 });
  const { media } = await api.transcripts.get.query({ documentId: idOf(page) });
  await api.queue.pause.mutate({});
  await openDialog(page);
  await dialog(page).getByRole("button", { name: "Find speakers" }).click();
  await expect(page.getByText("Finding speakers waits its turn")).toBeVisible();
  expect(await listFaultsInLooks(page, "finding-speakers")).toEqual([]);
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByText("Finding speakers waits its turn")).toHaveCount(0);
  await api.queue.resume.mutate();

  await rm(path.join(trax.home, "media", "derived", media?.id ?? "none"), { recursive: true });
  await openDialog(page);
  await dialog(page).getByRole("button", { name: "Find speakers" }).click();
  await expect(page.getByText(/^The speakers could not be found; the text is as it was\. \w/)).toBeVisible(
    isDone,
  );
  expect(await listFaultsInLooks(page, "finding-failed")).toEqual([]);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(dialog(page)).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Dismiss" }).click();
  await expect(page.getByText(/^The speakers could not be found/)).toHaveCount(0);
});

test("asked for with the submission, the names are there with the text", { tag: "@long" }, async ({
  page,
}) => {
  await openDashboard(page);
  await page.getByRole("button", { name: "More options" }).click();
  await page.getByLabel("Who says what").selectOption("Found out");
  await expect(page.getByText("How many speak is found")).toBeVisible();
  await page.getByLabel("Speakers").fill("2");
  await expect(page.getByText("2 speakers", { exact: true })).toBeVisible();
  await page.getByLabel("Choose files").setInputFiles(dialogueFile("submitted.ogg"));
  await page.getByRole("link", { name: "submitted.ogg" }).first().click();
  await expect(words(page).first()).toBeVisible(isDone);
  await expect(page.getByRole("button", { name: /^Speaker: Speaker 2/ }).first()).toBeVisible(isDone);
  await page.goto("/");
  await page.getByRole("button", { name: "Back to the defaults" }).click();
});
