import { goodFile } from "./fixtures/recordings";
import { expect, test } from "./test";
import { editLastLine, openReadyTranscript, words } from "./transcript-page";

test.describe("Two people on one line", () => {
  // The refused save is an answer, not an error; nothing is expected in the console.
  test("the second save overwrites nothing: both texts are shown, and a person chooses", async ({
    page,
    context,
  }) => {
    await openReadyTranscript(page, goodFile("shared.ogg"));
    const other = await context.newPage();
    await other.goto(page.url());
    await expect(words(other).first()).toBeVisible();

    await editLastLine(other, "Theirs came first.");
    await expect(other.getByText("All changes saved")).toBeVisible();
    await editLastLine(page, "Mine came second.");
    await expect(page.getByText("Theirs came first.")).toBeVisible();
    await expect(page.getByText("Mine came second.")).toBeVisible();
    await other.reload();
    await expect(other.getByText("Theirs came first.")).toBeVisible();

    await page.getByRole("button", { name: "Keep mine" }).click();
    await expect(page.getByText("All changes saved")).toBeVisible();
    await other.reload();
    await expect(other.getByText("Mine came second.")).toBeVisible();
  });
});
