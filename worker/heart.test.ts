import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Heartbeat } from "@/server/jobs/lifecycle";
import { BEAT_BOUND_MS, SILENT_RUN_MS } from "@/server/platform/patience";
import { type Heart, startHeart } from "./heart";

let heart: Heart | null = null;
const stopRun = vi.fn();
const onError = vi.fn();

function start(beat: () => Promise<Heartbeat>): Heart {
  heart = startHeart({ beat, everyMs: 1_000, stopRun, onError, now: () => Date.now() });
  return heart;
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  heart?.stop();
  vi.clearAllMocks();
  vi.useRealTimers();
});

describe("startHeart", () => {
  it.each([
    ["alive", []],
    ["stop", [["pause"]]],
    ["lost", [["lost"]]],
  ] as const)("does with %s what it means", async (answer, stops) => {
    start(async () => answer);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(stopRun.mock.calls).toEqual(stops);
  });

  it("beats once at a time, and again for what happened in between", async () => {
    let answer = (_: Heartbeat) => {};
    const beat = vi.fn(
      () =>
        new Promise<Heartbeat>((resolve) => {
          answer = resolve;
        }),
    );
    const { verify } = start(beat);
    verify();
    verify();
    verify();
    expect(beat).toHaveBeenCalledTimes(1);
    answer("alive");
    await vi.advanceTimersByTimeAsync(0);
    expect(beat).toHaveBeenCalledTimes(2);
  });

  it("goes on while the database is away for a moment, and stops a run that nobody has heard of for long", async () => {
    start(() => Promise.reject(new Error("away")));
    await vi.advanceTimersByTimeAsync(SILENT_RUN_MS - 1_000);
    expect(stopRun).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(stopRun).toHaveBeenCalledWith("lost");
    expect(onError).toHaveBeenCalled();
  });

  it("does not wait for ever for a beat that gets no answer", async () => {
    const beat = vi.fn(() => new Promise<Heartbeat>(() => {}));
    start(beat);
    await vi.advanceTimersByTimeAsync(1_000 + BEAT_BOUND_MS + 1_000);
    expect(beat).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(SILENT_RUN_MS);
    expect(stopRun).toHaveBeenCalledWith("lost");
  });
});
