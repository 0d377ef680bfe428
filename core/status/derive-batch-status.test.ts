import { describe, expect, test } from "vitest";
import {
  type BatchFacts,
  deriveBatchStatus,
  deriveSourceState,
  type SourceState,
} from "./derive-batch-status";
import type { WorkStatus } from "./transitions";

describe("the state of a source", () => {
  test.each<[WorkStatus[], SourceState]>([
    [["pending", "pending"], "waiting"],
    [["running", "pending"], "active"],
    [["completed", "pending"], "active"],
    [["completed", "retrying"], "active"],
    [["completed", "completed"], "processed"],
    [["failed", "pending"], "failed"],
    [["completed", "failed"], "failed"],
    [["completed", "cancelled"], "cancelled"],
    [["failed", "cancelled"], "failed"],
    [[], "waiting"],
  ])("of the steps %j is %s", (steps, expected) => {
    expect(deriveSourceState(steps)).toBe(expected);
  });
});

describe("the status of a batch", () => {
  const facts: BatchFacts = {
    totalSources: 3,
    processedSources: 0,
    failedSources: 0,
    cancelledSources: 0,
    started: false,
    paused: false,
  };
  test.each<[Partial<BatchFacts>, string]>([
    [{}, "pending"],
    [{ started: true }, "running"],
    [{ paused: true }, "paused"],
    [{ started: true, paused: true, processedSources: 1 }, "paused"],
    [{ started: true, processedSources: 2, failedSources: 0 }, "running"],
    [{ started: true, processedSources: 3 }, "completed"],
    [{ started: true, processedSources: 3, paused: true }, "completed"],
    [{ started: true, processedSources: 1, failedSources: 2 }, "completed"],
    [{ started: true, failedSources: 3 }, "failed"],
    [{ started: true, failedSources: 3, cancelledSources: 2 }, "failed"],
    [{ started: true, failedSources: 3, cancelledSources: 3 }, "cancelled"],
    [{ totalSources: 0 }, "pending"],
  ])("of %j is %s", (given, expected) => {
    expect(deriveBatchStatus({ ...facts, ...given })).toBe(expected);
  });
});
