import { expect, test } from "vitest";
import type { Comment } from "@/core/transcript/types";
import { countComments } from "./count-comments";

const at = (startMs: number, resolvedAt: string | null = null): Comment => ({
  id: String(startMs),
  kind: "note",
  startMs,
  endMs: startMs,
  quote: "",
  text: "Look.",
  createdAt: "2026-01-01T00:00:00Z",
  resolvedAt,
});

test("counts open comments that begin in a line, each in one line only", () => {
  const comments = [at(0), at(1_000), at(1_500, "2026-01-02T00:00:00Z"), at(2_000), at(2_000)];
  expect(countComments(comments, 0, 1_000)).toBe(1);
  expect(countComments(comments, 1_000, 2_000)).toBe(1);
  expect(countComments(comments, 2_000, Number.POSITIVE_INFINITY)).toBe(2);
  expect(countComments([], 0, 1)).toBe(0);
});
