import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createActiveRuns } from "./active-runs";

const run = { itemId: "item", claimToken: "claim" };
const heart = () => ({ verify: vi.fn(), stop: vi.fn() });

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("createActiveRuns", () => {
  it("ends a run without checkpoints as soon as it is asked to stop", () => {
    const runs = createActiveRuns(1_000);
    const active = runs.start(run, heart);
    active.stop("pause");
    expect([active.softStop.aborted, active.signal.aborted, active.reason()]).toEqual([true, true, "pause"]);
  });

  it("lets a run with checkpoints stop by itself, for a while", () => {
    const runs = createActiveRuns(1_000);
    const active = runs.start(run, heart);
    active.openCheckpoints();
    active.stop("pause");
    vi.advanceTimersByTime(600);
    // Asked again with every heartbeat, it has no more time for that.
    active.stop("pause");
    vi.advanceTimersByTime(399);
    expect([active.softStop.aborted, active.signal.aborted]).toEqual([true, false]);
    vi.advanceTimersByTime(1);
    expect(active.signal.aborted).toBe(true);
    expect(active.signal.reason).toBe(active.softStop.reason);
  });

  it("ends at once what was taken away, also while it was stopping", () => {
    const runs = createActiveRuns(1_000);
    const active = runs.start(run, heart);
    active.openCheckpoints();
    active.stop("drain");
    active.stop("lost");
    expect([active.signal.aborted, active.reason()]).toEqual([true, "lost"]);
  });

  it("stops all, and what begins after that", () => {
    const runs = createActiveRuns(1_000);
    const before = runs.start(run, heart);
    before.openCheckpoints();
    runs.stopAll("drain");
    const after = runs.start({ itemId: "other", claimToken: "other" }, heart);
    expect([before.softStop.aborted, before.signal.aborted]).toEqual([true, false]);
    expect(after.signal.aborted).toBe(true);
    expect(runs.stopping.aborted).toBe(true);
  });

  it("asks the runs of one item alone, and forgets a run that is over", () => {
    const runs = createActiveRuns(1_000);
    const [one, other] = [heart(), heart()];
    const active = runs.start(run, () => one);
    runs.start({ itemId: "other", claimToken: "other" }, () => other);
    runs.verify("item");
    expect([one.verify.mock.calls.length, other.verify.mock.calls.length]).toEqual([1, 0]);
    active.openCheckpoints();
    active.stop("pause");
    runs.end(run);
    runs.verify("item");
    vi.advanceTimersByTime(5_000);
    expect([one.verify.mock.calls.length, one.stop.mock.calls.length]).toEqual([1, 1]);
    expect(active.signal.aborted).toBe(false);
  });
});
