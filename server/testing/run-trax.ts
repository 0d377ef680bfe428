import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** One that takes longer is killed, and its code is null. */
const LONGEST_MS = 120_000;

export interface CommandResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

interface CommandSurroundings {
  home: string;
  /** Left out: the embedded database of the home. */
  DATABASE_URL?: string;
  TRAX_WAL_ARCHIVE?: string;
  /** A disk in memory that only the command sees, mounted with this option; for an account that may mount. */
  disk?: { folder: string; option: string };
}

/** Runs the `trax` command as a process of its own, with nothing of this one's settings. What it leaves on a `disk` is
 * listed at the end of its output. */
export function runTrax(args: string[], { home, disk, ...env }: CommandSurroundings): Promise<CommandResult> {
  const trax = [process.execPath, "--import", "tsx", "bin/trax.ts", ...args];
  const script =
    'mount -t tmpfs -o "$1" none "$2"; disk=$2; shift 2; "$@"; code=$?; ls -A "$disk"; exit $code';
  const [program = "", ...rest] = disk
    ? ["unshare", "-m", "sh", "-c", script, "sh", disk.option, disk.folder, ...trax]
    : trax;
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, {
      cwd: root,
      timeout: LONGEST_MS,
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: process.env.PATH, HOME: home, TRAX_HOME: home, ...env } as unknown as NodeJS.ProcessEnv,
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (part) => (stdout += part));
    child.stderr.on("data", (part) => (stderr += part));
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
}
