import { describe, expect, it } from "vitest";
import type { EndedSince } from "@/server/batches/schema";
import { deriveSinceMs, takeAnswer } from "./told-batches";

const minute = 60_000;
const ended = (id: string, endMs: number) => ({
  id,
  name: id,
  status: "completed" as const,
  totalFiles: 1,
  failedFiles: 0,
  endTime: new Date(endMs),
});
const answer = (nowMs: number, ...batches: EndedSince["ended"]): EndedSince => ({
  now: new Date(nowMs),
  working: 0,
  ended: batches,
});

describe("what was told of batches that ended", () => {
  it("begins when the person opts in, and does not look back before that", () => {
    expect(deriveSinceMs(null, 9 * minute)).toBeNull();
    const { state } = takeAnswer(null, answer(10 * minute));
    expect(deriveSinceMs(state, 10 * minute)).toBe(10 * minute);
    const later = takeAnswer(state, answer(20 * minute)).state;
    expect(deriveSinceMs(later, 20 * minute)).toBe(18 * minute);
  });

  it("tells each end once, and a second end of a batch that was reopened again", () => {
    const first = takeAnswer(null, answer(10 * minute));
    const second = takeAnswer(first.state, answer(12 * minute, ended("a", 11 * minute)));
    expect(second.news).toHaveLength(1);
    const third = takeAnswer(second.state, answer(12.5 * minute, ended("a", 11 * minute)));
    expect(third.news).toEqual([]);
    expect(takeAnswer(third.state, answer(13 * minute, ended("a", 12.7 * minute))).news).toHaveLength(1);
  });

  it("starts anew after a long absence", () => {
    const { state } = takeAnswer(null, answer(10 * minute));
    expect(deriveSinceMs(state, 80 * minute)).toBeNull();
  });
});
