import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanCues } from "./clean-cues";
import { parseSrt } from "./parse-srt";
import { defuseSrtLine, serializeSrt } from "./serialize-srt";
import { SubtitleFormatError } from "./subtitle-format-error";
import { nastyCues, plainCues } from "./test-data/arbitrary-cues";

const cue = (startMs: number, endMs: number, ...lines: string[]) => ({
  startMs,
  endMs,
  lines,
  speaker: null,
});

describe("SRT", () => {
  it("comes back as it was written", () => {
    fc.assert(
      fc.property(plainCues, (cues) => {
        expect(parseSrt(serializeSrt(cues))).toEqual(cues);
      }),
    );
  });

  it("keeps every cue apart and in its time, whatever text is in them", () => {
    fc.assert(
      fc.property(nastyCues, (cues) => {
        const held = cleanCues(cues, defuseSrtLine).map((c) => ({ ...c, speaker: null }));
        expect(parseSrt(serializeSrt(cues))).toEqual(held);
      }),
    );
  });

  it("writes nothing that a player would obey", () => {
    const text = serializeSrt([cue(0, 1, "a --> b <b>c</b> {\\an8}d {y:i}e 1 < 2 {3}")]);
    expect(text).toBe(
      "1\n00:00:00,000 --> 00:00:00,001\na -- > b <\u2060b>c<\u2060/b> { \\an8}d { y:i}e 1 < 2 {3}\n",
    );
  });

  it("reads files as other programs write them", () => {
    const text =
      "\uFEFF7\r\n0:00:01.5 --> 00:00:02,250 X1:40 X2:600\r\nfirst\r\n\r\nstill first\r\n\r\n00:03,000 --> 00:04,000\r\n1984\r\n\r\n9\r\n100:00:00,000 --> 100:00:01,000\r\nlast";
    expect(parseSrt(text)).toEqual([
      cue(1_500, 2_250, "first", "still first"),
      cue(3_000, 4_000, "1984"),
      cue(360_000_000, 360_001_000, "last"),
    ]);
  });

  it("says so when it is no SRT at all, and takes an empty file for no cues", () => {
    expect(() => parseSrt("Dear Sir or Madam")).toThrow(SubtitleFormatError);
    expect(parseSrt("\n")).toEqual([]);
  });
});
