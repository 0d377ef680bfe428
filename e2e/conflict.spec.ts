import { goodFile } from "./fixtures/recordings";
import { expect, test } from "./test";
import { editLastLine, openReadyTranscript, words } from "./transcript-page";

const lostConnection = /ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to fetch|Failed to load resource/;

test.describe("Two people on one line", () => {
  test.use({ allowedErrors: lostConnection });

  test("the second save overwrites nothing: both texts are shown, and a person chooses", async ({
    page,
    context,
  }) => {
    await openReadyTranscript(page, goodFile("shared.ogg"));
    const other = await context.newPage();
    await other.goto(page.url());
    await expect(words(other).first()).toBeVisible();

    // Mine is on its way for long: otherwise theirs would be seen before, live.
    await page.route("**/api/trpc/transcripts.applyEdits*", (route) => route.abort());
    await editLastLine(page, "Mine came second.");
    await expect(page.getByText("Not saved:")).toBeVisible();
    await editLastLine(other, "Theirs came first.");
    await expect(other.getByText("All changes saved")).toBeVisible();
    await page.unroute("**/api/trpc/transcripts.applyEdits*");
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

test.describe("A page whose server is away", () => {
  test.use({ allowedErrors: lostConnection });

  test("keeps what is typed over a reload, and saves it then; another tab sees it live", async ({
    page,
    context,
  }) => {
    await openReadyTranscript(page, goodFile("away.ogg"));
    const other = await context.newPage();
    await other.goto(page.url());
    await expect(words(other).first()).toBeVisible();

    await page.route("**/api/trpc/transcripts.applyEdits*", (route) => route.abort());
    await editLastLine(page, "Typed while nobody answered.");
    await expect(page.getByText("Not saved:")).toBeVisible();
    await expect(page.getByText("kept in this browser")).toBeVisible();
    page.on("dialog", (dialog) => void dialog.accept());
    await page.unroute("**/api/trpc/transcripts.applyEdits*");
    await page.reload();
    await expect(page.getByText("Typed while nobody answered.")).toBeVisible();
    await expect(page.getByText("All changes saved")).toBeVisible();
    await other.bringToFront();
    await expect(other.getByText("Typed while nobody answered.")).toBeVisible();
  });
});
