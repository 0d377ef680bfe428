import { readdirSync, readFileSync } from "node:fs";

/** What a process uses now. */
export interface ProcessUsage {
  /** Resident memory minus what is shared (anonymous pages): libraries and files that several processes map count
   * for none of them, and the system can drop those pages anyway. */
  memoryMb: number;
  /** User and system time since it began. */
  cpuSeconds: number;
}

/** The kernel counts for us in hundredths of a second on every platform that Linux runs on. */
const TICKS_A_SECOND = 100;

/** Whether this system tells about processes as Linux does. */
export function canReadProcesses(): boolean {
  return readProcessUsage(process.pid) !== null;
}

/** Null where there is no such process, or no /proc. Reads of /proc touch no disk and take some ten microseconds. */
export function readProcessUsage(pid: number): ProcessUsage | null {
  const status = readText(`/proc/${pid}/status`);
  const stat = readText(`/proc/${pid}/stat`);
  if (status === null || stat === null) return null;
  return parseProcessUsage(status, stat);
}

/** @param status text of /proc/PID/status
 * @param stat text of /proc/PID/stat */
export function parseProcessUsage(status: string, stat: string): ProcessUsage | null {
  // The name, in brackets, may hold blanks and brackets of its own.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(fields[11]) + Number(fields[12]);
  if (!Number.isFinite(ticks)) return null;
  // A process that has ended but was not waited for has no memory any more.
  const anonymousKb = Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0);
  return { memoryMb: anonymousKb / 1024, cpuSeconds: ticks / TICKS_A_SECOND };
}

/** A process and all that come from it. Where the kernel does not list children, it alone. */
export function listProcessTree(rootPid: number): number[] {
  const tree = [rootPid];
  for (const pid of tree) tree.push(...listChildren(pid).filter((child) => !tree.includes(child)));
  return tree;
}

function listChildren(pid: number): number[] {
  const folder = `/proc/${pid}/task`;
  try {
    return readdirSync(folder).flatMap((thread) =>
      (readText(`${folder}/${thread}/children`) ?? "").split(" ").filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return null;
  }
}
