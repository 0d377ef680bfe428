import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { access, constants, mkdir } from "node:fs/promises";
import path from "node:path";
import { TraxError } from "@/server/platform/errors";

const ATTEMPTS = 20;

export interface HomeLock {
  /** The one who had it before died without giving it back. */
  wasStale: boolean;
  release(): void;
}

/** One Trax a TRAX_HOME. The lock names a process and when that process began, so a pid that was given to another
 * program since does not count.
 * @throws TraxError ALREADY_RUNNING, HOME_NOT_WRITABLE */
export async function lockHome(home: string): Promise<HomeLock> {
  try {
    await makeFolder(home);
    await access(home, constants.W_OK);
  } catch (error) {
    throw new TraxError("HOME_NOT_WRITABLE", { home, reason: `${(error as Error).message}.` });
  }
  const file = path.join(home, "trax.lock");
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, `${process.pid} ${startOf(process.pid) ?? "0"}`, { mode: 0o600 });
  let wasStale = false;
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      if (tryLink(mine, file)) return { wasStale, release: () => rmSync(file, { force: true }) };
      const content = readLock(file);
      if (content === null) continue;
      const pid = findHolder(content);
      if (pid !== null) throw new TraxError("ALREADY_RUNNING", { home, pid });
      wasStale = true;
      removeStale(file, content);
    }
  } finally {
    rmSync(mine, { force: true });
  }
  throw new TraxError("ALREADY_RUNNING", { home, pid: "unknown" });
}

/** A lock appears whole or not at all: it is written elsewhere and linked into its place. */
function tryLink(mine: string, file: string): boolean {
  try {
    linkSync(mine, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw new TraxError("HOME_NOT_WRITABLE", {
      home: path.dirname(file),
      reason: `${(error as Error).message}.`,
    });
  }
}

/** Null when it was given back in this very moment. */
function readLock(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

/** Two starts may find the same stale lock. Moved away first, a lock that is not the one that was read turns out to be
 * the other's fresh one, and goes back. */
function removeStale(file: string, content: string): void {
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (readLock(aside) !== content) tryLink(aside, file);
  rmSync(aside, { force: true });
}

/** Step by step: asked for all steps at once, Node tries for ever where a file system refuses (as /proc does). */
async function makeFolder(folder: string): Promise<void> {
  if (existsSync(folder)) return;
  if (!existsSync(path.dirname(folder))) await makeFolder(path.dirname(folder));
  await mkdir(folder);
}

/** The process that has the lock, null when it is gone. */
function findHolder(content: string): number | null {
  const [pid, start] = content.trim().split(" ");
  const number = Number(pid);
  if (!Number.isInteger(number) || number <= 0) return null;
  const current = startOf(number);
  return current !== null && current === start ? number : null;
}

/** Clock ticks since boot at which a process began: field 22 of /proc/PID/stat. Elsewhere, whether it lives. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    if (process.platform === "linux") return null;
    try {
      process.kill(pid, 0);
      return "0";
    } catch {
      return null;
    }
  }
}
