import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright";
import { browserFlags } from "./browser-flags";

/** `npm run test:e2e [-- arguments of playwright test]`: finds a browser, says which, and runs the tests in it. */

const root = fileURLToPath(new URL("..", import.meta.url));
const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Why a browser does not start, null when it does. Only a start tells: a snap or a missing library look fine. */
async function findLaunchProblem(executablePath: string): Promise<string | null> {
  try {
    const browser = await chromium.launch({ executablePath, args: browserFlags, timeout: 30_000 });
    await browser.close();
    return null;
  } catch (error) {
    return (error as Error).message.split("\n")[0] ?? "unknown";
  }
}

function listCandidates(): string[] {
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter(Boolean);
  const installed = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [process.env.TRAX_TEST_BROWSER ?? "", chromium.executablePath(), ...installed].filter(
    (candidate) => {
      return candidate !== "" && existsSync(candidate);
    },
  );
}

function installByApt(): boolean {
  if (process.getuid?.() !== 0 || spawnSync("apt-get", ["--version"]).status !== 0) return false;
  console.log("Browser: none found, installing Debian's chromium with apt-get.");
  const options = { stdio: "inherit", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } } as const;
  return (
    spawnSync("apt-get", ["update", "-q"], options).status === 0 &&
    spawnSync("apt-get", ["install", "-y", "-q", "--no-install-recommends", "chromium"], options).status === 0
  );
}

async function findBrowser(): Promise<string | null> {
  for (const candidate of new Set(listCandidates())) {
    const problem = await findLaunchProblem(candidate);
    if (problem === null) return candidate;
    console.log(`Browser: ${candidate} does not start (${problem}).`);
  }
  return null;
}

const browser = (await findBrowser()) ?? (installByApt() ? await findBrowser() : null);
if (browser === null) {
  console.error(
    "Browser: none found. Install one with `npx playwright install chromium` or from your distribution (apt install chromium), or name one with TRAX_TEST_BROWSER=/path/to/chromium.",
  );
  process.exit(1);
}
console.log(`Browser: ${browser}`);

// Once, before several would at the same time.
const built = spawnSync("npm", ["run", "--silent", "build"], {
  cwd: root,
  stdio: ["ignore", "inherit", "inherit"],
});
if (built.status !== 0) process.exit(built.status ?? 1);

const playwright = spawn(
  process.execPath,
  [path.join(root, "node_modules/@playwright/test/cli.js"), "test", ...process.argv.slice(2)],
  { cwd: root, stdio: "inherit", env: { ...process.env, TRAX_TEST_BROWSER: browser } },
);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => playwright.kill(signal));
playwright.once("close", (code) => process.exit(code ?? 1));
