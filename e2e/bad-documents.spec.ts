import type { Page } from "@playwright/test";
import { createApiClient } from "./api-client";
import { insertDocument, insertLines, insertManyWords, insertMedia } from "./insert-document";
import { expect, test } from "./test";
import type { TraxServer } from "./trax-server";
import { withDatabase } from "./with-database";

/** Documents that no machine leaves behind and that open, are typed in and saved all the same. */

const openMs = 60_000;
const mostNodes = 2_000;
/** Longer, and the page would seem frozen. */
const keyMs = 1_000;

const lines = (page: Page) => page.getByRole("list", { name: "Lines" }).locator("[data-segment-id]");
const field = (page: Page) => page.getByRole("textbox", { name: "Text of this line" });
const text = (page: Page, index: number) => lines(page).nth(index).locator("[data-text-box]");

async function open(page: Page, documentId: string) {
  await page.goto(`/transcripts/${documentId}`);
  await expect(lines(page).first()).toBeVisible({ timeout: openMs });
  expect(await page.locator("*").count()).toBeLessThanOrEqual(mostNodes);
}

async function editLine(page: Page, index: number) {
  await lines(page).nth(index).focus();
  await page.keyboard.press("Enter");
  await expect(field(page)).toBeFocused();
}

async function expectSaved(page: Page) {
  await expect(page.getByText("All changes saved")).toBeVisible({ timeout: 30_000 });
}

async function readTexts({ url }: TraxServer, documentId: string): Promise<string[]> {
  const { segments } = await createApiClient(url).transcripts.segments.query({ documentId });
  return segments.map((segment) => segment.text);
}

/** Ends the typing, and looks whether the server and the next visit have it. */
async function expectKept(page: Page, trax: TraxServer, documentId: string, index: number, wanted: string) {
  await page.keyboard.press("Control+Enter");
  await expect.poll(async () => (await readTexts(trax, documentId))[index], { timeout: 30_000 }).toBe(wanted);
  await expectSaved(page);
  await page.reload();
  await expect(text(page, index)).toHaveText(wanted, { timeout: openMs });
}

/** How long a key keeps the page busy until its picture is there, in time of the processor: the machine may have other
 * work, too. */
async function measureKeyMs(page: Page): Promise<number> {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send("Performance.enable", { timeDomain: "threadTicks" });
  const readBusyMs = async () => {
    const { metrics } = await devTools.send("Performance.getMetrics");
    return 1_000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0);
  };
  const keys = ["q", "u", "i", "z", "!"];
  const before = await readBusyMs();
  for (const key of keys) {
    await page.keyboard.press(key);
    await page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );
  }
  const busyMs = ((await readBusyMs()) - before) / keys.length;
  expect(busyMs).toBeGreaterThan(0);
  return busyMs;
}

test.describe("A document without words", () => {
  test("whose lines have no times of words is typed in", { tag: "@long" }, async ({ page, trax }) => {
    const documentId = await insertDocument(trax.home, "No words");
    await insertLines(trax.home, documentId, ["first line", "second line"], { hasWords: false });
    await open(page, documentId);
    await editLine(page, 0);
    await page.keyboard.type(" goes on");
    await expectKept(page, trax, documentId, 0, "first line goes on");
    await editLine(page, 1);
    await page.keyboard.press("Home");
    await page.keyboard.press("Control+ArrowRight");
    await page.keyboard.press("Enter");
    await expect(lines(page)).toHaveCount(3);
    await expectSaved(page);
    expect(await readTexts(trax, documentId)).toEqual(["first line goes on", "second", "line"]);
  });

  test("that has no line at all gets one", async ({ page, trax }) => {
    const documentId = await insertDocument(trax.home, "No line");
    await page.goto(`/transcripts/${documentId}`);
    await page.getByRole("button", { name: "Write a line" }).click({ timeout: openMs });
    await expect(field(page)).toBeFocused();
    await page.keyboard.type("The very first");
    await expectKept(page, trax, documentId, 0, "The very first");
  });
});

