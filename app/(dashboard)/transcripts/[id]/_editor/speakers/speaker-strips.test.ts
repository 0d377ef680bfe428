import { describe, expect, it } from "vitest";
import type { SpokenTurn } from "@/core/transcript/speaker-statistics";
import { drawStripPath, findPressed, groupTurns, stripCells } from "./speaker-strips";

const turn = (startMs: number, endMs: number, speakerId: string | null = "a"): SpokenTurn => ({
  ...{ speakerId, startMs, endMs },
  ...{ segmentId: `${startMs}`, lines: 1 },
});

describe("drawStripPath", () => {
  it("draws a bar a turn, touching ones as one", () => {
    expect(drawStripPath([turn(0, 100), turn(100, 200), turn(400, 600)], 800)).toBe(
      "M0 0h200v1H0zM400 0h200v1H400z",
    );
  });

  it("draws the shortest turn so that it is seen, and nothing beyond the end", () => {
    expect(drawStripPath([turn(0, 1), turn(79_999, 90_000)], 80_000)).toBe("M0 0h2v1H0zM799 0h1v1H799z");
    expect(drawStripPath([turn(0, 1)], 0)).toBe("");
  });

  it("stays short however many turns there are", () => {
    const many = Array.from({ length: 100_000 }, (_, index) => turn(index * 100, index * 100 + 40));
    expect(drawStripPath(many, 10_000_000).length).toBeLessThan(stripCells * 12);
  });
});

it("groups turns by speaker, in order", () => {
  const groups = groupTurns([turn(0, 1), turn(1, 2, "b"), turn(2, 3, null), turn(3, 4)]);
  expect([...groups].map(([id, turns]) => [id, turns.map(({ startMs }) => startMs)])).toEqual([
    ["a", [0, 3]],
    ["b", [1]],
    [null, [2]],
  ]);
});

describe("findPressed", () => {
  const turns = [turn(10_000, 20_000), turn(40_000, 40_500)];
  it.each([
    ["inside a wide turn the place itself", 15_000, 100, 15_000],
    ["inside a turn too narrow to be met its start", 40_300, 1_000, 40_000],
    ["a little before a turn its start", 39_000, 1_000, 40_000],
    ["a little behind a turn its start", 22_000, 1_000, 10_000],
    ["far from any the place itself", 30_000, 100, 30_000],
    ["before the first the place itself", 100, 100, 100],
  ])("%s", (_, timeMs, msPerPx, expected) => {
    expect(findPressed(turns, timeMs, msPerPx)).toBe(expected);
  });

  it("without turns it is the place", () => {
    expect(findPressed([], 5, 1_000)).toBe(5);
  });
});
