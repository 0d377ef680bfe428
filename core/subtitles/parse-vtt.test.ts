import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalizeText } from "@/core/transcript/normalize-text";
import { cleanCues } from "./clean-cues";
import { parseVtt } from "./parse-vtt";
import { serializeVtt } from "./serialize-vtt";
import { SubtitleFormatError } from "./subtitle-format-error";
import { nastyCues, plainSpokenCues } from "./test-data/arbitrary-cues";

describe("WebVTT", () => {
  it("comes back as it was written, speakers too", () => {
    fc.assert(
      fc.property(plainSpokenCues, (cues) => {
        expect(parseVtt(serializeVtt(cues))).toEqual(cues);
      }),
    );
  });

  it("holds any text there is, once it is clean", () => {
    fc.assert(
      fc.property(nastyCues, (cues) => {
        const held = cleanCues(cues).map((cue) => ({
          ...cue,
          speaker: normalizeText(cue.speaker ?? "") || null,
        }));
        expect(parseVtt(serializeVtt(cues))).toEqual(held);
      }),
    );
  });

  it("lets no text become markup or a cue of its own", () => {
    const text = serializeVtt([
      { startMs: 0, endMs: 1, lines: ["<i>x</i> & 00:00.000 --> 00:01.000"], speaker: "Bob> <b>" },
    ]);
    expect(text).toBe(
      "WEBVTT\n\n00:00:00.000 --> 00:00:00.001\n<v Bob&gt; &lt;b&gt;>&lt;i&gt;x&lt;/i&gt; &amp; 00:00.000 --&gt; 00:01.000\n",
    );
  });

  it("reads files as other programs write them", () => {
    const text = `WEBVTT - made elsewhere\r
Kind: captions\r
\r
NOTE\r
a remark with --> inside\r
\r
STYLE\r
::cue { color: red }\r
\r
intro\r
00:01.000 --> 00:02.500 align:start position:10%\r
<v.loud Fred Smith>Fish &amp; <c.red>chips</c>&nbsp;<00:01.500>&#9731;&unknown;\r
- again\r
\r
00:00:03.000 --> 00:00:04.000\r
`;
    expect(parseVtt(text)).toEqual([
      {
        startMs: 1_000,
        endMs: 2_500,
        lines: ["Fish & chips\u00A0☃&unknown;", "- again"],
        speaker: "Fred Smith",
      },
    ]);
  });

  it("refuses a file that does not begin with WEBVTT", () => {
    expect(() => parseVtt("WEBVTTX\n\n00:00.000 --> 00:01.000\nx")).toThrow(SubtitleFormatError);
    expect(() => parseVtt("")).toThrow(SubtitleFormatError);
  });
});
