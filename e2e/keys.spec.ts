import type { Page } from "@playwright/test";
import { goodFile } from "./fixtures/recordings";
import { expect, test } from "./test";
import { openReadyTranscript, words } from "./transcript-page";

const media = (page: Page) => page.locator("audio, video");
const readTime = (page: Page) => media(page).evaluate((one) => (one as HTMLMediaElement).currentTime);
const isPaused = (page: Page) => media(page).evaluate((one) => (one as HTMLMediaElement).paused);
const field = (page: Page) => page.getByRole("textbox", { name: "Text of this line" });

async function seek(page: Page, seconds: number): Promise<void> {
  await media(page).evaluate((one, to) => {
    (one as HTMLMediaElement).currentTime = to;
  }, seconds);
  await expect.poll(() => readTime(page)).toBeCloseTo(seconds, 0);
}

async function editFirstLine(page: Page): Promise<void> {
  await page
    .getByRole("listitem")
    .filter({ has: words(page) })
    .first()
    .dblclick();
  await expect(field(page)).toBeFocused();
}

/** A key that only pedals and large keyboards have; the driver of the browser knows none. */
async function pedal(page: Page, key: string, types: string[] = ["keydown", "keyup"]): Promise<void> {
  await page.evaluate(
    ([name, kinds]) => {
      const target = document.activeElement ?? document.body;
      for (const kind of kinds)
        target.dispatchEvent(
          new KeyboardEvent(kind, { key: name, code: name, bubbles: true, cancelable: true }),
        );
    },
    [key, types] as const,
  );
}

async function runByPalette(page: Page, typed: string): Promise<void> {
  await page.keyboard.press("Control+k");
  const box = page.getByRole("combobox", { name: "Find a command" });
  await expect(box).toBeFocused();
  await box.fill(typed);
  await page.keyboard.press("Enter");
  await expect(box).toBeHidden();
}

