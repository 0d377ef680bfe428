import { test as base, expect } from "@playwright/test";
import { openListening } from "./open-listening";
import { startTrax, type TraxServer } from "./trax-server";

interface Guards {
  /** Console errors that a test provokes on purpose. */
  allowedErrors: RegExp | null;
  /** Whether the page knows files that an earlier test submitted: the tests share a server and a few recordings. */
  knowsRepeats: boolean;
}

/** `page` fails its test on any error in the console and on any request that would leave this machine. `trax` is one
 * server for all tests that do not kill it. */
export const test = base.extend<Guards, { trax: TraxServer }>({
  allowedErrors: [null, { option: true }],
  knowsRepeats: [false, { option: true }],

  trax: [
    // Playwright reads what a fixture needs from this pattern.
    // biome-ignore lint/correctness/noEmptyPattern: see above
    async ({}, use) => {
      const trax = await startTrax();
      await use(trax);
      await trax.stop();
      await trax.cleanUp();
    },
    { scope: "worker", timeout: 360_000 },
  ],

  baseURL: async ({ trax }, use) => use(trax.url),

  page: async ({ page, context, allowedErrors, knowsRepeats }, use) => {
    const problems: string[] = [];
    if (!knowsRepeats) {
      await context.route("**/api/trpc/submissions.findSameSize?*", (route) =>
        route.fulfill({ json: [{ result: { data: { json: { sizesBytes: [] } } } }] }),
      );
    }
    await context.route(
      (url) => /^(?:http|ws)s?:$/.test(url.protocol) && !isLoopback(url.hostname),
      (route) => {
        problems.push(`request to another machine: ${route.request().url()}`);
        return route.abort();
      },
    );
    // Of the context: a test may open a second page.
    openListening(page);
    context.on("page", openListening);
    context.on("weberror", (webError) => {
      const error = webError.error();
      problems.push(`uncaught: ${error.stack ?? error.message}`);
    });
    context.on("console", (message) => {
      if (message.type() === "error") problems.push(`console: ${message.text()} (${message.location().url})`);
    });
    await use(page);
    const unexpected = problems.filter((problem) => !allowedErrors?.test(problem));
    expect(unexpected, "errors in the page").toEqual([]);
  },
});

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\./.test(hostname);
}

export { expect };
