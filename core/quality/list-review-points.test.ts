import { describe, expect, test } from "vitest";
import { listReviewPoints, type UnsureWord } from "./list-review-points";

const line = (
  id: string,
  startMs: number,
  endMs: number,
  text = "Some words.",
  speakerId: string | null = null,
) => ({
  id,
  startMs,
  endMs,
  text,
  speakerId,
});
const nothing = { lines: [], unsure: [], comments: [], durationMs: null };
const kinds = (input: Partial<Parameters<typeof listReviewPoints>[0]>) =>
  listReviewPoints({ ...nothing, ...input }).map(({ kind, segmentId, startMs, endMs }) => ({
    kind,
    segmentId,
    startMs,
    endMs,
  }));
const word = (segmentId: string, id: string, startMs: number): UnsureWord => ({
  segmentId,
  id,
  text: id,
  startMs,
  endMs: startMs + 200,
});

describe("what deserves a look", () => {
  test("nothing in an empty document, and nothing in ordinary text", () => {
    expect(listReviewPoints(nothing)).toEqual([]);
    expect(kinds({ lines: [line("a", 0, 2_000), line("b", 2_100, 4_000)], durationMs: 5_000 })).toEqual([]);
  });

  test("lines whose speaker the machine is unsure of, neighbours of one speaker together", () => {
    const unsure = new Set(["a", "b", "d", "e"]);
    const lines = [
      line("a", 0, 1_000, "One.", "x"),
      line("b", 1_000, 2_000, "Two.", "x"),
      line("c", 2_000, 4_000, "Three.", "x"),
      line("d", 4_000, 6_000, "Four.", "x"),
      line("e", 6_000, 8_000, "Five.", "y"),
    ];
    const points = listReviewPoints({ ...nothing, lines, isVoiceUnsure: ({ id }) => unsure.has(id) });
    expect(points).toMatchObject([
      { kind: "voice", segmentId: "a", startMs: 0, endMs: 2_000, quote: "One. Two.", amount: 2 },
      { kind: "voice", segmentId: "d", startMs: 4_000, endMs: 6_000, amount: 1 },
      { kind: "voice", segmentId: "e", startMs: 6_000, endMs: 8_000, amount: 1 },
    ]);
    expect(new Set(points.map(({ id }) => id)).size).toBe(3);
  });

  test("words on which hearings differ, while they stand there", () => {
    const differing = [
      { startMs: 200, endMs: 500, text: "Some", lost: [{ text: "Sum", heardBy: "moonshine-tiny" }] },
      { startMs: 2_200, endMs: 2_500, text: "gone", lost: [{ text: null, heardBy: "moonshine-tiny" }] },
    ];
    const lines = [line("a", 0, 2_000), line("b", 2_100, 4_000)];
    expect(listReviewPoints({ ...nothing, lines, differing, durationMs: 5_000 })).toMatchObject([
      { kind: "differ", segmentId: "a", startMs: 200, quote: "“Some” or “Sum”" },
    ]);
  });

  test("unsure words near to each other in a line are one point", () => {
    const unsure = [
      word("a", "w1", 1_000),
      word("a", "w2", 1_500),
      word("a", "w3", 9_000),
      word("b", "w4", 9_100),
    ];
    const points = listReviewPoints({ ...nothing, unsure });
    expect(points.map(({ quote, amount }) => [quote, amount])).toEqual([
      ["w1, w2", 2],
      ["w3", 1],
      ["w4", 1],
    ]);
    expect(points[0]).toMatchObject({ startMs: 1_000, endMs: 1_700, segmentId: "a" });
  });

  test("a phrase that repeats itself", () => {
    const lines = [line("a", 0, 9_000, "thank you thank you thank you thank you")];
    expect(kinds({ lines })).toEqual([{ kind: "loop", segmentId: "a", startMs: 0, endMs: 9_000 }]);
  });

  test("stretches without text: before, between, behind, and not where a longer line still speaks", () => {
    const lines = [line("a", 10_000, 40_000), line("b", 11_000, 12_000), line("c", 41_000, 42_000)];
    expect(kinds({ lines, durationMs: 60_000 })).toEqual([
      { kind: "gap", segmentId: "a", startMs: 0, endMs: 10_000 },
      { kind: "gap", segmentId: "c", startMs: 42_000, endMs: 60_000 },
    ]);
    expect(kinds({ durationMs: 60_000 })).toEqual([
      { kind: "gap", segmentId: null, startMs: 0, endMs: 60_000 },
    ]);
    // An empty line is no text.
    expect(
      kinds({ lines: [line("a", 0, 1_000), line("b", 5_000, 6_000, ""), line("c", 9_500, 10_000)] }),
    ).toEqual([{ kind: "gap", segmentId: "a", startMs: 1_000, endMs: 9_500 }]);
  });

  test("a very short turn inside another's", () => {
    const turns = (shortMs: number, third: string | null) => [
      line("a", 0, 2_000, "Hello there.", "A"),
      line("b", 2_000, 2_000 + shortMs, "Yes.", "B"),
      line("c", 3_500, 5_000, "And so on.", third),
    ];
    expect(kinds({ lines: turns(600, "A") })).toMatchObject([{ kind: "flip", segmentId: "b" }]);
    expect(kinds({ lines: turns(1_200, "A") })).toEqual([]);
    expect(kinds({ lines: turns(600, "C") })).toEqual([]);
    expect(kinds({ lines: turns(600, null) })).toEqual([]);
  });

  test("text that is too much for its time, unless it is a word or two", () => {
    const text = "These are far more words than a second can hold.";
    expect(kinds({ lines: [line("a", 0, 1_000, text), line("b", 1_000, 1_100, "Yes!")] })).toMatchObject([
      { kind: "fast", segmentId: "a" },
    ]);
    expect(kinds({ lines: [line("a", 500, 500, text)] })).toMatchObject([{ kind: "fast" }]);
  });

  test("open words that could not be carried over, at the line before them", () => {
    const comment = { id: "k", startMs: 2_500, endMs: 3_000, quote: "mine", text: "", createdAt: "" };
    const lines = [line("a", 0, 2_000), line("b", 2_000, 4_000)];
    const comments = [
      { ...comment, kind: "carry" as const, resolvedAt: null },
      { ...comment, id: "l", kind: "carry" as const, resolvedAt: "2026-01-01T00:00:00Z" },
      { ...comment, id: "m", kind: "note" as const, resolvedAt: null },
    ];
    expect(listReviewPoints({ ...nothing, lines, comments })).toMatchObject([
      { id: "carry:k", segmentId: "b", quote: "mine" },
    ]);
  });

  test("points come in the order of the recording", () => {
    const lines = [line("a", 20_000, 21_000), line("b", 21_000, 21_100, "far too much text for it")];
    const points = kinds({ lines, unsure: [word("a", "w", 20_100)] });
    expect(points.map(({ kind }) => kind)).toEqual(["gap", "unsure", "fast"]);
  });
});
