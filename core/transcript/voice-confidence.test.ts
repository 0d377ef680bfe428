import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createVoiceIndex,
  findVoiceConfidence,
  groupOverlaps,
  listOverlaps,
  type VoiceTurn,
} from "./voice-confidence";

const turn = (speakerId: string | null, startMs: number, endMs: number, confidence: number): VoiceTurn => {
  return { speakerId, startMs, endMs, confidence, overlaps: false };
};
const line = (speakerId: string | null, startMs: number, endMs: number) => ({ speakerId, startMs, endMs });

describe("findVoiceConfidence", () => {
  const index = createVoiceIndex([
    turn("b", 4_000, 6_000, 0.4),
    turn("a", 0, 4_000, 0.9),
    turn("a", 6_000, 7_000, 0.3),
    turn("a", 7_000, 10_000, 0.7),
  ]);

  it.each<[string, ReturnType<typeof line>, number | null]>([
    ["a line within a turn", line("a", 1_000, 2_000), 0.9],
    ["a line over two turns has their mean by length", line("a", 6_000, 10_000), 0.6],
    ["of another voice that reaches into the line nothing counts", line("b", 3_900, 6_000), 0.4],
    ["a line that a person gave to somebody else is nobody's guess", line("a", 4_000, 6_000), null],
    ["nor is a line of nobody", line(null, 1_000, 2_000), null],
    ["nor one where the machine heard nobody", line("a", 20_000, 21_000), null],
  ])("%s", (_, given, expected) => {
    const found = findVoiceConfidence(index, given);
    if (expected === null) expect(found).toBeNull();
    else expect(found).toBeCloseTo(expected, 9);
  });

  it("finds what a walk over all turns finds", () => {
    const turns = fc.array(
      fc
        .tuple(
          fc.constantFrom("a", "b"),
          fc.nat(60_000),
          fc.integer({ min: 1, max: 20_000 }),
          fc.double({ min: 0, max: 1, noNaN: true }),
        )
        .map(([speaker, startMs, lengthMs, confidence]) =>
          turn(speaker, startMs, startMs + lengthMs, confidence),
        ),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(turns, fc.nat(60_000), fc.integer({ min: 1, max: 9_000 }), (given, startMs, lengthMs) => {
        const asked = line("a", startMs, startMs + lengthMs);
        const shared = given.map((one) =>
          Math.max(0, Math.min(asked.endMs, one.endMs) - Math.max(startMs, one.startMs)),
        );
        const sum = (read: (one: VoiceTurn) => number) =>
          given.reduce((total, one, at) => total + read(one) * (shared[at] ?? 0), 0);
        const own = sum(({ speakerId }) => (speakerId === "a" ? 1 : 0));
        const other = sum(({ speakerId }) => (speakerId === "a" ? 0 : 1));
        const found = findVoiceConfidence(createVoiceIndex(given), asked);
        if (own === 0 || other > own) expect(found).toBeNull();
        else expect(found).toBeCloseTo(sum((one) => (one.speakerId === "a" ? one.confidence : 0)) / own, 6);
      }),
      { endOnFailure: true },
    );
  });
});

it("lists stretches of two voices, those that touch as one", () => {
  const over = (startMs: number, endMs: number) => ({ ...turn("a", startMs, endMs, 1), overlaps: true });
  expect(listOverlaps(createVoiceIndex([over(5, 9), turn("b", 0, 20, 1), over(0, 5), over(12, 13)]))).toEqual(
    [
      { startMs: 0, endMs: 9 },
      { startMs: 12, endMs: 13 },
    ],
  );
});

it("gives each speaker the stretches in which somebody else speaks, too", () => {
  const over = (speakerId: string | null, startMs: number, endMs: number) => ({
    ...turn(speakerId, startMs, endMs, 1),
    overlaps: true,
  });
  const index = createVoiceIndex([
    turn("a", 0, 4_000, 1),
    over("a", 4_000, 5_000),
    over("b", 4_000, 5_000),
    turn("b", 5_000, 9_000, 1),
    turn("a", 9_000, 12_000, 1),
    over(null, 10_000, 11_000),
  ]);
  expect([...groupOverlaps(index)]).toEqual([
    [
      "a",
      [
        { startMs: 4_000, endMs: 5_000 },
        { startMs: 10_000, endMs: 11_000 },
      ],
    ],
    ["b", [{ startMs: 4_000, endMs: 5_000 }]],
  ]);
});
