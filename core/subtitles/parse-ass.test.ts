import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MendReport } from "./mend-report";
import { parseAss } from "./parse-ass";
import { defuseAssText, serializeAss } from "./serialize-ass";
import { nastyCues, plainSpokenCues } from "./test-data/arbitrary-cues";

/** The format counts hundredths, and its names have no comma. */
const toHundredths = (ms: number) => Math.round(ms / 10) * 10;

describe("ASS", () => {
  it("comes back as it was written, to the hundredth, speakers too", () => {
    fc.assert(
      fc.property(plainSpokenCues, (cues) => {
        const held = cues.map((cue) => ({
          ...cue,
          startMs: toHundredths(cue.startMs),
          endMs: toHundredths(cue.endMs),
          speaker: cue.speaker?.replace(/,/g, " ").replace(/ +/g, " ").trim() || null,
        }));
        expect(parseAss(serializeAss(cues))).toEqual(held);
      }),
      { endOnFailure: true },
    );
  });

  it("holds any text there is, once it is clean and defused", () => {
    fc.assert(
      fc.property(nastyCues, (cues) => {
        const once = parseAss(serializeAss(cues, "{\\b1}\n[Events]"));
        expect(parseAss(serializeAss(once))).toEqual(once);
        for (const cue of once) for (const line of cue.lines) expect(line).not.toMatch(/[{}]/);
      }),
      { endOnFailure: true },
    );
  });

  it("leaves nothing that a player would carry out", () => {
    expect(defuseAssText("{\\an8}a\\Nb")).toBe("\uFF5B\\\u2060an8\uFF5Da\\\u2060Nb");
    expect(defuseAssText(defuseAssText("{\\p1}"))).toBe(defuseAssText("{\\p1}"));
  });

  it("reads other people's files: commands, drawings, remarks, another order of fields, commas in the text", () => {
    const file = [
      "\uFEFF[Script Info]",
      "[V4 Styles]",
      "Format: Name",
      "[Events]",
      "Format: Marked, Start, End, Style, Name, Text",
      "Comment: 0,0:00:00.00,0:00:01.00,Default,,not said",
      "Dialogue: 0,0:00:01.50,0:00:02,Default,Ann,{\\i1}Well{\\i0}, yes\\N{remark}and no\\hmore",
      "Dialogue: 0,0:00:03.00,0:00:04.00,Default,,{\\p1}m 0 0 l 100 0{\\p0}shown",
      "Dialogue: 0,later,0:00:04.00,Default,,lost",
      "[Fonts]",
      "Dialogue: 0,0:00:05.00,0:00:06.00,Default,,no event",
    ].join("\r\n");
    const report = new MendReport();
    expect(parseAss(file, report)).toEqual([
      { startMs: 1_500, endMs: 2_000, lines: ["Well, yes", "and no\u00A0more"], speaker: "Ann" },
      { startMs: 3_000, endMs: 4_000, lines: ["shown"], speaker: null },
      { startMs: 4_000, endMs: 4_000, lines: ["lost"], speaker: null },
    ]);
    expect(report.list()).toEqual([{ kind: "timeUnreadable", count: 1, line: 9, atMs: null }]);
    expect(() => parseAss("some text")).toThrow("Line 1: this is not an ASS file");
  });
});
