import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import path from "node:path";

const APT_MS = 300_000;

/** Programs that some tests cannot do without, by name, with Debian's package of each. */
const neededTools: Record<string, string> = { openssl: "openssl", strace: "strace", "yt-dlp": "yt-dlp" };

/** Installs by apt what is missing, for root, who owns a machine made for tests. Once, before any test: of two that
 * install at the same time one would fail. */
export function installSystemTools(): void {
  const missing = Object.keys(neededTools).filter((name) => findOnPath(name) === null);
  if (missing.length === 0 || process.getuid?.() !== 0 || !findOnPath("apt-get")) return;
  const options = {
    stdio: "ignore",
    timeout: APT_MS,
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  } as const;
  spawnSync("apt-get", ["update", "-q"], options);
  const packages = missing.map((name) => neededTools[name] as string);
  spawnSync("apt-get", ["install", "-y", "-q", "--no-install-recommends", ...packages], options);
}

/** @returns the absolute path of a program of the system
 * @throws a sentence that says what to install */
export function requireSystemTool(name: string): string {
  const found = findOnPath(name);
  if (found) return found;
  throw new Error(
    `These tests need ${name}. Install it (apt install ${neededTools[name] ?? name}) and run them again.`,
  );
}

function findOnPath(name: string): string | null {
  for (const folder of (process.env.PATH ?? "").split(path.delimiter)) {
    const candidate = path.join(folder, name);
    try {
      accessSync(candidate, constants.X_OK);
      return candidate;
    } catch {
      // The next folder may have it.
    }
  }
  return null;
}
