import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { fixturePath } from "./fixtures/fixture-path";
import { payload } from "./fixtures/recordings";
import { expect, test } from "./test";
import { openReadyTranscript, words } from "./transcript-page";

const lines = (page: Page) => page.getByRole("list", { name: "Lines" }).locator("[data-segment-id]");
const field = (page: Page) => page.getByRole("textbox", { name: "Text of this line" });
const text = (page: Page, index: number) => lines(page).nth(index).locator("[data-text-box]");
const panel = (page: Page, name: string) => page.getByRole("region", { name });
const island = (name: string) => payload(name, readFileSync(fixturePath("island.mp3")), "audio/mpeg");

/** Puts the text of a line, and the caret to a place in it. */
async function typeInLine(page: Page, index: number, caret: number) {
  await lines(page).nth(index).focus();
  await page.keyboard.press("Enter");
  await field(page).evaluate(
    (element, at) => (element as HTMLTextAreaElement).setSelectionRange(at, at),
    caret,
  );
}

test.describe("Editing", () => {
  test("lines are split, merged, inserted and deleted by keys, and all of it undone and done again", async ({
    page,
  }) => {
    await openReadyTranscript(page, island("lines.mp3"));
    const count = await lines(page).count();
    const first = (await text(page, 0).innerText()).trim();
    const second = (await text(page, 1).innerText()).trim();
    const cut = first.indexOf(" ");

    await typeInLine(page, 0, cut);
    await page.keyboard.press("Enter");
    await expect(text(page, 0)).toHaveText(first.slice(0, cut));
    await expect(field(page)).toHaveValue(first.slice(cut + 1));
    await expect(field(page)).toBeFocused();

    // The caret is at the start of the new line: Backspace brings the two together again.
    await page.keyboard.press("Backspace");
    await expect(field(page)).toHaveValue(first);
    await expect(lines(page)).toHaveCount(count);
    // Delete at the very end takes the next line.
    await page.keyboard.press("End");
    await page.keyboard.press("Delete");
    await expect(field(page)).toHaveValue(`${first} ${second}`);
    await expect(lines(page)).toHaveCount(count - 1);
    await page.keyboard.press("Control+Enter");
    await expect(lines(page).first()).toBeFocused();

    await page.keyboard.press("Control+z");
    await expect(lines(page)).toHaveCount(count);
    await expect(text(page, 1)).toHaveText(second);
    await page.keyboard.press("Control+y");
    await expect(lines(page)).toHaveCount(count - 1);
    await page.keyboard.press("Control+z");
    await expect(lines(page)).toHaveCount(count);

    // Enter at the end makes room for what was not heard.
    await typeInLine(page, 0, first.length);
    await page.keyboard.press("Enter");
    await expect(field(page)).toHaveValue("");
    await page.keyboard.type("Typed by hand.");
    await page.keyboard.press("Control+Enter");
    await expect(text(page, 1)).toHaveText("Typed by hand.");
    await expect(page.getByText("All changes saved")).toBeVisible();

    // Several lines, chosen by keys, go together and come back together.
    await lines(page).first().focus();
    await page.keyboard.press("Shift+ArrowDown");
    await expect(page.getByRole("toolbar", { name: "Lines chosen" })).toContainText("2 lines");
    await page.keyboard.press("Delete");
    await expect(lines(page)).toHaveCount(count - 1);
    await page.keyboard.press("Control+z");
    await expect(lines(page)).toHaveCount(count + 1);

    await page
      .getByRole("button", { name: /^Menu of the line/ })
      .first()
      .focus();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("menuitem", { name: "Insert a line after" })).toBeVisible();
    await page.keyboard.press("Escape");
    await page.reload();
    await expect(text(page, 1)).toHaveText("Typed by hand.");
  });

  test("a pasted text with line breaks is one line", { tag: "@long" }, async ({ page, context }) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await openReadyTranscript(page, island("paste.mp3"));
    await page.evaluate(() =>
      navigator.clipboard.write([
        new ClipboardItem({
          "text/html": new Blob(["<b>one</b><br>two<script>three</script>"], { type: "text/html" }),
          "text/plain": new Blob(["one\r\ntwo\tשלום 👩‍👧"], { type: "text/plain" }),
        }),
      ]),
    );
    await typeInLine(page, 0, 0);
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Control+v");
    await expect(field(page)).toHaveValue("one two שלום 👩‍👧");
    await page.keyboard.press("Control+Enter");
    await expect(text(page, 0)).toHaveText("one two שלום 👩‍👧");
  });

  test("speakers are named, renamed everywhere, merged, and the merge is undone", async ({ page }) => {
    await openReadyTranscript(page, island("speakers.mp3"));
    const name = page.getByRole("combobox", { name: /^Speaker of/ });
    const assign = async (index: number, label: string) => {
      await lines(page).nth(index).focus();
      await page.keyboard.press("Control+Alt+s");
      await name.fill(label);
      await page.keyboard.press("Enter");
      await expect(name).toBeHidden();
    };
    await assign(0, "Helen");
    await assign(1, "Guest");
    await expect(page.getByRole("button", { name: "Speaker: Helen" })).toHaveCount(1);
    // The rest by choosing lines.
    await lines(page).nth(2).focus();
    await page.keyboard.press("Shift+ArrowDown");
    await page
      .getByRole("toolbar", { name: "Lines chosen" })
      .getByRole("button", { name: "Speaker" })
      .click();
    await name.fill("hel");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("button", { name: "Speaker: Helen" })).toHaveCount(3);

    await page.getByRole("button", { name: "Speakers", exact: true }).click();
    const speakers = panel(page, "Speakers");
    await expect(speakers.getByText(/^3 lines/)).toBeVisible();
    await speakers.getByRole("button", { name: "Rename Guest" }).click();
    await speakers.getByRole("textbox", { name: "Name", exact: true }).fill("Visitor");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("button", { name: "Speaker: Visitor" })).toHaveCount(1);

    await speakers.getByRole("button", { name: "More for Visitor" }).click();
    await page.getByRole("menuitem", { name: "Helen" }).click();
    await expect(page.getByRole("button", { name: "Speaker: Helen" })).toHaveCount(4);
    await page.getByRole("button", { name: "Undo" }).last().click();
    await expect(page.getByRole("button", { name: "Speaker: Visitor" })).toHaveCount(1);
    await expect(page.getByText("All changes saved")).toBeVisible();
    await page.reload();
    await expect(page.getByRole("button", { name: "Speaker: Visitor" })).toHaveCount(1);
  });

  test("finds, replaces by expression with one undo, and stops a runaway pattern", async ({ page }) => {
    await openReadyTranscript(page, island("find.mp3"));
    await typeInLine(page, 0, 0);
    await page.keyboard.press("Control+a");
    await page.keyboard.type("Doe, John met Roe, Jane.");
    await page.keyboard.press("Control+Enter");
    await typeInLine(page, 1, 0);
    await page.keyboard.press("Control+a");
    await page.keyboard.type("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!");
    await page.keyboard.press("Control+Enter");
    await page.keyboard.press("Control+h");
    const find = panel(page, "Find and replace");
    const what = find.getByRole("searchbox", { name: "Find" });
    await expect(what).toBeFocused();
    await page.keyboard.type("doe");
    await expect(find.getByText("1 match")).toBeVisible();
    await find.getByRole("button", { name: "Match case" }).click();
    await expect(find.getByText("Nothing found.")).toBeVisible();

    await find.getByRole("button", { name: "Regular expression" }).click();
    await what.fill("(\\w+), (J\\w+)");
    await expect(find.getByText("2 matches")).toBeVisible();
    await what.press("Enter");
    await what.press("Enter");
    await expect(find.getByText("2 of 2 matches")).toBeVisible();
    await what.press("Shift+Enter");
    await expect(find.getByText("1 of 2 matches")).toBeVisible();
    await find.getByRole("textbox", { name: "Replace with" }).fill("$2 $1");
    await expect(find.getByRole("list", { name: "Matches" })).toContainText("John Doe");
    await find.getByRole("button", { name: "Replace all" }).click();
    await expect(text(page, 0)).toHaveText("John Doe met Jane Roe.");
    await page.keyboard.press("Escape");
    await expect(find).toBeHidden();
    await page.keyboard.press("Control+z");
    await expect(text(page, 0)).toHaveText("Doe, John met Roe, Jane.");

    await page.keyboard.press("Control+f");
    const only = panel(page, "Find");
    await only.getByRole("searchbox", { name: "Find" }).fill("(a+)+$");
    // The page goes on meanwhile.
    await expect(only.getByText("Searching…").or(only.getByText(/stopped after 2 seconds/))).toBeVisible();
    await expect(only.getByText(/stopped after 2 seconds/)).toBeVisible();
    await only.getByRole("searchbox", { name: "Find" }).fill("met");
    await expect(only.getByText("1 match")).toBeVisible();
  });

  test("comments are written on a line, resolved, opened again and deleted", { tag: "@long" }, async ({
    page,
  }) => {
    await openReadyTranscript(page, island("comments.mp3"));
    await lines(page).nth(1).focus();
    await page.keyboard.press("Control+Alt+m");
    const comments = panel(page, "Comments");
    await comments.getByRole("textbox", { name: "Comment" }).fill("Check this name.");
    await page.keyboard.press("Control+Enter");
    await expect(comments.getByText("Check this name.")).toBeVisible();
    await expect(lines(page).nth(1).getByRole("button", { name: "1 comment" })).toBeVisible();
    await comments.getByRole("button", { name: "Edit comment" }).click();
    await comments.getByRole("textbox", { name: "Comment" }).fill("Check both names.");
    await comments.getByRole("button", { name: "Save" }).click();
    await expect(comments.getByText("Check both names.")).toBeVisible();
    await comments.getByRole("button", { name: "Resolve", exact: true }).click();
    await expect(comments.getByText("Check both names.")).toBeHidden();
    await comments.getByRole("button", { name: "Resolved", exact: true }).click();
    await expect(comments.getByText("Check both names.")).toBeVisible();
    await comments.getByRole("button", { name: "Open again" }).click();
    await comments.getByRole("button", { name: "All", exact: true }).click();
    await comments.getByRole("button", { name: "Delete comment" }).click();
    await expect(comments.getByText("Check both names.")).toBeHidden();
  });

  test("review walks through what deserves a look, and what is fine stays away", { tag: "@long" }, async ({
    page,
  }) => {
    await openReadyTranscript(page, island("review.mp3"));
    await typeInLine(page, 1, 0);
    await page.keyboard.press("Control+a");
    await page.keyboard.type("thank you thank you thank you thank you thank you");
    await page.keyboard.press("Control+Enter");
    await page.getByRole("button", { name: "Review", exact: true }).click();
    const review = panel(page, "Review");
    const loop = review.getByRole("button", { name: /“thank you” 5 times in a row/ });
    await expect(loop).toBeVisible();
    await loop.click();
    await expect(loop).toHaveAttribute("aria-current", "true");
    await review.getByRole("button", { name: "Mark as fine" }).click();
    await expect(loop).toBeHidden();
    await page.reload();
    await expect(words(page).first()).toBeVisible();
    await page.getByRole("button", { name: "Review", exact: true }).click();
    await expect(review.getByText("1 marked as fine in this browser.")).toBeVisible();
    await review.getByRole("button", { name: "Show again" }).click();
    await expect(loop).toBeVisible();
  });
});
