import path from "node:path";
import type { Page } from "@playwright/test";
import { createApiClient } from "./api-client";
import { insertDocument, insertLines } from "./insert-document";
import { expect, test } from "./test";

const shots = process.env.TRAX_SHOTS;
const rows = (page: Page) =>
  page.getByRole("list", { name: "Transcripts", exact: true }).getByRole("listitem");
const row = (page: Page, title: string) => rows(page).filter({ hasText: title });
const bar = (page: Page) => page.getByRole("region", { name: "Chosen transcripts" });

async function shoot(page: Page, name: string): Promise<void> {
  if (!shots) return;
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: path.join(shots, `library-${name}-${colorScheme}.png`), fullPage: true });
  }
}

test.describe("The library", () => {
  const ids: Record<string, string> = {};

  test.beforeAll(async ({ trax }) => {
    const texts = {
      "Lib alpha": ["the quokka sat in the shade", "cooper netties is a quokka too", "nothing else"],
      "Lib beta": ["we deploy to cooper netties", "and again cooper netties"],
      "Lib gamma": ["a wombat and a quokka"],
    };
    for (const [title, lines] of Object.entries(texts)) {
      const id = await insertDocument(trax.home, title);
      await insertLines(trax.home, id, lines, { hasWords: true });
      ids[title] = id;
    }
  });

  test("finds phrases, beginnings and spellings that are almost right, and opens at the line", async ({
    page,
  }) => {
    await page.goto("/transcripts");
    await expect(row(page, "Lib alpha")).toBeVisible();
    await page.keyboard.press("/");
    await expect(page.getByRole("searchbox")).toBeFocused();
    await page.keyboard.type("quokka");
    const spoken = page.getByRole("list", { name: "Spoken" });
    await expect(spoken.getByRole("listitem")).toHaveCount(2);
    await expect(spoken.getByRole("listitem").first()).toContainText("Lib alpha");
    await expect(spoken.getByRole("listitem").first()).toContainText("2 lines");
    await shoot(page, "search");
    await page.getByRole("searchbox").fill('"the shade"');
    await expect(spoken.getByRole("listitem")).toHaveCount(1);
    await page.getByRole("searchbox").fill("womb*");
    await expect(spoken.getByRole("listitem")).toContainText("Lib gamma");
    // Known to the worker a moment after it was written.
    await expect(async () => {
      await page.goto("/transcripts?q=quoka");
      await expect(page.getByText("spelled nearly like it")).toBeVisible({ timeout: 2_000 });
    }).toPass({ timeout: 20_000 });
    await expect(spoken.locator("mark").first()).toHaveText("quokka");
    await page.goto("/transcripts?q=-quokka");
    await expect(page.getByText("a minus only leaves lines out")).toBeVisible();
    await page.goto("/transcripts?q=shade");
    await spoken.getByRole("link", { name: /sat in the/ }).click();
    await expect(page).toHaveURL(new RegExp(`${ids["Lib alpha"]}\\?line=`));
    await expect(page.getByText("the quokka sat in the shade")).toBeVisible();
  });

  test("is worked through by keys: chosen, tagged, put into a collection, filtered", {
    tag: "@long",
  }, async ({ page }) => {
    await page.goto("/transcripts?q=Lib&sort=title");
    await expect(rows(page)).toHaveCount(3);
    await page.getByRole("link", { name: "Lib alpha" }).focus();
    await page.keyboard.press("x");
    await page.keyboard.press("j");
    await expect(page.getByRole("link", { name: "Lib beta" })).toBeFocused();
    await page.keyboard.press("x");
    await expect(bar(page)).toContainText("2 transcripts chosen");
    await bar(page).getByRole("button", { name: "Tag" }).click();
    await page.getByRole("menuitem", { name: "Add a tag…" }).click();
    await page.getByRole("dialog").getByLabel("Tag").fill("to check");
    await page.keyboard.press("Enter");
    await expect(row(page, "Lib alpha").getByRole("button", { name: "to check" })).toBeVisible();
    await expect(page.getByText("Tagged 2 transcripts “to check”.").first()).toBeVisible();
    await bar(page).getByRole("button", { name: "Collection" }).click();
    await page.getByRole("menuitem", { name: "New collection…" }).click();
    await page.getByRole("dialog").getByLabel("Name of the collection").fill("Deployments");
    await page.keyboard.press("Enter");
    const collection = page
      .getByRole("navigation", { name: "Collections" })
      .getByRole("link", { name: /Deployments/ });
    await expect(collection).toContainText("2");
    await shoot(page, "chosen");
    await page.keyboard.press("Escape");
    await expect(bar(page)).toBeHidden();

    await collection.click();
    await expect(rows(page)).toHaveCount(2);
    await page.getByRole("button", { name: /^Filters/ }).click();
    await page.getByLabel("Tag", { exact: true }).selectOption({ label: "to check" });
    await shoot(page, "filters");
    await page.keyboard.press("Escape");
    await expect(page.getByRole("button", { name: "Take away the filter Tag: to check" })).toBeVisible();
    await expect(rows(page)).toHaveCount(2);

    await page.getByRole("button", { name: "Change the collection Deployments" }).click();
    await page.getByRole("menuitem", { name: "Remove the collection" }).click();
    await expect(collection).toHaveCount(0);
    await page.getByRole("button", { name: "Undo" }).last().click();
    await expect(collection).toContainText("2");
  });

  test("deletes many at once, to a trash that is closed, and brings them back", async ({ page }) => {
    await page.goto("/transcripts?q=Lib&sort=title");
    await page.getByRole("checkbox", { name: "Select all shown" }).check();
    await expect(bar(page)).toContainText("3 transcripts chosen");
    await page.keyboard.press("Delete");
    await expect(page.getByText("3 moved to the trash.").first()).toBeVisible();
    await expect(rows(page)).toHaveCount(0);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(rows(page)).toHaveCount(3);

    await page.getByRole("button", { name: "Delete Lib gamma" }).click();
    await expect(rows(page)).toHaveCount(2);
    await page.goto("/transcripts?q=wombat");
    await expect(page.getByText("Nothing has “wombat”")).toBeVisible();
    await page.goto(`/transcripts/${ids["Lib gamma"]}`);
    await expect(page.getByText("Restore it to open it.")).toBeVisible();
    await expect(page.getByText("a wombat and a quokka")).toHaveCount(0);
    await page.goto("/transcripts?trash=1");
    const trashed = page
      .getByRole("list", { name: "Trash" })
      .getByRole("listitem")
      .filter({ hasText: "Lib gamma" });
    await expect(trashed).toContainText("for ever on");
    await shoot(page, "trash");
    await trashed.getByRole("button", { name: "Restore" }).click();
    await expect(trashed).toHaveCount(0);
    await page.goto(`/transcripts/${ids["Lib gamma"]}`);
    await expect(page.getByText("a wombat and a quokka")).toBeVisible();
  });

  test("replaces across transcripts what was chosen, offers the pair as a term, and takes it back", async ({
    page,
    trax,
  }) => {
    const api = createApiClient(trax.url);
    const textsOf = async (title: string) => {
      const { segments } = await api.transcripts.segments.query({ documentId: ids[title] ?? "" });
      return segments.map(({ text }) => text);
    };
    await page.goto("/transcripts");
    await page.getByRole("link", { name: "Replace" }).click();
    await page.getByLabel("Find", { exact: true }).fill("cooper netties");
    await page.getByLabel("Replace with").fill("Kubernetes");
    await page.keyboard.press("Enter");
    await expect(page.getByText("3 of 3 places chosen")).toBeVisible();
    await page.getByRole("checkbox", { name: /and again/ }).uncheck();
    await expect(page.getByText("2 of 3 places chosen")).toBeVisible();
    await shoot(page, "replace");
    await page.getByRole("button", { name: "Replace 2" }).click();
    await expect(page.getByText("Replaced in 2 lines.").first()).toBeVisible();
    expect(await textsOf("Lib beta")).toEqual(["we deploy to Kubernetes", "and again cooper netties"]);
    expect((await textsOf("Lib alpha"))[1]).toBe("Kubernetes is a quokka too");
    await page.getByRole("button", { name: "Add to names and terms" }).click();
    await expect(page.getByText("New transcriptions know “Kubernetes”").first()).toBeVisible();
    const { terms } = await api.vocabulary.list.query({ filter: "Kubernetes" });
    expect(terms).toMatchObject([{ text: "Kubernetes", soundsLike: ["cooper netties"] }]);
    await page.getByRole("list", { name: "Replaced before" }).getByRole("button", { name: "Undo" }).click();
    await expect(page.getByText("Took back 2 lines.").first()).toBeVisible();
    await expect(page.getByText("Taken back", { exact: true })).toBeVisible();
    expect((await textsOf("Lib beta"))[0]).toBe("we deploy to cooper netties");
    expect((await textsOf("Lib alpha"))[1]).toBe("cooper netties is a quokka too");
    await api.vocabulary.remove.mutate({ ids: terms.map(({ id }) => id) });
  });
});
