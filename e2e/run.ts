import { spawn, spawnSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { findBrowser } from "./find-browser";

/** `npm run test:e2e [-- arguments of playwright test]`: finds a browser, says which, and runs the tests in it. Those
 * tagged @long are run where they, or a file, are named, and all of them with TRAX_TEST_LONG=1. */

const root = fileURLToPath(new URL("..", import.meta.url));

const browser = await findBrowser(console.log).catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
console.log(`Browser: ${browser}`);

// Once, before several would at the same time.
const built = spawnSync("npm", ["run", "--silent", "build"], {
  cwd: root,
  stdio: ["ignore", "inherit", "inherit"],
});
if (built.status !== 0) process.exit(built.status ?? 1);

const given = process.argv.slice(2);
const isQuick = given.length === 0 && process.env.TRAX_TEST_LONG !== "1";
const playwright = spawn(
  process.execPath,
  [
    path.join(root, "node_modules/@playwright/test/cli.js"),
    "test",
    ...(isQuick ? ["--grep-invert", "@long"] : given),
  ],
  { cwd: root, stdio: "inherit", env: { ...process.env, TRAX_TEST_BROWSER: browser } },
);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => playwright.kill(signal));
playwright.once("close", (code) => process.exit(code ?? 1));
