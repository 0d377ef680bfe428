import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MendReport } from "./mend-report";
import { parseTtml } from "./parse-ttml";
import { serializeTtml } from "./serialize-ttml";
import { nastyCues, plainSpokenCues } from "./test-data/arbitrary-cues";

describe("TTML", () => {
  it("comes back as it was written, speakers too", () => {
    fc.assert(
      fc.property(plainSpokenCues, (cues) => {
        expect(parseTtml(serializeTtml(cues, "A & B"))).toEqual(cues);
      }),
      { endOnFailure: true },
    );
  });

  it("holds any text there is, once it is clean", () => {
    fc.assert(
      fc.property(nastyCues, (cues) => {
        const once = parseTtml(serializeTtml(cues));
        expect(parseTtml(serializeTtml(once))).toEqual(once);
      }),
      { endOnFailure: true },
    );
  });

  it.each([
    ['begin="00:00:01.25" end="00:00:02"', [1_250, 2_000]],
    ['begin="1.5s" dur="500ms"', [1_500, 2_000]],
    ['begin="00:00:01:05" end="50f"', [1_200, 2_000]],
    ['begin="10000000t" end="20000000t"', [1_000, 2_000]],
    ['begin="0.5m" end="0.01h"', [30_000, 36_000]],
    ['begin="-2s" end="1s"', [-2_000, 1_000]],
  ])("understands the times %s", (times, [startMs, endMs]) => {
    const file = `<tt xmlns:ttp="http://www.w3.org/ns/ttml#parameter" ttp:frameRate="25" ttp:tickRate="10000000"><body><div><p ${times}>x</p></div></body></tt>`;
    expect(parseTtml(file)).toEqual([{ startMs, endMs, lines: ["x"], speaker: null }]);
  });

  it("counts from what a paragraph stands in, and takes the times of spans where it has none", () => {
    const file = `<tt><body begin="10s"><div begin="1s"><p begin="1s" end="2s">a<br/>
      b</p><p><span begin="3s" end="4s">c</span> <span begin="4s" end="5s">d</span></p><p>e</p></div></body></tt>`;
    const report = new MendReport();
    expect(parseTtml(file, report)).toEqual([
      { startMs: 12_000, endMs: 13_000, lines: ["a", "b"], speaker: null },
      { startMs: 14_000, endMs: 16_000, lines: ["c d"], speaker: null },
      { startMs: 16_000, endMs: 16_000, lines: ["e"], speaker: null },
    ]);
    expect(report.list()).toMatchObject([{ kind: "timeMissing", count: 1, line: 2 }]);
  });

  it("resolves no entity of a document type, fetches nothing and does not follow depth without end", () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE tt [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>
      <tt><body><div><p begin="0s" end="1s">&b; &f; &amp;</p></div></body></tt>`;
    expect(parseTtml(bomb)[0]?.lines).toEqual(["&b; &f; &"]);
    expect(() => parseTtml(`<tt>\n${"<div>".repeat(100_000)}`)).toThrow("Line 2: this is nested too deeply.");
    expect(() => parseTtml("<html></html>")).toThrow("Line 1: this is not a TTML file");
  });
});
