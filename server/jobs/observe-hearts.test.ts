import { describe, expect, test } from "vitest";
import { createHeartWatch, type Heart } from "./observe-hearts";

const patience = { heartbeatMs: 1_000, deadAfterMs: 3_000 };
const heart = (overrides: Partial<Heart> = {}): Heart => ({ key: "run", beat: "1", ageMs: 0, ...overrides });

describe("watching hearts", () => {
  test("a heart that stopped is dead after three missed beats, and not before", () => {
    const watch = createHeartWatch(patience);
    expect(watch.look([heart()], 0).size).toBe(0);
    expect(watch.look([heart({ ageMs: 1_000 })], 1_000).size).toBe(0);
    expect(watch.look([heart({ ageMs: 2_900 })], 2_900).size).toBe(0);
    expect(watch.look([heart({ ageMs: 3_000 })], 3_000)).toEqual(new Set(["run"]));
  });

  test("what died before the watch began is found with the next look a heartbeat later", () => {
    const watch = createHeartWatch(patience);
    expect(watch.look([heart({ ageMs: 3_600_000 })], 0).size).toBe(0);
    expect(watch.look([heart({ ageMs: 3_601_000 })], 1_000).size).toBe(1);
  });

  test("a run without any heartbeat is as one that died long ago", () => {
    const watch = createHeartWatch(patience);
    const none = heart({ beat: null, ageMs: null });
    expect([watch.look([none], 0).size, watch.look([none], 1_000).size]).toEqual([0, 1]);
  });

  test("a clock that jumps an hour ahead kills nobody who goes on beating", () => {
    const watch = createHeartWatch(patience);
    watch.look([heart({ beat: "1", ageMs: 200 })], 0);
    expect(watch.look([heart({ beat: "1", ageMs: 3_600_500 })], 500).size).toBe(0);
    expect(watch.look([heart({ beat: "2", ageMs: 3_600_000 })], 1_000).size).toBe(0);
    expect(watch.look([heart({ beat: "3", ageMs: 100 })], 2_000).size).toBe(0);
  });

  test("a clock that is set back keeps nobody alive who stopped", () => {
    const watch = createHeartWatch(patience);
    watch.look([heart({ ageMs: 100 })], 0);
    const behind = heart({ ageMs: -3_600_000 });
    expect([1_000, 2_000, 3_000].map((now) => watch.look([behind], now).size)).toEqual([0, 0, 1]);
  });

  test("a run that was taken over is a heart of its own", () => {
    const watch = createHeartWatch(patience);
    watch.look([heart({ key: "a" })], 0);
    expect(watch.look([heart({ key: "b", beat: "9" })], 5_000).size).toBe(0);
  });
});
