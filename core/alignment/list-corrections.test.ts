import { describe, expect, it } from "vitest";
import { runAtOnce } from "../stepwise/stepwise";
import { findTouched } from "./find-touched";
import { listCorrections } from "./list-corrections";

const place = (text: string) =>
  text.split(" ").map((word, at) => ({ text: word, startMs: at * 400, endMs: at * 400 + 300 }));

describe("listCorrections", () => {
  it("finds what a person has other words for, the commonest first", () => {
    const machine = place("we run cooper netties here and cooper netties there with leads beside it");
    const present = place("we run Kubernetes here and Kubernetes, there with Leeds beside it");
    expect(listCorrections(machine, present)).toEqual([
      { text: "Kubernetes", heard: "cooper netties", count: 2, startMs: 800 },
      { text: "Leeds", heard: "leads", count: 1, startMs: 3_200 },
    ]);
  });

  it("leaves out capitals, punctuation, numbers, what was only added or removed, and rewritten sentences", () => {
    const machine = place(
      "so the office in leeds has twenty one copies of it and that was all that they ever said to us",
    );
    const present = place(
      "The office in Leeds has 21 copies of it, really, and nobody of them knew a thing about what we did",
    );
    expect(listCorrections(machine, present)).toEqual([]);
  });
});

describe("findTouched", () => {
  it("tells of a stretch whether its words are others now", () => {
    const given = place("we signed the contract on Monday and left");
    const present = place("we signed the contract on Tuesday and left");
    const isTouched = runAtOnce(findTouched(given, present));
    expect(isTouched(2_000, 2_300)).toBe(true);
    expect(isTouched(1_200, 1_500)).toBe(false);
    expect(runAtOnce(findTouched(given, given))(0, 10_000)).toBe(false);
    expect(runAtOnce(findTouched(given, []))(0, 100)).toBe(true);
  });
});