test.describe("A document of 100,000 words", () => {
  test("in one line opens and is typed in without a freeze", { tag: "@long" }, async ({ page, trax }) => {
    test.setTimeout(300_000);
    const documentId = await insertDocument(trax.home, "One line");
    await insertManyWords(trax.home, documentId, { lines: 1, wordsALine: 100_000 });
    await open(page, documentId);
    await editLine(page, 0);
    await page.keyboard.press("Control+End");
    const busyMs = await measureKeyMs(page);
    test.info().annotations.push({ type: "busy with a key", description: `${busyMs} ms` });
    expect(busyMs).toBeLessThan(keyMs);
    expect(await page.locator("*").count()).toBeLessThanOrEqual(mostNodes);
    await page.keyboard.press("Control+Enter");
    const read = async () => (await readTexts(trax, documentId))[0]?.slice(-15);
    await expect.poll(read, { timeout: 60_000 }).toBe(" word99999quiz!");
    await expectSaved(page);
    await page.reload();
    await expect(lines(page).first()).toBeVisible({ timeout: openMs });
    expect((await text(page, 0).innerText()).trim().slice(-14)).toBe("word99999quiz!");
  });

  test("in 50,000 lines opens, is typed in at its end, and saved", { tag: "@long" }, async ({
    page,
    trax,
  }) => {
    test.setTimeout(300_000);
    const documentId = await insertDocument(trax.home, "Many lines");
    await insertManyWords(trax.home, documentId, { lines: 50_000, wordsALine: 2 });
    await open(page, documentId);
    await expect(lines(page).first()).toHaveAttribute("aria-setsize", "50000", { timeout: openMs });
    await lines(page).first().focus();
    await page.keyboard.press("End");
    const last = page.locator('[data-segment-id][aria-posinset="50000"]');
    await expect(last).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(field(page)).toBeFocused();
    const busyMs = await measureKeyMs(page);
    test.info().annotations.push({ type: "busy with a key", description: `${busyMs} ms` });
    expect(busyMs).toBeLessThan(keyMs);
    await page.keyboard.press("Control+Enter");
    await expectSaved(page);
    expect(await page.locator("*").count()).toBeLessThanOrEqual(mostNodes);
    await page.reload();
    await expect(lines(page).first()).toHaveAttribute("aria-setsize", "50000", { timeout: openMs });
    await lines(page).first().focus();
    await page.keyboard.press("End");
    await expect(last).toContainText("word99998 word99999quiz!");
  });
});

test.describe("A document whose recording", () => {
  test.use({ allowedErrors: /Failed to load resource|ERR_/ });

  for (const [name, content, sentence] of [
    ["is missing", null, "The file of the recording is missing on the server"],
    ["is unreadable", "This was music once.", "This browser cannot play the recording"],
  ] as const) {
    test(`${name} is read and corrected, and the player says why it is silent`, async ({ page, trax }) => {
      const mediaId = await insertMedia(trax.home, content);
      const documentId = await insertDocument(trax.home, `A recording that ${name}`, { mediaId });
      await insertLines(trax.home, documentId, ["the text is here"], { hasWords: true });
      await open(page, documentId);
      await expect(page.getByText(sentence)).toBeVisible();
      await editLine(page, 0);
      await page.keyboard.type(" all the same");
      await expectKept(page, trax, documentId, 0, "the text is here all the same");
    });
  }
});

test.describe("Text of every kind", () => {
  test("of HTML only what it says is pasted, and control characters are not kept", async ({
    page,
    context,
    trax,
  }) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const documentId = await insertDocument(trax.home, "Pasted");
    await insertLines(trax.home, documentId, ["before"], { hasWords: true });
    await open(page, documentId);
    await editLine(page, 0);
    await page.evaluate(async () => {
      const html =
        '<p onclick="window.hacked = 1">bold <b>move</b><img src=x onerror="window.hacked = 1"></p>';
      const item = new ClipboardItem({
        "text/html": new Blob([html], { type: "text/html" }),
        "text/plain": new Blob([" bold\r\n<b>move</b>"], { type: "text/plain" }),
      });
      await navigator.clipboard.write([item]);
    });
    await page.keyboard.press("Control+V");
    await page.keyboard.insertText(" a\u0007b\u202Ec\u0000d\u2028e");
    await expectKept(page, trax, documentId, 0, "before bold <b>move</b> a bc d e");
    await expect(text(page, 0).locator("b, img")).toHaveCount(0);
    expect(await page.evaluate(() => "hacked" in window)).toBe(false);
  });

  test("a caret goes through, and a split leaves whole, every character that a reader sees", async ({
    page,
    trax,
  }) => {
    test.setTimeout(240_000);
    const listCharacters = (one: string) =>
      [...new Intl.Segmenter().segment(one)].map(({ segment }) => segment).filter((part) => part !== " ");
    const line = "שלום 👩\u200D👩\u200D👧 cafe\u0301 🇩🇪 नमस्ते 👍🏽 x\u0323\u0307 你👍🏽好".normalize("NFC");
    const documentId = await insertDocument(trax.home, "Every kind");
    await insertLines(trax.home, documentId, [line], { hasWords: true });
    await open(page, documentId);
    for (let at = 1; at < line.length; at += 2) {
      await editLine(page, 0);
      await field(page).evaluate((element, offset) => {
        (element as HTMLTextAreaElement).setSelectionRange(offset, offset);
      }, at);
      await page.keyboard.press("Enter");
      await expect(lines(page)).toHaveCount(2);
      await page.keyboard.press("Control+Enter");
      const halves = [await text(page, 0).innerText(), await text(page, 1).innerText()];
      expect(halves.flatMap(listCharacters)).toEqual(listCharacters(line));
      await page.keyboard.press("Control+z");
      await expect(lines(page)).toHaveCount(1);
    }
    await editLine(page, 0);
    await page.keyboard.type(" ");
    await page.keyboard.insertText("🧑\u200D🚀👍🏽");
    await page.keyboard.press("Backspace");
    await page.keyboard.insertText("!");
    await expectKept(page, trax, documentId, 0, `${line} 🧑\u200D🚀!`);
  });
});

