import { execFileSync } from "node:child_process";
import { cpSync, existsSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
/** What is made, never what is written: see .gitignore. */
const made = new Set([
  ".git",
  ".next",
  ".trax",
  "coverage",
  "dist",
  "models",
  "node_modules",
  "playwright-report",
  "prisma/client",
  "test-results",
]);

/** These sources in another folder, with their packages and nothing that a build or a start made. */
export function cloneTrax(folder: string): void {
  if (existsSync(path.join(root, ".git"))) {
    execFileSync("git", ["clone", "--quiet", "--depth", "1", `file://${path.resolve(root)}`, folder]);
    // And what is not committed yet.
    for (const name of listFiles("--modified", "--others", "--exclude-standard")) {
      if (existsSync(path.join(root, name))) cpSync(path.join(root, name), path.join(folder, name));
      else rmSync(path.join(folder, name), { force: true });
    }
  } else {
    cpSync(root, folder, { recursive: true, filter: (from) => !made.has(path.relative(root, from)) });
  }
  const packages = [path.join(root, "node_modules"), path.join(folder, "node_modules")];
  try {
    // Links take no room. They cannot reach another file system.
    execFileSync("cp", ["-al", ...packages], { stdio: "ignore" });
  } catch {
    rmSync(path.join(folder, "node_modules"), { recursive: true, force: true });
    execFileSync("cp", ["-a", ...packages]);
  }
}

function listFiles(...options: string[]): string[] {
  return execFileSync("git", ["ls-files", "-z", ...options], { cwd: root, encoding: "utf8" })
    .split("\0")
    .filter((name) => name !== "");
}
