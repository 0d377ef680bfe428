import { getLogger } from "@/server/platform/logger";
import { canReadProcesses, listProcessTree, type ProcessUsage, readProcessUsage } from "./process-usage";
import type { ChildWatch, RunAccount } from "./run-account";

const SAMPLE_MS = 500;

/** What a run has used so far: of the processes that worked for it, not of the worker's own. */
export interface RunUsage {
  /** The most that all its processes held at one moment. */
  peakMemoryMb: number;
  cpuSeconds: number;
}

export interface MeteredRun extends RunAccount {
  read(): RunUsage;
  close(): void;
}

export interface ResourceMeter {
  open(limits: Pick<RunAccount, "batchId" | "memoryLimitMb" | "engineSlots">): MeteredRun;
  /** Memory of this process and all its children; 0 where the system does not tell. */
  measureTreeMb(): number;
}

const TREE_FRESH_MS = 200;

interface Watched {
  pid: number;
  cpuSecondsBefore: number;
  last: ProcessUsage;
  isOver: boolean;
  onOverLimit(): void;
}

/** Looks at the processes of all runs twice a second while there is one, keeps the peaks, and tells of a process
 * that outgrew the limit of its run. Where the system does not tell about processes (not Linux), it says so once
 * and limits nothing. */
export function createResourceMeter(
  options: { sampleMs?: number; readUsage?: (pid: number) => ProcessUsage | null } = {},
): ResourceMeter {
  const { sampleMs = SAMPLE_MS, readUsage = readProcessUsage } = options;
  const samplers = new Set<() => void>();
  let timer: NodeJS.Timeout | undefined;
  let isTold = false;

  function tellOnce(): void {
    if (isTold) return;
    isTold = true;
    if (canReadProcesses()) return;
    getLogger().warn("this system has no /proc: the memory limits of batches cannot be enforced here");
  }

  function start(sample: () => void): void {
    tellOnce();
    samplers.add(sample);
    timer ??= setInterval(() => {
      for (const each of samplers) each();
    }, sampleMs).unref();
  }

  function stop(sample: () => void): void {
    samplers.delete(sample);
    if (samplers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  function open({ batchId, memoryLimitMb, engineSlots }: Parameters<ResourceMeter["open"]>[0]): MeteredRun {
    const watched = new Set<Watched>();
    let peakMemoryMb = 0;
    let endedCpuSeconds = 0;

    function look(child: Watched): void {
      const now = readUsage(child.pid);
      if (!now) return;
      child.last = {
        memoryMb: now.memoryMb,
        cpuSeconds: Math.max(child.last.cpuSeconds, now.cpuSeconds - child.cpuSecondsBefore),
      };
      if (child.isOver || now.memoryMb <= memoryLimitMb) return;
      child.isOver = true;
      child.onOverLimit();
    }

    function sample(): void {
      let togetherMb = 0;
      for (const child of watched) {
        look(child);
        togetherMb += child.last.memoryMb;
      }
      peakMemoryMb = Math.max(peakMemoryMb, togetherMb);
    }

    function watch(pid: number | undefined, onOverLimit: () => void): ChildWatch {
      if (pid === undefined) return { end: () => {} };
      const cpuSecondsBefore = readUsage(pid)?.cpuSeconds ?? 0;
      const child: Watched = {
        pid,
        cpuSecondsBefore,
        last: { memoryMb: 0, cpuSeconds: 0 },
        isOver: false,
        onOverLimit,
      };
      watched.add(child);
      return {
        end(reported = {}) {
          if (!watched.delete(child)) return;
          // Nobody needs to be told any more that it is too large.
          child.isOver = true;
          if (reported.cpuSeconds === undefined) look(child);
          endedCpuSeconds += reported.cpuSeconds ?? child.last.cpuSeconds;
          peakMemoryMb = Math.max(peakMemoryMb, reported.memoryMb ?? child.last.memoryMb);
        },
      };
    }

    start(sample);
    return {
      batchId,
      memoryLimitMb,
      engineSlots,
      watch,
      read() {
        const running = [...watched].reduce((sum, child) => sum + child.last.cpuSeconds, 0);
        return {
          peakMemoryMb: Math.round(peakMemoryMb),
          cpuSeconds: Math.round((endedCpuSeconds + running) * 100) / 100,
        };
      },
      close: () => stop(sample),
    };
  }

  let tree = { atMs: Number.NEGATIVE_INFINITY, mb: 0 };
  function measureTreeMb(): number {
    const nowMs = performance.now();
    // Many that ask in the same moment hear the same.
    if (nowMs - tree.atMs > TREE_FRESH_MS) {
      const mb = listProcessTree(process.pid).reduce((sum, pid) => sum + (readUsage(pid)?.memoryMb ?? 0), 0);
      tree = { atMs: nowMs, mb };
    }
    return tree.mb;
  }

  return { open, measureTreeMb };
}