test.describe("Keys", () => {
  test("play, skip and speed by keys while a line is typed in, and the text stays as it was", async ({
    page,
  }) => {
    await openReadyTranscript(page, goodFile("typed.ogg"));
    await editFirstLine(page);
    const text = await field(page).inputValue();
    await seek(page, 6);
    await page.keyboard.press("F7");
    await expect.poll(() => readTime(page)).toBeCloseTo(1, 0);
    await page.keyboard.press("F9");
    await expect.poll(() => readTime(page)).toBeCloseTo(6, 0);
    await page.keyboard.press("Shift+F9");
    await expect(page.getByRole("button", { name: "Speed: 1.1×" })).toBeVisible();
    await page.keyboard.press("Shift+F8");
    await expect(page.getByRole("button", { name: "Speed: 1×" })).toBeVisible();
    await page.keyboard.press("F8");
    await expect.poll(() => isPaused(page)).toBe(false);
    await page.keyboard.press("F8");
    await expect.poll(() => isPaused(page)).toBe(true);
    await expect(field(page)).toBeFocused();
    await expect(field(page)).toHaveValue(text);
  });

  test("the palette runs a command and gives the caret back, also at three times the speed", async ({
    page,
  }) => {
    await openReadyTranscript(page, goodFile("palette.ogg"));
    await editFirstLine(page);
    await field(page).evaluate((one) => (one as HTMLTextAreaElement).setSelectionRange(2, 2));
    await runByPalette(page, "triple");
    await expect(page.getByRole("button", { name: "Speed: 3×" })).toBeVisible();
    await expect(field(page)).toBeFocused();
    expect(await field(page).evaluate((one) => (one as HTMLTextAreaElement).selectionStart)).toBe(2);
    const facts = await media(page).evaluate((one) => {
      const { playbackRate, preservesPitch } = one as HTMLMediaElement;
      return { playbackRate, preservesPitch };
    });
    expect(facts).toEqual({ playbackRate: 3, preservesPitch: true });
    await runByPalette(page, "normal speed");
    await expect(page.getByRole("button", { name: "Speed: 1×" })).toBeVisible();
  });

  test("a key is changed by pressing another, a clash is told, and all of it is reset", {
    tag: "@long",
  }, async ({ page }) => {
    await openReadyTranscript(page, goodFile("remapped.ogg"));
    await page.keyboard.press("Control+/");
    const dialog = page.getByRole("dialog", { name: "Keys" });
    await dialog.getByRole("button", { name: "Add a key to “Play or pause”" }).click();
    await pedal(page, "F13");
    await expect(dialog.getByText("F13 is now “Play or pause”.")).toBeVisible();
    await dialog.getByRole("button", { name: "Add a key to “Back”" }).click();
    await pedal(page, "F13");
    await expect(dialog.getByRole("alert")).toContainText("F13 is the key of “Play or pause”.");
    await dialog.getByRole("button", { name: "Leave it" }).click();
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    await page.reload();
    await expect(words(page).first()).toBeVisible();
    await pedal(page, "F13");
    await expect.poll(() => isPaused(page)).toBe(false);
    await pedal(page, "F13");
    await expect.poll(() => isPaused(page)).toBe(true);

    await page.goto("/settings");
    await page.getByRole("button", { name: "Reset all keys" }).click();
    await expect(page.getByText("All keys are as the preset has them.")).toBeVisible();
    await expect(page.getByText("F13", { exact: true })).toHaveCount(0);
  });

  test("presets and single keys are a choice, and a pedal plays while it is held", { tag: "@long" }, async ({
    page,
  }) => {
    await openReadyTranscript(page, goodFile("presets.ogg"));
    await page.locator("body").click({ position: { x: 2, y: 2 } });
    await seek(page, 6);
    await page.keyboard.press("j");
    await page.waitForTimeout(200);
    expect(await readTime(page)).toBeCloseTo(6, 0);
    await page.keyboard.press("Control+/");
    const dialog = page.getByRole("dialog", { name: "Keys" });
    await dialog.getByLabel("Single-character keys, never while typing").check();
    await dialog.getByLabel("Preset").selectOption("oTranscribe");
    await dialog.getByRole("button", { name: "Add a key to “Play while the key is held”" }).click();
    await pedal(page, "F15");
    await dialog.getByRole("button", { name: "Close" }).click();
    await expect(dialog).toBeHidden();
    await page.keyboard.press("j");
    await expect.poll(() => readTime(page)).toBeCloseTo(1, 0);
    await pedal(page, "F15", ["keydown"]);
    await expect.poll(() => isPaused(page)).toBe(false);
    await pedal(page, "F15", ["keyup"]);
    await expect.poll(() => isPaused(page)).toBe(true);

    await editFirstLine(page);
    await expect.poll(() => isPaused(page)).toBe(true);
    await page.keyboard.type("j");
    await expect(field(page)).toHaveValue(/j/);
    await page.keyboard.press("Escape");
    await expect.poll(() => isPaused(page)).toBe(false);
    await expect(field(page)).toBeFocused();
    await page.keyboard.press("Escape");
    await expect.poll(() => isPaused(page)).toBe(true);
    await field(page).press("Control+z");
  });

  test("a line is looped until Escape, and the waveform is zoomed by keys", { tag: "@long" }, async ({
    page,
  }) => {
    await openReadyTranscript(page, goodFile("looped.ogg"));
    const row = page
      .getByRole("listitem")
      .filter({ has: words(page) })
      .first();
    await row.focus();
    await media(page).evaluate((one) => {
      const seeks = { count: 0 };
      Object.assign(window, { seeks });
      one.addEventListener("seeking", () => {
        seeks.count += 1;
      });
    });
    await page.keyboard.press("Control+Shift+F8");
    await expect(page.getByText(/^Looping the line/)).toBeVisible();
    await media(page).evaluate((one) => {
      (one as HTMLMediaElement).playbackRate = 3;
    });
    // Back to the start again and again.
    await expect
      .poll(() => page.evaluate(() => (window as unknown as { seeks: { count: number } }).seeks.count), {
        timeout: 30_000,
      })
      .toBeGreaterThanOrEqual(3);
    await page.keyboard.press("Escape");
    await expect(page.getByText(/^Looping the line/)).toHaveCount(0);
    await page.keyboard.press("F8");

    const strip = page.locator("[data-wave-strip] canvas");
    const read = () => strip.evaluate((one) => (one as HTMLCanvasElement).toDataURL());
    const before = await read();
    await page.keyboard.press("Alt+PageUp");
    await expect.poll(read).not.toBe(before);
    await page.keyboard.press("Alt+PageDown");
    const box = await strip.boundingBox();
    await strip.click({ position: { x: (box?.width ?? 0) / 8, y: 20 } });
    await expect(page.getByRole("slider", { name: "Position" })).toBeVisible();
  });
});
