import type { ProcessUsage } from "./process-usage";

/** What a run may use, and where what it uses is written down. Handed to everything that starts a process or gives
 * one work. */
export interface RunAccount {
  /** Runs of one batch share its engine slots. */
  readonly batchId: string;
  /** No process that works for the run may hold more. */
  readonly memoryLimitMb: number;
  /** Engine slots of this worker that the whole batch may use at once. */
  readonly engineSlots: number;
  /** Counts a process for the run from now on, until `end`.
   * @param pid undefined for one that could not be started: nothing to count
   * @param onOverLimit called once, when it holds more than the limit; ends it */
  watch(pid: number | undefined, onOverLimit: () => void): ChildWatch;
}

export interface ChildWatch {
  /** @param reported what the process says of itself, which is exact where looking now and then is not */
  end(reported?: Partial<ProcessUsage>): void;
}

/** Slots that a share of the cores makes, at least one. */
export function deriveEngineSlots(cores: number, cpuLimitPercent: number): number {
  return Math.max(1, Math.round((cores * cpuLimitPercent) / 100));
}
