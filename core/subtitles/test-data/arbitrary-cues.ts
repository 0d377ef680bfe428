import fc from "fast-check";
import type { Cue } from "../cue";

/** Anything a person may have typed, with what breaks subtitle files mixed in often. */
const nastyLine = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary", maxLength: 12 }),
      fc.constantFrom(
        "-->",
        "--->",
        "<b>",
        "</i>",
        "<v Bob>",
        "{\\an8}",
        "&amp;",
        "&",
        "&#62;",
        "\n\n",
        "\r",
        "WEBVTT",
      ),
      fc.constantFrom(
        "NOTE",
        "STYLE",
        "12",
        "00:00:01,000 --> 00:00:02,000",
        "00:01.000 --> 00:02.000",
        "\u0000",
        "\uD800",
        "🙂",
      ),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(" "));

const plainLine = fc
  .stringMatching(/^[A-Za-z0-9,.?'éßЖ漢&]{1,10}( [A-Za-z0-9,.?'éßЖ漢&]{1,10}){0,5}$/)
  .map((line) => line.normalize("NFC"));

function arbitraryCues(
  line: fc.Arbitrary<string>,
  speaker: fc.Arbitrary<string | null>,
  minLines: number,
): fc.Arbitrary<Cue[]> {
  const cue = fc
    .record({
      startMs: fc.integer({ min: 0, max: 400_000_000 }),
      durationMs: fc.integer({ min: 0, max: 100_000 }),
      lines: fc.array(line, { minLength: minLines, maxLength: 3 }),
      speaker,
    })
    .map(({ durationMs, ...rest }) => ({ ...rest, endMs: rest.startMs + durationMs }));
  return fc.array(cue, { maxLength: 8 });
}

/** Cues that every format holds as they are, but for the speaker. */
export const plainCues = arbitraryCues(plainLine, fc.constant(null), 1);
export const plainSpokenCues = arbitraryCues(plainLine, fc.option(plainLine), 1);
export const nastyCues = arbitraryCues(nastyLine, fc.option(nastyLine), 0);
