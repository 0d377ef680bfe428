import { describe, expect, it } from "vitest";
import { isOutside, type Loop, setMark, stepLoop } from "./loop";

const line: Loop = { kind: "line", startMs: 1_000, endMs: 2_000 };

describe("stepLoop", () => {
  it.each([
    [line, 1_500, "go-on"],
    [line, 2_000, "again"],
    [{ ...line, kind: "stretch" } as Loop, 2_010, "again"],
    [{ ...line, kind: "once" } as Loop, 1_999, "go-on"],
    [{ ...line, kind: "once" } as Loop, 2_000, "stop"],
  ])("%j at %d ms: %s", (loop, timeMs, expected) => {
    expect(stepLoop(loop, timeMs)).toBe(expected);
  });
});

it("is left by a seek elsewhere, not by one to its edge", () => {
  expect([999, 1_000, 1_500, 2_000, 2_030].map((timeMs) => isOutside(line, timeMs))).toEqual([
    false,
    false,
    false,
    false,
    false,
  ]);
  expect(isOutside(line, 500)).toBe(true);
  expect(isOutside(line, 3_000)).toBe(true);
});

describe("setMark", () => {
  const none = { startMs: null, endMs: null };

  it("makes a stretch of two marks, whichever comes first", () => {
    const a = setMark(none, "start", 1_000);
    expect(a.loop).toBeNull();
    expect(setMark(a.marks, "end", 3_000).loop).toEqual({ kind: "stretch", startMs: 1_000, endMs: 3_000 });
    const b = setMark(none, "end", 3_000);
    expect(setMark(b.marks, "start", 1_000).loop).toEqual({ kind: "stretch", startMs: 1_000, endMs: 3_000 });
  });

  it("drops the other mark where the new one stands on its wrong side", () => {
    const a = setMark(none, "start", 5_000).marks;
    expect(setMark(a, "end", 3_000)).toEqual({ marks: { startMs: null, endMs: 3_000 }, loop: null });
    expect(setMark(a, "end", 5_010).loop).toBeNull();
  });
});
