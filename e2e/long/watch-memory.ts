import { readFileSync } from "node:fs";
import type { ProcessFacts } from "../list-processes";

const EVERY_MS = 1_000;
const kinds = { worker: "trax worker", engine: "engine-child", ffmpeg: "ffmpeg" } as const;

export type PeakMemory = Record<keyof typeof kinds, number>;

/** Looks once a second at the processes that do the work.
 * @returns of each kind the most that one process ever had, in MB */
export function watchMemory(list: () => ProcessFacts[]): { stop(): PeakMemory } {
  const peaks: PeakMemory = { worker: 0, engine: 0, ffmpeg: 0 };
  const timer = setInterval(() => {
    for (const { pid, command } of list()) {
      for (const [kind, part] of Object.entries(kinds) as [keyof PeakMemory, string][])
        if (command.includes(part)) peaks[kind] = Math.max(peaks[kind], readPeakMb(pid));
    }
  }, EVERY_MS);
  return {
    stop() {
      clearInterval(timer);
      return peaks;
    },
  };
}

/** The system's own high-water mark: nothing is missed between two looks. */
function readPeakMb(pid: number): number {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return Math.round(Number(kilobytes ?? 0) / 1024);
  } catch {
    return 0;
  }
}
