import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";

const ATTEMPTS = 20;

export interface FileLock {
  /** The one who had it before died without giving it back. */
  wasStale: boolean;
  release(): void;
}

/** A lock that ends with the process that has it, however that ends. It names the process and when that began, so a pid
 * that was given to another program since does not count. Once it is held, the pid of who has it comes back instead.
 * @throws what the disk says when nothing can be written there */
export function lockFile(file: string): FileLock | { heldBy: number | null } {
  const mine = `${file}.${process.pid}.${randomUUID().slice(0, 8)}`;
  writeFileSync(mine, `${process.pid} ${startOf(process.pid) ?? "0"}`, { mode: 0o600 });
  let wasStale = false;
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      if (tryLink(mine, file)) return { wasStale, release: () => rmSync(file, { force: true }) };
      const content = readLock(file);
      if (content === null) continue;
      const pid = findHolder(content);
      if (pid !== null) return { heldBy: pid };
      wasStale = true;
      removeStale(file, content);
    }
  } finally {
    rmSync(mine, { force: true });
  }
  return { heldBy: null };
}

/** The process that has a lock now; null when nobody has. */
export function findLockHolder(file: string): number | null {
  const content = readLock(file);
  return content === null ? null : findHolder(content);
}

/** A lock appears whole or not at all: it is written elsewhere and linked into its place. */
function tryLink(mine: string, file: string): boolean {
  try {
    linkSync(mine, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
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
