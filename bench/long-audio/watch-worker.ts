import { readFileSync } from "node:fs";
import type { ProcessFacts } from "../../e2e/list-processes";
import { quantile } from "../quantile";

const everyMs = 1_000;

/** Memory of the worker while it works, in MB: the median of each quarter of what is seen. What grows with the length of
 * a recording shows as a last quarter above the second. */
export function watchWorker(list: () => ProcessFacts[]) {
  const seen: number[] = [];
  const timer = setInterval(() => {
    const worker = list().find(({ command }) => command.includes("trax worker"));
    if (!worker) return;
    try {
      const status = readFileSync(`/proc/${worker.pid}/status`, "utf8");
      seen.push(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024);
    } catch {
      // It has ended since.
    }
  }, everyMs);
  return {
    stop(): number[] {
      clearInterval(timer);
      return [0, 1, 2, 3].map((quarter) => {
        const part = seen.slice((seen.length * quarter) >> 2, (seen.length * (quarter + 1)) >> 2);
        return Math.round(quantile(part, 0.5));
      });
    },
  };
}
