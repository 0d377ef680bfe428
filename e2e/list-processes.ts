import { readdirSync, readFileSync } from "node:fs";

export interface ProcessFacts {
  pid: number;
  parentPid: number;
  command: string;
}

/** Processes that were started with this TRAX_HOME, or name it in their arguments (as PostgreSQL does). Linux only;
 * elsewhere there are none to see. */
export function listProcesses(home: string): ProcessFacts[] {
  return listPids().flatMap((pid) => {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
      const environment = readFileSync(`/proc/${pid}/environ`, "utf8");
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const [state, parentPid] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      const isOurs =
        pid !== process.pid && (command.includes(home) || environment.includes(`TRAX_HOME=${home}`));
      return isOurs && state !== "Z" ? [{ pid, parentPid: Number(parentPid), command }] : [];
    } catch {
      // It ended while we looked, or belongs to somebody else.
      return [];
    }
  });
}

function listPids(): number[] {
  try {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}
