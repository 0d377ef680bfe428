import { defineConfig } from "@playwright/test";
import { browserFlags } from "./e2e/browser-flags";

/** Run by e2e/run.ts, which names the browser. The tests start the servers they need, see e2e/trax-server.ts. */
export default defineConfig({
  testDir: "e2e",
  testMatch: "**/*.spec.ts",
  outputDir: "test-results",
  // A test waits more than it works. Each worker has a server of its own.
  workers: 2,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    viewport: { width: 1280, height: 900 },
    locale: "en-GB",
    timezoneId: "UTC",
    trace: "retain-on-failure",
    acceptDownloads: true,
    launchOptions: {
      args: browserFlags,
      executablePath: process.env.TRAX_TEST_BROWSER,
    },
  },
});
