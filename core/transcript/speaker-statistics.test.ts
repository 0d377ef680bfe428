import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { listSpeakerStatistics, listSpokenTurns } from "./speaker-statistics";

const line = (speakerId: string | null, startMs: number, endMs: number, text = "one two three") => ({
  id: `${startMs}`,
  startMs,
  endMs,
  speakerId,
  text,
});

describe("listSpokenTurns", () => {
  it("joins lines of one speaker that follow each other, and begins anew after anybody else, also nobody", () => {
    const turns = listSpokenTurns([
      line("a", 0, 2_000),
      line("a", 5_000, 6_000),
      line("b", 6_000, 7_000),
      line("a", 7_000, 8_000),
      line(null, 8_000, 9_000),
      line("a", 9_000, 9_500),
    ]);
    expect(turns).toEqual([
      { speakerId: "a", segmentId: "0", startMs: 0, endMs: 6_000, lines: 2 },
      { speakerId: "b", segmentId: "6000", startMs: 6_000, endMs: 7_000, lines: 1 },
      { speakerId: "a", segmentId: "7000", startMs: 7_000, endMs: 8_000, lines: 1 },
      { speakerId: null, segmentId: "8000", startMs: 8_000, endMs: 9_000, lines: 1 },
      { speakerId: "a", segmentId: "9000", startMs: 9_000, endMs: 9_500, lines: 1 },
    ]);
  });
});

describe("listSpeakerStatistics", () => {
  it("counts time, share, words, turns and the longest turn of each, and of nobody", () => {
    const statistics = listSpeakerStatistics([
      line("a", 0, 4_000, "one two three four five six"),
      line("a", 4_500, 6_500, "seven eight"),
      line("b", 7_000, 8_000, "yes"),
      line(null, 8_000, 9_000, ""),
      line("a", 9_000, 10_000, "nine ten"),
    ]);
    expect(statistics.get("a")).toEqual({
      ...{ lines: 3, words: 10, talkMs: 7_000, share: 7 / 9, turns: 2 },
      ...{ wordsPerMinute: (10 * 60) / 7, interruptions: 0, longestTurnMs: 6_500 },
    });
    expect(statistics.get("b")).toMatchObject({ turns: 1, talkMs: 1_000, wordsPerMinute: null });
    expect(statistics.get(null)).toMatchObject({ lines: 1, words: 0, talkMs: 1_000 });
  });

  it("counts a moment that two lines of one speaker share once", () => {
    const statistics = listSpeakerStatistics([
      line("a", 0, 3_000),
      line("a", 1_000, 2_000),
      line("a", 2_500, 4_000),
    ]);
    expect(statistics.get("a")?.talkMs).toBe(4_000);
  });

  it.each<[string, ReturnType<typeof line>[], Record<string, number>]>([
    [
      "who begins while the other speaks interrupts",
      [line("a", 0, 5_000), line("b", 4_000, 6_000)],
      { a: 0, b: 1 },
    ],
    [
      "who begins when the other ends does not",
      [line("a", 0, 5_000), line("b", 5_000, 6_000)],
      { a: 0, b: 0 },
    ],
    [
      "what is less than the times are good for is none",
      [line("a", 0, 5_000), line("b", 4_850, 6_000)],
      { a: 0, b: 0 },
    ],
    [
      "a remark inside a long turn is one, and going on after it is none",
      [line("a", 0, 5_000), line("b", 1_000, 1_500), line("a", 5_000, 9_000)],
      { a: 0, b: 1 },
    ],
    [
      "a third one is measured against all that speak still",
      [line("a", 0, 9_000), line("b", 1_000, 2_000), line("c", 3_000, 4_000)],
      { a: 0, b: 1, c: 1 },
    ],
    [
      "one does not interrupt oneself",
      [line("a", 0, 9_000), line("b", 9_500, 9_800), line("a", 9_800, 12_000)],
      { a: 0, b: 0 },
    ],
  ])("%s", (_, lines, expected) => {
    const statistics = listSpeakerStatistics(lines);
    for (const [id, count] of Object.entries(expected)) expect(statistics.get(id)?.interruptions).toBe(count);
  });

  it("lines of nobody interrupt nobody and are not interrupted", () => {
    const statistics = listSpeakerStatistics([
      line("a", 0, 5_000),
      line(null, 1_000, 4_000),
      line("b", 3_900, 4_900),
    ]);
    expect(statistics.get(null)?.interruptions).toBe(0);
    expect(statistics.get("b")?.interruptions).toBe(1);
    const other = listSpeakerStatistics([line(null, 0, 5_000), line("b", 1_000, 4_000)]);
    expect(other.get("b")?.interruptions).toBe(0);
  });

  it("a change of speakers where two voices were heard at once is an interruption", () => {
    const lines = [line("a", 0, 5_000), line("b", 5_000, 6_000), line("a", 6_000, 7_000)];
    const statistics = listSpeakerStatistics(lines, listSpokenTurns(lines), [
      { startMs: 4_800, endMs: 5_200 },
    ]);
    expect(statistics.get("b")?.interruptions).toBe(1);
    expect(statistics.get("a")?.interruptions).toBe(0);
  });

  it("shares make one, turns and lines are all counted", () => {
    const lines = fc
      .array(
        fc.record({
          gap: fc.integer({ min: 0, max: 5_000 }),
          length: fc.integer({ min: 0, max: 9_000 }),
          speakerId: fc.constantFrom("a", "b", "c", null),
        }),
        { minLength: 1, maxLength: 40 },
      )
      .map((rows) => {
        let startMs = 0;
        return rows.map(({ gap, length, speakerId }) => {
          startMs += gap;
          return line(speakerId, startMs, startMs + length);
        });
      });
    fc.assert(
      fc.property(lines, (given) => {
        const turns = listSpokenTurns(given);
        const all = [...listSpeakerStatistics(given, turns).values()];
        const sum = (read: (one: (typeof all)[number]) => number) =>
          all.reduce((total, one) => total + read(one), 0);
        expect(sum(({ lines: count }) => count)).toBe(given.length);
        expect(sum((one) => one.turns)).toBe(turns.length);
        const talkMs = sum((one) => one.talkMs);
        expect(sum(({ share }) => share)).toBeCloseTo(talkMs > 0 ? 1 : 0, 9);
        for (const one of all) {
          expect(one.interruptions).toBeLessThanOrEqual(one.turns);
          expect(one.longestTurnMs).toBeGreaterThanOrEqual(0);
        }
      }),
      { endOnFailure: true },
    );
  });
});
