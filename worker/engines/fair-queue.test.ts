import { describe, expect, it } from "vitest";
import { createFairQueue } from "./fair-queue";

describe("createFairQueue", () => {
  it("lets groups take turns, each in its own order", () => {
    const queue = createFairQueue<string>();
    for (const job of ["a1", "a2", "a3"]) queue.add("a", job);
    for (const job of ["b1", "b2"]) queue.add("b", job);
    expect(Array.from({ length: 6 }, () => queue.take())).toEqual(["a1", "b1", "a2", "b2", "a3", undefined]);
  });

  it("forgets a job that was taken back, and only that", () => {
    const queue = createFairQueue<string>();
    queue.add("a", "a1");
    queue.add("a", "a2");
    expect([queue.remove("a1"), queue.remove("a1"), queue.size()]).toEqual([true, false, 1]);
    expect(queue.take()).toBe("a2");
  });

  it("leaves a group its turn whose job is not accepted now", () => {
    const queue = createFairQueue<string>();
    for (const job of ["a1", "a2"]) queue.add("a", job);
    for (const job of ["b1", "b2"]) queue.add("b", job);
    const notA = (job: string) => !job.startsWith("a");
    expect([queue.peek(notA), queue.take(notA), queue.take(notA), queue.take(notA)]).toEqual([
      "b1",
      "b1",
      "b2",
      undefined,
    ]);
    expect([queue.peek(() => true), queue.take(), queue.take()]).toEqual(["a1", "a1", "a2"]);
  });
});
