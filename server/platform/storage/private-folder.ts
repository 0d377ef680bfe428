import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import { processWide } from "../process-wide";

/** Nothing is worked on for longer; it bounds what stays of processes whose end this one cannot see. */
const FORGOTTEN_MS = 7 * 24 * 60 * 60_000;

/** Containers that share a folder have process numbers of their own, but seldom the same host name. */
const host = createHash("sha256").update(hostname()).digest("hex").slice(0, 8);

/** Folders of living owners in this process: its number alone does not tell them from those of a dead process that
 * had the same, as the first process of a container always has. */
const liveNames = () => processWide("private-folders", () => new Set<string>());

/** A folder below `parent` that nobody else writes to, told from those of dead processes by its name. It is not
 * made yet. */
export function namePrivateFolder(parent: string): string {
  const name = `${host}-${process.pid}-${randomUUID()}`;
  liveNames().add(name);
  return path.join(parent, name);
}

/** Removes what dead processes left below `parent`. Returns how many folders. */
export async function sweepPrivateFolders(parent: string, now = Date.now()): Promise<number> {
  await mkdir(parent, { recursive: true, mode: 0o700 });
  let removed = 0;
  for (const name of await readdir(parent)) {
    const folder = path.join(parent, name);
    const info = await stat(folder).catch(() => null);
    if (!info || !(isLeft(name) || now - info.mtimeMs > FORGOTTEN_MS) || liveNames().has(name)) continue;
    await rm(folder, { recursive: true, force: true });
    removed += 1;
  }
  return removed;
}

function isLeft(name: string): boolean {
  const [nameHost, pid] = name.split("-");
  if (nameHost !== host) return false;
  return Number(pid) === process.pid || !isAlive(Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
