import type { Page } from "@playwright/test";
import { chooseFiles } from "./choose-files";
import { goodFile } from "./fixtures/recordings";
import { expect, test } from "./test";
import { words } from "./transcript-page";
import { startTrax, type TraxServer, waitUntil } from "./trax-server";

const lines = (page: Page) => page.getByRole("list", { name: "Lines" }).locator("[data-segment-id]");

async function typeInLine(page: Page, index: number, text: string): Promise<void> {
  await lines(page).nth(index).focus();
  await page.keyboard.press("Enter");
  const field = page.getByRole("textbox", { name: "Text of this line" });
  await field.fill(text);
  await field.press("Control+Enter");
}

async function kill(server: TraxServer, name: string): Promise<void> {
  const victim = server.processes().find((one) => one.parentPid === server.pid && one.command.includes(name));
  process.kill(victim?.pid as number, "SIGKILL");
  await waitUntil(() => server.processes().every((one) => one.pid !== victim?.pid), 10_000);
}

test.use({ allowedErrors: /ERR_|Failed to fetch|Failed to load resource/ });

test("kill -9 of web and of the database loses nothing that the page called saved, and nothing typed since", async ({
  page,
}) => {
  test.setTimeout(180_000);
  const server = await startTrax();
  try {
    await chooseFiles(page, goodFile("killed.ogg"), server.url);
    await page.getByRole("link", { name: "killed.ogg" }).first().click();
    await expect(words(page).first()).toBeVisible({ timeout: 60_000 });
    const saved = page.getByText("All changes saved");

    await typeInLine(page, 0, "Saved before the web process died.");
    await expect(saved).toBeVisible();
    await kill(server, "trax web");
    await typeInLine(page, 1, "Typed while it was away.");
    await expect(saved).toBeVisible({ timeout: 60_000 });
    await kill(server, "postgres");
    await typeInLine(page, 2, "Typed while the database was away.");
    await expect(saved).toBeVisible({ timeout: 60_000 });

    await page.reload();
    await expect(lines(page).nth(0)).toContainText("Saved before the web process died.");
    await expect(lines(page).nth(1)).toContainText("Typed while it was away.");
    await expect(lines(page).nth(2)).toContainText("Typed while the database was away.");
    await page.goto("about:blank");
    await server.stop();
  } finally {
    await server.cleanUp();
  }
});
