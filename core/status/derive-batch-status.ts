import type { BatchStatus, WorkStatus } from "./transitions";

/** How a source (one file or link) of a batch stands. `failed` covers cancelled steps too; `cancelled` says
 * that no step of it failed otherwise. */
export type SourceState = "waiting" | "active" | "processed" | "failed" | "cancelled";

/** A source is processed when its last wanted step completes, and has failed when any step of it ended failed or
 * cancelled. */
export function deriveSourceState(steps: readonly WorkStatus[]): SourceState {
  if (steps.includes("failed")) return "failed";
  if (steps.includes("cancelled")) return "cancelled";
  if (steps.length > 0 && steps.every((status) => status === "completed")) return "processed";
  return steps.every((status) => status === "pending") ? "waiting" : "active";
}

export function isSourceEnded(state: SourceState): boolean {
  return state === "processed" || state === "failed" || state === "cancelled";
}

export interface BatchFacts {
  totalSources: number;
  processedSources: number;
  /** Ended failed or cancelled. */
  failedSources: number;
  /** Of the failed ones, those that were cancelled. */
  cancelledSources: number;
  /** Whether any item ever ran. */
  started: boolean;
  paused: boolean;
}

export function deriveBatchStatus(facts: BatchFacts): BatchStatus {
  const ended = facts.processedSources + facts.failedSources;
  if (facts.totalSources > 0 && ended >= facts.totalSources) {
    if (facts.cancelledSources === facts.totalSources) return "cancelled";
    return facts.processedSources > 0 ? "completed" : "failed";
  }
  if (facts.paused) return "paused";
  return facts.started ? "running" : "pending";
}

export function isBatchEnded(status: BatchStatus): boolean {
  return status === "completed" || status === "failed" || status === "cancelled";
}
