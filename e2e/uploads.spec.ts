import { chooseFiles } from "./choose-files";
import { longFile } from "./fixtures/recordings";
import { expect, test } from "./test";

test.describe("Uploads", () => {
  test.use({ allowedErrors: /ERR_FAILED/ });

  test("an upload goes on by itself when the network comes back", async ({ page, context }) => {
    const file = await longFile(2, "patient.mp3");
    let refused = 0;
    await context.route("**/uploads/**", (route) => {
      refused += 1;
      return refused <= 2 ? route.abort() : route.fallback();
    });
    await chooseFiles(page, file);
    await expect(page.getByRole("article", { name: "patient" })).toContainText("Done", { timeout: 60_000 });
    expect(refused).toBeGreaterThan(2);
  });

  test("an upload that a closed page cut off waits for the same file, takes no other, and goes on", async ({
    page,
    context,
  }) => {
    const file = await longFile(2, "half.mp3");
    await context.route("**/uploads/**", (route) => route.abort());
    await chooseFiles(page, file);
    await expect(page.getByRole("article", { name: "half" })).toBeVisible();
    page.on("dialog", (dialog) => dialog.accept());
    await page.reload();
    await context.unroute("**/uploads/**");

    const card = page.getByRole("article", { name: "half" });
    await expect(card).toContainText("Upload interrupted: choose the file again to go on.");
    const again = card.getByLabel("Choose half.mp3 again");
    await again.setInputFiles({ ...file, name: "other.mp3" });
    await expect(card.getByRole("alert")).toContainText("That is another file.");
    await again.setInputFiles(file);
    await expect(card).toContainText("Done", { timeout: 60_000 });
  });

  test("a cancelled upload stays cancelled and can be retried", { tag: "@long" }, async ({
    page,
    context,
  }) => {
    await context.route("**/uploads/**", (route) => route.abort());
    await chooseFiles(page, await longFile(2, "unwanted.mp3"));
    const card = page.getByRole("article", { name: "unwanted" });
    await card.getByRole("button", { name: "Cancel" }).first().click();
    await expect(card).toContainText("Cancelled");
    await expect(card.getByRole("button", { name: "Retry" })).toBeVisible();
  });
});
