import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Page } from "@playwright/test";
import { chooseFiles, openDashboard } from "./choose-files";
import { type FilePayload, longFile } from "./fixtures/recordings";
import { expect, test } from "./test";

/** Every byte is there. */
const isHere = /Waiting|Reading the sound|Transcribing|Done/;
const whenHere = { timeout: 30_000 };
let folder: string;
test.beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "trax-cut-off-"));
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

const section = (page: Page) => page.getByRole("region", { name: /cut off/ });
const noUploads = "**/uploads{,/**}";

/** A recording whose bytes no other has: an MP3 reader skips what follows its last frame. */
async function ownFile(name: string): Promise<FilePayload> {
  const file = await longFile(1, name);
  return { ...file, buffer: Buffer.concat([file.buffer, Buffer.from(`${name} ${Math.random()}`)]) };
}

/** As dropped or pasted by hand. */
async function hand(
  page: Page,
  type: "drop" | "paste",
  { name, mimeType, buffer }: FilePayload,
): Promise<void> {
  await page.evaluate(
    ({ type, name, mimeType, base64 }) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([bytes], name, { type: mimeType }));
      const event =
        type === "drop"
          ? new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true })
          : new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true });
      document.body.dispatchEvent(event);
    },
    { type, name, mimeType, base64: buffer.toString("base64") },
  );
}

test.describe("Uploads that were cut off", () => {
  // The server is asked how far it is also where it has not one byte.
  test.use({ allowedErrors: /ERR_FAILED|status of 404/ });

  test("are listed after a reload and go on together by one choice of files", async ({ page, context }) => {
    await context.route(noUploads, (route) => route.abort());
    // Of the disk, where a file keeps the time of its last change.
    const names = ["first of two.mp3", "second of two.mp3", "nobody asked.mp3"];
    const [first = "", second = "", other = ""] = names.map((name) => path.join(folder, name));
    for (const file of [first, second, other])
      writeFileSync(file, (await ownFile(path.basename(file))).buffer);
    await chooseFiles(page, [first, second]);
    await expect(page.getByRole("button", { name: /^Uploading, / })).toBeVisible();
    await expect(section(page)).toBeHidden();
    page.on("dialog", (dialog) => dialog.accept());
    await page.reload();
    await context.unroute(noUploads);

    await expect(section(page).getByRole("heading")).toHaveText("2 uploads were cut off");
    await expect(section(page)).toContainText("first of two.mp3");
    await section(page).getByLabel("Files that were cut off").setInputFiles([first, other]);
    await expect(section(page).getByRole("alert")).toContainText("nobody asked.mp3 is none of these");
    await expect(section(page).getByRole("heading")).toHaveText("An upload was cut off");

    await section(page).getByRole("button", { name: "Cancel it" }).click();
    await page.getByRole("button", { name: "Cancel the upload" }).click();
    await expect(section(page)).toBeHidden();
    const card = page.getByRole("article", { name: "first of two" });
    await expect(card.getByRole("listitem").filter({ hasText: "first of two.mp3" })).toContainText(
      isHere,
      whenHere,
    );
    await expect(card.getByRole("listitem").filter({ hasText: "second of two.mp3" })).toContainText(
      "Cancelled",
    );
  });

  test("go on by themselves where the browser may read the file again", { tag: "@long" }, async ({
    page,
    context,
  }) => {
    const { buffer } = await ownFile("by itself.mp3");
    await page.addInitScript(() => {
      // The picker of the system cannot be clicked; a file of the page's own gives the same kind of handle.
      Object.assign(window, {
        showOpenFilePicker: async () => [
          await (await navigator.storage.getDirectory()).getFileHandle("by itself.mp3"),
        ],
      });
    });
    await context.route(noUploads, (route) => route.abort());
    await openDashboard(page);
    await page.evaluate(async (base64) => {
      const folder = await navigator.storage.getDirectory();
      const file = await folder.getFileHandle("by itself.mp3", { create: true });
      const writable = await file.createWritable();
      await writable.write(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)));
      await writable.close();
    }, buffer.toString("base64"));
    await page.getByRole("button", { name: "Choose files" }).click();
    const card = page.getByRole("article", { name: "by itself" });
    await expect(card).toBeVisible();
    page.on("dialog", (dialog) => dialog.accept());
    await context.unroute(noUploads);
    await context.route(noUploads, (route) => route.abort(), { times: 1 });
    await page.reload();
    await expect(card).toContainText(isHere, whenHere);
  });
});

test.describe("Files", () => {
  test.use({ allowedErrors: /ERR_FAILED/ });

  test("are taken by a drop and a paste anywhere on the page; a pasted picture is not", async ({ page }) => {
    await openDashboard(page);
    const said = page.getByText("What you pasted is a picture, not a recording.", { exact: true }).first();
    // The page listens a moment after it is seen.
    await expect(async () => {
      await hand(page, "paste", { name: "picture.png", mimeType: "image/png", buffer: Buffer.from("png") });
      await expect(said).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await hand(page, "paste", await ownFile("pasted.mp3"));
    await expect(page.getByRole("article", { name: "pasted" })).toBeVisible();
    await hand(page, "drop", await ownFile("dropped.mp3"));
    await expect(page.getByRole("article", { name: "dropped" })).toContainText(isHere, whenHere);
  });

  test("on their way can be paused, resumed and cancelled all at once", { tag: "@long" }, async ({
    page,
    context,
  }) => {
    await context.route(noUploads, (route) => route.abort());
    const names = ["held one.mp3", "held two.mp3", "held three.mp3"];
    await chooseFiles(page, await Promise.all(names.map(ownFile)));
    await page.getByRole("button", { name: /^Uploading, / }).click();
    const dock = page.getByRole("dialog", { name: "Uploads" });
    await dock.getByRole("button", { name: "Pause all" }).click();
    await expect(dock.getByText(/^Upload paused at/)).toHaveCount(3);
    await dock.getByRole("button", { name: "Resume all" }).click();
    await expect(dock.getByText(/^Upload paused at/)).toHaveCount(0);
    await dock.getByRole("button", { name: "Cancel the upload of held two.mp3" }).click();
    await expect(dock.getByText("held two.mp3")).toHaveCount(0);
    await dock.getByRole("button", { name: "Cancel all" }).click();
    await page.getByRole("button", { name: "Cancel the uploads" }).click();
    await expect(dock).toBeHidden();
    const card = page.getByRole("article", { name: "held one" });
    await expect(card.getByText("Cancelled", { exact: true })).toHaveCount(3);
    await expect(section(page)).toBeHidden();
  });
});
