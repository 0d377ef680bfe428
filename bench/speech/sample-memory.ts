import { readdir, readFile } from "node:fs/promises";

/** Adding up a large process costs the kernel some milliseconds: oftener, the watching would be in the figures. */
const sampleEveryMs = 1_000;

/** Watches the memory of a process and all its descendants: pages that several share are counted once (PSS).
 * Linux only; elsewhere the peak stays 0. */
export function sampleMemory(
  rootPid: number,
  everyMs = sampleEveryMs,
): { stop(): Promise<{ peakPssMb: number }> } {
  let peakBytes = 0;
  let stopped = false;
  const loop = (async () => {
    while (!stopped) {
      peakBytes = Math.max(peakBytes, await readTreePssBytes(rootPid));
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  })();
  return {
    async stop() {
      stopped = true;
      await loop;
      return { peakPssMb: Math.round(peakBytes / 2 ** 20) };
    },
  };
}

async function readTreePssBytes(rootPid: number): Promise<number> {
  const parents = new Map<number, number>();
  for (const name of await readdir("/proc").catch(() => [])) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
    // The name of the program, in parentheses, may hold anything; the parent's pid is the second field after it.
    const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
    if (parent > 0) parents.set(pid, parent);
  }
  const belongs = (pid: number | undefined): boolean =>
    pid !== undefined && (pid === rootPid || belongs(parents.get(pid)));
  let sum = 0;
  for (const pid of parents.keys()) {
    if (!belongs(pid)) continue;
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => "");
    sum += Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) * 1024;
  }
  return sum;
}
