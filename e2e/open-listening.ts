import type { Page } from "@playwright/test";

/** Lets `goto` and `reload` of a page return only when what can be used on it is used by React: a click, a paste or a
 * choice before that is lost, and no person is that quick. A page that is kept waiting on purpose is given up after
 * some seconds. */
export function openListening(page: Page): void {
  const { goto, reload } = page;
  page.goto = async (...given) => {
    const response = await goto.apply(page, given);
    await waitUntilListening(page);
    return response;
  };
  page.reload = async (...given) => {
    const response = await reload.apply(page, given);
    await waitUntilListening(page);
    return response;
  };
}

async function waitUntilListening(page: Page): Promise<void> {
  await page
    .waitForFunction(
      () =>
        [...document.querySelectorAll("button, input, select, textarea")].every((element) =>
          // React marks an element once it listens.
          Object.keys(element).some((key) => key.startsWith("__reactProps")),
        ),
      undefined,
      { timeout: 3_000 },
    )
    .catch(() => undefined);
}
