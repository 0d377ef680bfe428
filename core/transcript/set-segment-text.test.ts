import { describe, expect, it } from "vitest";
import { setSegmentText } from "./set-segment-text";
import type { Segment } from "./types";

const segment: Segment = {
  id: "s1",
  position: 3,
  startMs: 1_000,
  endMs: 3_000,
  speakerId: "p1",
  text: "the first boat leaves",
  words: ["the", "first", "boat", "leaves"].map((text, index) => ({
    id: `w${index}`,
    text,
    startMs: 1_000 + index * 500,
    endMs: 1_400 + index * 500,
    confidence: 0.8,
  })),
  revision: 4,
};

function ids(): () => string {
  let next = 0;
  return () => `n${next++}`;
}

describe("setSegmentText", () => {
  it("keeps id, times and confidence of the words that were not touched", () => {
    const edited = setSegmentText(segment, "the last boat leaves", ids());
    expect(edited.words.map((word) => word.text)).toEqual(["the", "last", "boat", "leaves"]);
    expect(edited.words[0]).toEqual(segment.words[0]);
    expect(edited.words[2]).toEqual(segment.words[2]);
    expect(edited.words[3]).toEqual(segment.words[3]);
    expect(edited.words[1]?.confidence).toBeNull();
    expect(edited).toMatchObject({
      id: "s1",
      position: 3,
      speakerId: "p1",
      revision: 4,
      text: "the last boat leaves",
    });
  });

  it("gives the same object back when nothing changes but white space", () => {
    expect(setSegmentText(segment, "  the first\nboat  leaves ", ids())).toBe(segment);
  });

  it("stores one clean line, whatever was pasted", () => {
    expect(setSegmentText(segment, "the\r\nfirst\u0000 \u202Eboat", ids()).text).toBe("the first boat");
  });

  it("takes a text away altogether", () => {
    expect(setSegmentText(segment, " ", ids())).toMatchObject({ text: "", words: [] });
  });

  it("leaves the segment it was given untouched", () => {
    const before = structuredClone(segment);
    setSegmentText(segment, "something else", ids());
    expect(segment).toEqual(before);
  });
});
