import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { layoutCues } from "@/core/subtitles/layout-cues";
import { serializeAss } from "@/core/subtitles/serialize-ass";
import { deriveTraxDocument, serializeJson } from "@/core/subtitles/serialize-json";
import { serializeSrt } from "@/core/subtitles/serialize-srt";
import { serializeTtml } from "@/core/subtitles/serialize-ttml";
import { serializeVtt } from "@/core/subtitles/serialize-vtt";
import { SubtitleFormatError } from "@/core/subtitles/subtitle-format-error";
import { ferry } from "@/core/subtitles/test-data/ferry";
import { describeMend } from "./describe-mend";
import { readTranscriptFile } from "./read-transcript-file";

const utf8 = (text: string) => new TextEncoder().encode(text);
const latin1 = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const utf16 = (text: string, isBig: boolean) => {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < text.length; at += 1) view.setUint16(at * 2, text.charCodeAt(at), !isBig);
  return bytes;
};
const read = (text: string | Uint8Array, name = "x.srt") =>
  readTranscriptFile(name, typeof text === "string" ? utf8(text) : text);
const brief = (text: string | Uint8Array) => {
  const { lines, mends } = read(text);
  return {
    lines: lines.map(({ startMs, endMs, text: said }) => [startMs, endMs, said]),
    mends: mends.map(describeMend),
  };
};
const srt = (...cues: [string, string, string][]) =>
  cues.map(([start, end, text], index) => `${index + 1}\n${start} --> ${end}\n${text}\n`).join("\n");

describe("a file that is brought in", () => {
  it.each([
    ["srt", (text: string) => text],
    ["a name that says something else", (text: string) => text],
  ])("is told by what stands in it: %s", (name) => {
    const cues = layoutCues(ferry);
    for (const [format, text] of [
      ["srt", serializeSrt(cues)],
      ["vtt", serializeVtt(cues)],
      ["ass", serializeAss(cues)],
      ["ttml", serializeTtml(cues)],
    ] as const) {
      const found = read(text, name);
      expect(found.format).toBe(format);
      expect(found.mends).toEqual([]);
      expect(found.lines).toHaveLength(cues.length);
    }
  });

  it("comes back from our own JSON word for word", () => {
    const origin = { media: null, engine: null };
    const document = deriveTraxDocument(ferry, origin);
    const { lines, speakers, title, mends } = read(serializeJson(document));
    expect(mends).toEqual([]);
    expect({ title, speakers }).toEqual({
      title: ferry.title,
      speakers: ferry.speakers.map(({ id, label }) => ({ key: id, label })),
    });
    expect(lines.map(({ speakerKey, ...line }) => ({ ...line, speakerId: speakerKey }))).toEqual(
      document.segments.map(({ id: _, ...line }) => line),
    );
  });

  it.each([
    ["UTF-16, little end first", utf16("\uFEFFLine é", false)],
    ["UTF-16, big end first", utf16("\uFEFFLine é", true)],
    ["UTF-16 without a mark", utf16("Line é", false)],
    ["Latin-1", latin1("Line é")],
  ])("is read in %s", (_, words) => {
    const prefix = "1\n00:00:01,000 --> 00:00:02,000\n";
    const isWide = words.length > 8;
    const isBig = words[0] === 0xfe;
    const head = isWide ? utf16(prefix, isBig) : latin1(prefix);
    const text = brief(Uint8Array.from([...head, ...words]));
    expect(text.lines).toEqual([[1_000, 2_000, "Line é"]]);
    expect(text.mends[0]).toBe("The file was not in UTF-8 and was converted.");
  });

  it("keeps every word of times that cannot be, and says what was put right", () => {
    expect(
      brief(
        srt(
          ["00:00:09,000", "00:00:10,000", "late"],
          ["-00:00:02,000", "00:00:01,000", "early"],
          ["00:00:03,000", "00:00:05,500", "long"],
          ["00:00:05,000", "00:00:04,000", "back"],
          ["00:00:xx,000", "00:00:08,000", "lost"],
          ["00:00:20,000", "00:00:21,000", "   "],
          ["00:00:30,000", "00:00:31,000", "bad\u0007"],
        ),
      ),
    ).toEqual({
      lines: [
        [0, 1_000, "early"],
        [3_000, 5_000, "long"],
        [5_000, 6_240, "back"],
        [5_000, 5_000, "lost"],
        [9_000, 10_000, "late"],
        [30_000, 31_000, "bad"],
      ],
      mends: [
        "Control characters were taken out (line 27).",
        "1 time could not be read; the words stand after those before them (line 18).",
        "1 entry was without words left out (at 00:00:20).",
        "1 time was before the beginning and set to 0 (at 00:00:00).",
        "The entries were not in the order of time and were sorted (at 00:00:00).",
        "1 entry reached into the next and had to end where that begins (at 00:00:03).",
        "1 end was earlier than the start; it was estimated anew (at 00:00:05).",
      ],
    });
  });

  it.each([
    ["an empty file", "", "Line 1: this file is empty."],
    ["prose", "\n\nHello there.", "Line 3: this is not an SRT file"],
    ["a picture", Uint8Array.from([137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13]), "not a text file"],
    ["a JSON that is cut off", '{"format": "trax",\n"version"', "Line 2: this is not a JSON file"],
    [
      "a time beyond all recordings",
      srt(["999999:00:00,000", "999999:00:01,000", "x"]),
      "later than any recording",
    ],
    ["a line without end", srt(["00:00:01,000", "00:00:02,000", "x".repeat(100_001)]), "too long"],
    ["no words at all", "WEBVTT\n\n00:01.000 --> 00:02.000\n\n", "no words"],
    ["too large a file", new Uint8Array(50_000_001), "larger than 50 MB"],
  ])("is refused: %s", (_, file, sentence) => {
    expect(() => read(file)).toThrow(SubtitleFormatError);
    expect(() => read(file)).toThrow(sentence);
  });

  it("ends in an answer or a sentence, whatever it is", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "WEBVTT\n\n",
        "[Script Info]\n[Events]\n",
        "<tt><body><p begin='1s'>",
        '{"segments":[',
        "1\n",
        "\uFEFF",
      ),
      fc.constantFrom(
        "00:00:01,000 --> 00:00:02,000\n",
        "00:00:09.5 --> -00:00:02.000\n",
        "Dialogue: 0,x,0:00:01.00,,,0,0,0,,y\n",
      ),
      fc.constantFrom(
        '"monologues"',
        '{"results":{"channels":[]}}',
        "start,end,text\n",
        "</p></tt>",
        "]}",
        "\u0000",
        "=1",
      ),
      fc.string({ unit: "binary", maxLength: 20 }),
    );
    const name = fc.constantFrom("x", "x.csv", "x.tsv", "x.vtt", "x.json");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), name, (pieces, fileName) => {
        try {
          const { lines } = read(pieces.join(""), fileName);
          for (const [index, line] of lines.entries()) {
            expect(line.endMs).toBeGreaterThanOrEqual(line.startMs);
            expect(line.startMs).toBeGreaterThanOrEqual(lines[index - 1]?.startMs ?? 0);
          }
        } catch (error) {
          if (!(error instanceof SubtitleFormatError)) throw error;
        }
      }),
      { endOnFailure: true, numRuns: 2_000 },
    );
  });
});
