import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { type ModelServer, startModelServer } from "@/server/testing/model-server";
import { listTinyWhisperFiles } from "@/worker/models/fixtures/serve-tiny-whisper";
import { chooseFiles, openDashboard } from "./choose-files";
import { fixturePath } from "./fixtures/fixture-path";
import { convertMedia, goodFile } from "./fixtures/recordings";
import { expect, test } from "./test";
import { words } from "./transcript-page";
import { startTrax, type TraxServer } from "./trax-server";

const builtModels = fileURLToPath(new URL("../node_modules/.cache/trax-models", import.meta.url));

let models: ModelServer;
let server: TraxServer;
let home: string;
test.beforeAll(async () => {
  test.setTimeout(300_000);
  models = await startModelServer(listTinyWhisperFiles());
  home = await mkdtemp(path.join(tmpdir(), "trax-e2e-models-"));
  await mkdir(path.join(home, "models"));
  // Made once for all tests; a home without them makes its own, in some seconds more.
  for (const name of ["silero-vad", "moonshine-base"]) {
    const built = path.join(builtModels, name);
    if (existsSync(built)) await symlink(built, path.join(home, "models", name));
  }
  server = await startTrax({ home, env: { TRAX_MODELS_URL: models.url, TRAX_HEARTBEAT_MS: "1000" } });
});
test.afterAll(async () => {
  await server.stop();
  await server.cleanUp();
  await models.close();
  await rm(home, { recursive: true, force: true });
});

/** In both looks and at both widths: nothing wider than the page, and pictures where they are wanted. */
async function lookAt(page: Page, name: string): Promise<void> {
  for (const [width, colorScheme] of [
    [1280, "light"],
    [320, "dark"],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    const shots = process.env.TRAX_TEST_SHOTS;
    if (shots) await page.waitForTimeout(400);
    if (shots)
      await page.screenshot({ path: `${shots}/${name}-${width}-${colorScheme}.png`, fullPage: true });
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ colorScheme: "light" });
}

test("An engine whose model has to be fetched is chosen, its fetching seen, and the model removed again", {
  tag: "@long",
}, async ({ page }) => {
  await openDashboard(page, server.url);
  const choice = page.getByRole("radiogroup", { name: "Speech engine" });
  await expect(choice.getByRole("radio", { name: "Moonshine base" })).toBeChecked();
  await expect(choice.getByRole("radio", { name: "Whisper tiny" })).toBeHidden();
  await choice.getByRole("button", { name: /^More engines/ }).click();
  await expect(choice.getByRole("radio", { name: "Parakeet TDT v3" })).toHaveAccessibleDescription(
    "25 languages, 670 MB to fetch",
  );
  await lookAt(page, "more-engines");
  await choice.getByRole("radio", { name: "Whisper tiny" }).click();
  await expect(page.getByText("Its model is fetched first, 104 MB, once.")).toBeVisible();

  models.throttle(60_000);
  await chooseFiles(page, goodFile("german.ogg"), server.url);
  const source = page.getByRole("article", { name: "german" });
  await expect(source).toContainText(/Fetching Whisper tiny, \d+ of 2\d\d kB/);
  if (process.env.TRAX_TEST_SHOTS) await lookAt(page, "fetching");
  models.throttle(0);
  await expect(source).toContainText("Done", { timeout: 60_000 });
  await source.getByRole("link", { name: "german.ogg" }).first().click();
  await expect(page).toHaveURL(/\/transcripts\//);
  await expect(words(page).first()).toHaveText(/Guten/);
  await expect(page.getByText(/whisper-tiny/).first()).toBeVisible();

  await page.goto(`${server.url}/settings#models`);
  const row = page
    .getByRole("region", { name: "Speech models" })
    .getByRole("listitem", { name: "Whisper tiny" });
  await expect(row).toContainText("Ready, 24");
  await lookAt(page, "models");
  await row.getByRole("button", { name: "Remove Whisper tiny" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await expect(row).toContainText("Not fetched");

  models.throttle(40_000);
  await row.getByRole("button", { name: "Fetch Whisper tiny" }).click();
  await expect(row).toContainText(/Fetching, \d+ of 2\d\d kB/);
  await row.getByRole("button", { name: "Cancel fetching Whisper tiny" }).click();
  await expect(row).toContainText(/Fetched in part, \d+/);
  await expect(row.getByRole("button", { name: "Fetch Whisper tiny" })).toHaveText("Go on");

  // A client of the endpoint is told at once, and joins the same work when it comes again.
  const sound = await convertMedia(["-i", fixturePath("station.ogg"), "-t", "6"], "other.wav");
  const ask = async () => {
    const form = new FormData();
    form.set("file", new Blob([new Uint8Array(sound)]), "other.wav");
    form.set("model", "whisper-tiny");
    const response = await fetch(`${server.url}/v1/audio/transcriptions`, { method: "POST", body: form });
    return {
      status: response.status,
      text: await response.text(),
      after: response.headers.get("retry-after"),
    };
  };
  const refusal = await ask();
  expect(refusal).toMatchObject({ status: 503, after: "30" });
  expect(JSON.parse(refusal.text)).toMatchObject({ error: { code: "model_fetching", param: "model" } });
  models.throttle(0);
  await expect.poll(async () => (await ask()).text, { timeout: 60_000 }).toMatch(/Guten/);
});