test("A text on a revision that the server does not have is shown beside what stands there", async ({
  page,
  trax,
}) => {
  const documentId = await insertDocument(trax.home, "Gone back");
  await insertLines(trax.home, documentId, ["one", "two"], { hasWords: true });
  await open(page, documentId);
  for (const more of [" more", " and more"]) {
    await editLine(page, 0);
    await page.keyboard.type(more);
    await page.keyboard.press("Control+Enter");
    await expectSaved(page);
  }
  await expect.poll(async () => (await readTexts(trax, documentId))[0]).toBe("one more and more");
  // As a backup of the database would leave it.
  await withDatabase(trax.home, (pool) =>
    pool.query(
      `update transcript_segments set revision = 0, text = 'from a backup', words = '[]'
       where document_id = $1 and position = 1`,
      [documentId],
    ),
  );
  await editLine(page, 0);
  await page.keyboard.type(" than ever");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("one more and more than ever")).toBeVisible();
  await expect(page.getByText("from a backup")).toBeVisible();
  await page.getByRole("button", { name: "Keep mine" }).click();
  await expect
    .poll(() => readTexts(trax, documentId), { timeout: 30_000 })
    .toEqual(["one more and more than ever", "two"]);
  await page.reload();
  await expect(text(page, 0)).toHaveText("one more and more than ever");
});

test.describe("A clock that jumps", () => {
  test.use({ allowedErrors: /ERR_FAILED|Failed to (?:fetch|load resource)/ });

  test("by hours disturbs no saving, no undo and no journal", { tag: "@long" }, async ({ page, trax }) => {
    await page.addInitScript(() => {
      const RealDate = Date;
      const shiftMs = () => Number(sessionStorage.getItem("clock") ?? 0);
      class JumpingDate extends RealDate {
        constructor(...args: [] | [number]) {
          if (args.length === 0) super(RealDate.now() + shiftMs());
          else super(...args);
        }
        static override now() {
          return RealDate.now() + shiftMs();
        }
      }
      window.Date = JumpingDate as DateConstructor;
    });
    const jump = (hours: number) =>
      page.evaluate((ms) => sessionStorage.setItem("clock", String(ms)), hours * 3_600_000);
    const documentId = await insertDocument(trax.home, "Jumping");
    await insertLines(trax.home, documentId, ["now"], { hasWords: true });
    await open(page, documentId);
    const expectText = (wanted: string) =>
      expect.poll(async () => (await readTexts(trax, documentId))[0], { timeout: 30_000 }).toBe(wanted);
    await editLine(page, 0);
    await page.keyboard.type(" here");
    await jump(9);
    await expectText("now here");
    await expectSaved(page);
    await page.keyboard.type(" late");
    await jump(-15);
    await expectText("now here late");
    await page.keyboard.type(" early");
    await expectText("now here late early");
    await page.keyboard.press("Control+Enter");
    for (const wanted of ["now here late", "now here", "now"]) {
      await page.keyboard.press("Control+z");
      await expectText(wanted);
    }
    await page.keyboard.press("Control+y");
    await expectText("now here");

    await page.route("**/api/trpc/transcripts.applyEdits*", (route) => route.abort());
    await editLine(page, 0);
    await page.keyboard.type(" offline");
    await page.keyboard.press("Control+Enter");
    await expect(page.getByText("Not saved:")).toBeVisible();
    await jump(30);
    page.on("dialog", (dialog) => void dialog.accept());
    await page.unroute("**/api/trpc/transcripts.applyEdits*");
    await page.reload();
    await expect(text(page, 0)).toHaveText("now here offline", { timeout: openMs });
    await expectText("now here offline");
    await expectSaved(page);
  });
});
