import { describe, expect, test } from "vitest";
import { canMove, isEnded, type Mover, statesBefore, type WorkStatus, workStatuses } from "./transitions";

/** The legal moves, written by hand: a change of the table has to be meant twice. */
const legal: [WorkStatus, WorkStatus, Mover][] = [
  ["pending", "running", "machine"],
  ["pending", "cancelled", "person"],
  ["running", "completed", "machine"],
  ["running", "failed", "machine"],
  ["running", "cancelled", "person"],
  ["running", "retrying", "machine"],
  ["running", "pending", "machine"],
  ["retrying", "running", "machine"],
  ["retrying", "pending", "machine"],
  ["retrying", "failed", "machine"],
  ["retrying", "cancelled", "person"],
  ["failed", "pending", "person"],
  ["cancelled", "pending", "person"],
];

describe("the status of work", () => {
  test("moves only as the table says, for every pair and mover", () => {
    for (const from of workStatuses) {
      for (const to of workStatuses) {
        for (const mover of ["machine", "person"] as const) {
          const expected = legal.some(([a, b, who]) => a === from && b === to && who === mover);
          expect(canMove(from, to, mover), `${from} to ${to} by ${mover}`).toBe(expected);
        }
      }
    }
  });

  test("never leaves completed", () => {
    expect(
      workStatuses.filter((to) => canMove("completed", to, "machine") || canMove("completed", to, "person")),
    ).toEqual([]);
  });

  test("lists the states before a state, for conditional updates", () => {
    expect(statesBefore("running", "machine")).toEqual(["pending", "retrying"]);
    expect(statesBefore("cancelled", "person")).toEqual(["pending", "running", "retrying"]);
    expect(statesBefore("pending", "person")).toEqual(["failed", "cancelled"]);
  });

  test("has ended when nothing more happens by itself", () => {
    expect(workStatuses.filter(isEnded)).toEqual(["completed", "failed", "cancelled"]);
  });
});
