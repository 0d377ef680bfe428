import type { Page } from "@playwright/test";
import type { FilePayload } from "./fixtures/recordings";

/** Opens the dashboard and chooses files there: made up, or of this machine by their paths.
 * @param url of another server than the shared one */
export async function chooseFiles(
  page: Page,
  files: FilePayload | FilePayload[] | string[],
  url = "/",
): Promise<void> {
  await openDashboard(page, url);
  await page.getByLabel("Choose files").setInputFiles(files);
}

/** Opens the dashboard and waits until it takes files. */
export async function openDashboard(page: Page, url = "/"): Promise<void> {
  await page.goto(url);
  // React marks an element once it listens; a choice made before that is lost, as no person is that quick.
  await page.getByLabel("Choose files").evaluate(async (element) => {
    while (!Object.keys(element).some((key) => key.startsWith("__reactProps"))) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  });
}
