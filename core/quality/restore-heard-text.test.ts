import { expect, it } from "vitest";
import { listReviewPoints } from "./list-review-points";
import { restoreHeardText } from "./restore-heard-text";

const line = { id: "a", text: "Ada met Ada there.", startMs: 1_000, endMs: 5_000, speakerId: null };
const corrections = [{ from: "aider", to: "Ada", startMs: 2_700 }];

it("writes what was heard at its own place, and nothing where the term is gone", () => {
  expect(restoreHeardText(line, { from: "aider", to: "Ada", startMs: 2_700 })).toBe("Ada met aider there.");
  expect(restoreHeardText(line, { from: "aider", to: "Ada", startMs: 1_000 })).toBe("aider met Ada there.");
  expect(restoreHeardText(line, { from: "aider", to: "Zoë", startMs: 1_000 })).toBeNull();
});

it("is something to look at as long as the term stands in its line", () => {
  const input = { unsure: [], comments: [], durationMs: null, corrections };
  const [point, ...others] = listReviewPoints({ ...input, lines: [line] });
  expect(others).toEqual([]);
  expect(point).toMatchObject({ kind: "term", segmentId: "a", quote: "Ada", heard: "aider" });
  expect(listReviewPoints({ ...input, lines: [{ ...line, text: "Nobody." }] })).toEqual([]);
});
