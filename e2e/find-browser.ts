import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { chromium } from "playwright";
import { browserFlags } from "./browser-flags";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** A Chromium that starts: the one that TRAX_TEST_BROWSER names, Playwright's own, the system's, else Debian's by apt for
 * root. `say` hears which ones were tried in vain.
 * @throws with what to do when there is none */
export async function findBrowser(say: (line: string) => void): Promise<string> {
  const found = (await findInstalled(say)) ?? (installByApt(say) ? await findInstalled(say) : null);
  if (found !== null) return found;
  throw new Error(
    "Browser: none found. Install one with `npx playwright install chromium` or from your distribution (apt install chromium), or name one with TRAX_TEST_BROWSER=/path/to/chromium.",
  );
}

async function findInstalled(say: (line: string) => void): Promise<string | null> {
  for (const candidate of new Set(listCandidates())) {
    const problem = await findLaunchProblem(candidate);
    if (problem === null) return candidate;
    say(`Browser: ${candidate} does not start (${problem}).`);
  }
  return null;
}

function listCandidates(): string[] {
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter(Boolean);
  const installed = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [process.env.TRAX_TEST_BROWSER ?? "", chromium.executablePath(), ...installed].filter(
    (candidate) => candidate !== "" && existsSync(candidate),
  );
}

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

function installByApt(say: (line: string) => void): boolean {
  if (process.getuid?.() !== 0 || spawnSync("apt-get", ["--version"]).status !== 0) return false;
  say("Browser: none found, installing Debian's chromium with apt-get.");
  // What apt says is no part of what the caller prints.
  const options = {
    stdio: ["ignore", 2, 2] as ("ignore" | number)[],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  };
  return (
    spawnSync("apt-get", ["update", "-q"], options).status === 0 &&
    spawnSync("apt-get", ["install", "-y", "-q", "--no-install-recommends", "chromium"], options).status === 0
  );
}
