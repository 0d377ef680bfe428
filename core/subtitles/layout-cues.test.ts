import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Segment } from "@/core/transcript/types";
import { defaultCueProfile } from "./cue-profile";
import { layoutCues } from "./layout-cues";

function say(text: string, startMs = 0, wordMs = 300): Segment {
  const words = text.split(" ").map((token, index) => ({
    id: `${index}`,
    text: token,
    startMs: startMs + index * wordMs,
    endMs: startMs + (index + 1) * wordMs,
    confidence: null,
  }));
  return {
    id: "s",
    position: startMs,
    startMs,
    endMs: words.at(-1)?.endMs ?? startMs,
    speakerId: null,
    text,
    words,
    revision: 0,
  };
}

const layout = (...segments: Segment[]) => layoutCues({ title: "", segments, speakers: [] });
const linesOf = (text: string) => layout(say(text)).map((cue) => cue.lines);

describe("layoutCues", () => {
  it("leaves a short sentence on one line", () => {
    expect(linesOf("The boat leaves at nine.")).toEqual([["The boat leaves at nine."]]);
  });

  it.each([
    [
      "On the island there is a small museum, and a garden with old trees.",
      [["On the island there is a small museum,", "and a garden with old trees."]],
    ],
    [
      "She told us that the train to Glasgow had been cancelled again.",
      [["She told us that the train", "to Glasgow had been cancelled again."]],
    ],
  ])("breaks the lines of %j at phrases", (text, cues) => {
    expect(linesOf(text)).toEqual(cues);
  });

  it("ends no line with an article or a preposition in ordinary prose", () => {
    const prose =
      "You can walk around the whole island in about two hours if the weather is calm and the path along the shore is dry enough for a pair of ordinary shoes, which it hardly ever is in the months between the end of the summer and the first days of a new year.";
    const lines = linesOf(prose).flat();
    expect(lines.join(" ")).toBe(prose);
    for (const line of lines.slice(0, -1)) expect(line).not.toMatch(/ (?:a|an|the|of|in|is|and|for|to)$/);
  });

  it("begins and ends a cue with its words or when it can be read, and leaves two frames dark before the next", () => {
    const cues = layout(
      say("One two three four five.", 1_000),
      say("Six seven eight.", 2_500),
      say("Nine ten eleven.", 9_000),
    );
    expect(cues.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [1_000, 2_420],
      [2_500, 3_442],
      [9_000, 9_942],
    ]);
  });

  it("keeps a short cue on for the minimum, as far as there is room", () => {
    const cues = layout(say("Yes.", 0, 200), say("No.", 500, 200));
    expect(cues.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [0, 420],
      [500, 1_333],
    ]);
  });

  it("cuts slow speech before a cue stands for more than seven seconds", () => {
    const cues = layout(say("one two three four five six seven eight", 0, 2_000));
    for (const cue of cues)
      expect(cue.endMs - cue.startMs).toBeLessThanOrEqual(defaultCueProfile.maxDurationMs);
    expect(cues.length).toBeGreaterThan(2);
  });

  it("spreads a text without word times over its segment by characters", () => {
    const typed: Segment = { ...say(`${"abcd ".repeat(40)}end.`), startMs: 10_000, endMs: 30_000, words: [] };
    const cues = layout(typed);
    expect(cues.length).toBeGreaterThan(1);
    expect(cues[0]?.startMs).toBe(10_000);
    expect(cues.at(-1)?.endMs).toBe(30_000);
    const middle = cues[1] as { startMs: number };
    const before = (cues[0]?.lines.join(" ").length ?? 0) + 1;
    expect(middle.startMs).toBeCloseTo(10_000 + (20_000 * before) / 205, -1);
  });

  it("does not trust word times that belong to another text", () => {
    const stale: Segment = { ...say("one two three", 0, 100), text: "four five six seven", endMs: 4_000 };
    expect(layout(stale)[0]).toMatchObject({ lines: ["four five six seven"], startMs: 0, endMs: 4_000 });
  });

  it("cuts a word that is longer than a line between graphemes", () => {
    const lines = linesOf(`${"👩‍👩‍👧".repeat(50)} end`).flat();
    expect(lines.join("")).toBe(`${"👩‍👩‍👧".repeat(50)} end`);
    expect(lines[0]).toBe("👩‍👩‍👧".repeat(42));
  });

  it("takes a text of 200,000 characters without a space in its stride", () => {
    const text = "漢字👩‍👩‍👧".repeat(20_000);
    const cues = layout({ ...say("x"), text, words: [], endMs: 60_000_000 });
    expect(cues.flatMap((cue) => cue.lines).join("")).toBe(text);
  }, 5_000);

  it("loses no word, keeps to the lines and never overlaps, whatever the words and times are", () => {
    const word = fc.record({
      text: fc.oneof(fc.stringMatching(/^[a-z]{1,9}[,.]?$/), fc.stringMatching(/^[a-z]{43,100}$/)),
      gapMs: fc.integer({ min: 0, max: 3_000 }),
      lengthMs: fc.integer({ min: 0, max: 9_000 }),
    });
    const anySegment = fc
      .tuple(fc.array(word, { maxLength: 30 }), fc.nat(20_000), fc.boolean())
      .map(([parts, startMs, timed]): Segment => {
        let clockMs = startMs;
        const words = parts.map((part, index) => {
          const from = clockMs + part.gapMs;
          clockMs = from + part.lengthMs;
          return { id: `${index}`, text: part.text, startMs: from, endMs: clockMs, confidence: null };
        });
        const text = parts.map((part) => part.text).join(" ");
        return {
          id: "s",
          position: 0,
          startMs,
          endMs: clockMs,
          speakerId: null,
          text,
          words: timed ? words : [],
          revision: 0,
        };
      });
    fc.assert(
      fc.property(fc.array(anySegment, { maxLength: 4 }), (segments) => {
        const cues = layout(...segments);
        const letters = (text: string) => [...text.replaceAll(" ", "")].sort().join("");
        expect(letters(cues.flatMap((cue) => cue.lines).join(""))).toBe(
          letters(segments.map((s) => s.text).join("")),
        );
        for (const [index, cue] of cues.entries()) {
          expect(cue.lines.length).toBeLessThanOrEqual(2);
          for (const line of cue.lines) expect(line.length).toBeLessThanOrEqual(42);
          expect(cue.endMs).toBeGreaterThan(cue.startMs);
          expect(cue.endMs - cue.startMs).toBeLessThanOrEqual(defaultCueProfile.maxDurationMs);
          expect(cue.startMs).toBeGreaterThanOrEqual(cues[index - 1]?.endMs ?? 0);
        }
      }),
    );
  });
});
