import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ProcessUsage } from "./process-usage";
import { createResourceMeter } from "./resource-meter";
import { deriveEngineSlots } from "./run-account";

const processes = new Map<number, ProcessUsage>();
const limits = { batchId: "batch", memoryLimitMb: 500, engineSlots: 2 };

function openMeter() {
  return createResourceMeter({ sampleMs: 100, readUsage: (pid) => processes.get(pid) ?? null });
}

beforeEach(() => {
  vi.useFakeTimers();
  processes.clear();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("createResourceMeter", () => {
  it("keeps the most that all processes of a run held at one moment, and adds up their time", () => {
    const run = openMeter().open(limits);
    processes.set(1, { memoryMb: 100, cpuSeconds: 0 });
    processes.set(2, { memoryMb: 200, cpuSeconds: 0 });
    const [one, two] = [run.watch(1, () => {}), run.watch(2, () => {})];
    vi.advanceTimersByTime(100);
    processes.set(1, { memoryMb: 50, cpuSeconds: 3 });
    processes.set(2, { memoryMb: 40, cpuSeconds: 1.5 });
    one.end();
    two.end();
    expect(run.read()).toEqual({ peakMemoryMb: 300, cpuSeconds: 4.5 });
    run.close();
  });

  it("counts of a process only what it did for the run", () => {
    const run = openMeter().open(limits);
    processes.set(1, { memoryMb: 100, cpuSeconds: 60 });
    const watch = run.watch(1, () => {});
    processes.set(1, { memoryMb: 100, cpuSeconds: 61 });
    vi.advanceTimersByTime(100);
    expect(run.read().cpuSeconds).toBe(1);
    // Gone before anybody looked again: what was seen last counts.
    processes.delete(1);
    watch.end();
    watch.end();
    expect(run.read().cpuSeconds).toBe(1);
    run.close();
  });

  it("believes a process more than a look at it", () => {
    const run = openMeter().open(limits);
    const watch = run.watch(1, () => {});
    watch.end({ cpuSeconds: 0.25, memoryMb: 80 });
    expect(run.read()).toEqual({ peakMemoryMb: 80, cpuSeconds: 0.25 });
    run.close();
  });

  it("tells once of a process above the limit, whatever the others hold", () => {
    const run = openMeter().open(limits);
    processes.set(1, { memoryMb: 501, cpuSeconds: 0 });
    processes.set(2, { memoryMb: 500, cpuSeconds: 0 });
    const [onOne, onTwo] = [vi.fn(), vi.fn()];
    run.watch(1, onOne);
    run.watch(2, onTwo);
    vi.advanceTimersByTime(1_000);
    expect([onOne.mock.calls.length, onTwo.mock.calls.length]).toEqual([1, 0]);
    run.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("limits nothing where the system does not tell", () => {
    const run = createResourceMeter({ sampleMs: 100, readUsage: () => null }).open(limits);
    const onOver = vi.fn();
    run.watch(1, onOver).end({ cpuSeconds: 1 });
    run.watch(undefined, onOver).end();
    vi.advanceTimersByTime(1_000);
    expect(run.read()).toEqual({ peakMemoryMb: 0, cpuSeconds: 1 });
    expect(onOver).not.toHaveBeenCalled();
    run.close();
  });
});

describe("deriveEngineSlots", () => {
  it.each([
    [1, 90, 1],
    [2, 90, 2],
    [2, 25, 1],
    [8, 50, 4],
    [8, 1, 1],
    [16, 90, 14],
  ])("of %i cores at %i percent makes %i", (cores, percent, slots) => {
    expect(deriveEngineSlots(cores, percent)).toBe(slots);
  });
});
