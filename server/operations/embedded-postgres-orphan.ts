import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { readdir, readFile, readlink, realpath, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { TraxError } from "@/server/platform/errors";

const ORPHAN_STOP_MS = 30_000;
const LEFTOVER_EXIT_MS = 5_000;

/** Makes way for a server of `dataDir`: one that outlived a killed supervisor is stopped, and the lock file of one
 * that is gone, whose pid belongs to another program by now, is removed.
 * @throws ALREADY_RUNNING when the supervisor that started it is alive */
export async function removeOrphan(dataDir: string, log: (message: string) => void): Promise<void> {
  const lockFile = join(dataDir, "postmaster.pid");
  const pid = Number((await readFile(lockFile, "utf8").catch(() => "")).split("\n")[0]);
  if (Number.isInteger(pid) && pid > 1 && isAlive(pid)) {
    if (await isServerOf(dataDir, pid)) {
      const supervisor = await findSupervisor(dataDir);
      if (supervisor !== null) throw new TraxError("ALREADY_RUNNING", { home: dataDir, pid: supervisor });
      log(`embedded database: stopping process ${pid}, left over from a run that was killed`);
      await stopServer(dataDir, pid);
    } else {
      await removeLeftovers(dataDir);
      log(`embedded database: removing a stale lock file, process ${pid} is another program`);
      await rm(lockFile, { force: true });
    }
  } else {
    // A dead server's own lock file is checked by PostgreSQL itself.
    await removeLeftovers(dataDir);
  }
}

/** Keeps in mind that this process looks after the server of `dataDir`. */
export async function recordSupervisor(dataDir: string): Promise<void> {
  await writeFile(supervisorFile(dataDir), `${process.pid} ${findStartTime(process.pid)}\n`);
}

/** The pid of a live process, other than this one, that looks after the server of `dataDir`. */
async function findSupervisor(dataDir: string): Promise<number | null> {
  const [pid, startTime] = (await readFile(supervisorFile(dataDir), "utf8").catch(() => ""))
    .trim()
    .split(" ");
  const alive = Number(pid) > 0 && Number(pid) !== process.pid && findStartTime(Number(pid)) === startTime;
  return alive ? Number(pid) : null;
}

function supervisorFile(dataDir: string): string {
  return `${dataDir}.supervisor`;
}

/** A pid alone may have been given to another program since; with the time of its start it is unique. */
function findStartTime(pid: number): string | null {
  try {
    if (process.platform === "linux") {
      // Field 22; the name in parentheses, field 2, may hold blanks.
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
    }
    const started = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" });
    return started.trim().replace(/\s+/g, "-");
  } catch {
    return null;
  }
}

async function isServerOf(dataDir: string, pid: number): Promise<boolean> {
  if (process.platform !== "linux") {
    const command = execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
    return command.includes("postgres") && command.includes(dataDir);
  }
  // Every process of a server has its data folder as working directory.
  const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => null);
  return basename(command.split("\0")[0] ?? "").startsWith("postgres") && cwd === (await realpath(dataDir));
}

/** Children of a server that was killed end by themselves, within moments. A new server must not start before. */
async function removeLeftovers(dataDir: string): Promise<void> {
  if (process.platform !== "linux") return;
  const deadline = Date.now() + LEFTOVER_EXIT_MS;
  for (;;) {
    const leftovers: number[] = [];
    for (const name of await readdir("/proc")) {
      if (/^\d+$/.test(name) && (await isServerOf(dataDir, Number(name)))) leftovers.push(Number(name));
    }
    if (leftovers.length === 0) return;
    if (Date.now() > deadline) for (const pid of leftovers) killQuietly(pid);
    await sleep(100);
  }
}

async function stopServer(dataDir: string, pid: number): Promise<void> {
  process.kill(pid, "SIGINT");
  const deadline = Date.now() + ORPHAN_STOP_MS;
  // Not "while it is alive": nobody may have reaped it, in a container without init.
  while (await isServerOf(dataDir, pid)) {
    if (Date.now() > deadline) killQuietly(pid);
    await sleep(50);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, "SIGQUIT");
  } catch {
    // Ended between the look and the signal.
  }
}
