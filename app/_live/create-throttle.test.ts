import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createThrottle } from "./create-throttle";

describe("createThrottle", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("runs at once and gathers what follows into one more run", () => {
    const run = vi.fn();
    const call = createThrottle(run, 1_000);
    call();
    call();
    call();
    expect(run).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1_000);
    expect(run).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(5_000);
    expect(run).toHaveBeenCalledTimes(2);
  });

  it("keeps its distance after the gathered run, too", () => {
    const run = vi.fn();
    const call = createThrottle(run, 1_000);
    call();
    call();
    vi.advanceTimersByTime(1_000);
    call();
    expect(run).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(1_000);
    expect(run).toHaveBeenCalledTimes(3);
  });
});
