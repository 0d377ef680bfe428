import type { Page } from "@playwright/test";
import type { FilePayload } from "./fixtures/recordings";

/** Opens the dashboard and chooses files there.
 * @param url of another server than the shared one */
export async function chooseFiles(page: Page, files: FilePayload | FilePayload[], url = "/"): Promise<void> {
  await page.goto(url);
  const input = page.getByLabel("Choose files");
  // React marks an element once it listens; a choice made before that is lost, as no person is that quick.
  await input.evaluate(async (element) => {
    while (!Object.keys(element).some((key) => key.startsWith("__reactProps"))) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  });
  await input.setInputFiles(files);
}
