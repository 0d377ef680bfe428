import { describe, expect, it } from "vitest";
import type { LinkEntry } from "@/server/submissions/schema";
import { chooseAtFirst, filterEntries, listRange, setChosen } from "./entry-choice";

const build = (title: string, overrides: Partial<LinkEntry> = {}): LinkEntry => ({
  url: `https://example.com/${title}`,
  title,
  durationSeconds: 60,
  publishedAt: null,
  reason: null,
  isMedia: false,
  isKnown: false,
  ...overrides,
});
const entries = [
  build("One café"),
  build("Two", { reason: "This video is private." }),
  build("Three", { isKnown: true }),
  build("Four CAFE talks"),
];

describe("choosing from a list", () => {
  it("begins with all of a short one but what is broken or here already", () => {
    expect([...chooseAtFirst(entries)]).toEqual([0, 3]);
  });

  it("begins with nothing of a long one", () => {
    expect(chooseAtFirst(Array.from({ length: 51 }, (_, n) => build(String(n)))).size).toBe(0);
  });

  it.each([
    ["", [0, 1, 2, 3]],
    ["cafe", [0, 3]],
    [" Talks  café", [3]],
    ["nothing", []],
  ])("finds %j in titles", (text, expected) => {
    expect(filterEntries(entries, text)).toEqual(expected);
  });

  it("never takes what cannot be fetched, and leaves what the filter hides as it is", () => {
    const all = setChosen(entries, new Set(), [0, 1, 2, 3], true);
    expect([...all]).toEqual([0, 2, 3]);
    expect([...setChosen(entries, all, filterEntries(entries, "cafe"), false)]).toEqual([2]);
  });

  it("takes a range in either direction, as it is shown", () => {
    expect(listRange([4, 7, 9, 12], 2, 0)).toEqual([4, 7, 9]);
    expect(listRange([4, 7, 9, 12], 1, 1)).toEqual([7]);
  });
});
