import { defineConfig } from "@playwright/test";
import { browserFlags } from "./e2e/browser-flags";

/** Run by e2e/run.ts, which names the browser. The tests start the servers they need, see e2e/trax-server.ts. */
export default defineConfig({
  testDir: "e2e",
  testMatch: "**/*.spec.ts",
  outputDir: "test-results",
  // A test waits more than it works. Each worker has a server of its own.
  workers: 2,
  // In CI, which shares its machine, one that fails has a second go and is named "flaky"; at a desk it fails.
  retries: process.env.CI ? 1 : 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    viewport: { width: 1280, height: 900 },
    locale: "en-GB",
    timezoneId: "UTC",
    // To trace takes a fifth of all time.
    trace: process.env.TRAX_TEST_TRACE === "1" ? "retain-on-failure" : "on-first-retry",
    acceptDownloads: true,
    launchOptions: {
      args: browserFlags,
      executablePath: process.env.TRAX_TEST_BROWSER,
    },
  },
});
