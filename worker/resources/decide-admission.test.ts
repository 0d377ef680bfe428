import { describe, expect, it } from "vitest";
import { decideAdmission } from "./decide-admission";

describe("decideAdmission", () => {
  it.each([
    { treeMb: 100, limitMb: 2048, running: 0, decision: "admit" },
    { treeMb: 100, limitMb: 2048, running: 7, decision: "admit" },
    { treeMb: 2048, limitMb: 2048, running: 1, decision: "admit" },
    { treeMb: 2049, limitMb: 2048, running: 1, decision: "wait" },
    { treeMb: 2049, limitMb: 2048, running: 0, decision: "admit" },
    { treeMb: 100, limitMb: 1, running: 1, decision: "wait" },
    { treeMb: 100, limitMb: 1, running: 0, decision: "admit" },
    { treeMb: 9999, limitMb: Number.POSITIVE_INFINITY, running: 3, decision: "admit" },
    // Where the system does not tell, nothing is held back.
    { treeMb: 0, limitMb: 1, running: 3, decision: "admit" },
  ])("with $treeMb of $limitMb MB and $running running: $decision", ({ decision, ...now }) => {
    expect(decideAdmission(now)).toBe(decision);
  });
});
