import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { segmentWords } from "./segment-words";
import type { TimedWord } from "./types";

/** Words of 300 ms with 100 ms between them; "|" stands for a pause of 1.5 s. */
function speak(text: string): TimedWord[] {
  let clockMs = 0;
  const words: TimedWord[] = [];
  for (const token of text.split(" ")) {
    if (token === "|") {
      clockMs += 1_500;
      continue;
    }
    words.push({ text: token, startMs: clockMs, endMs: clockMs + 300, confidence: 0.9 });
    clockMs += 400;
  }
  return words;
}

const textsOf = (text: string) => segmentWords(speak(text)).map((segment) => segment.text);

describe("segmentWords", () => {
  it("ends a segment with its sentence, closing quotes included", () => {
    expect(textsOf('He said "go." She went! Why? No idea')).toEqual([
      'He said "go."',
      "She went!",
      "Why?",
      "No idea",
    ]);
  });

  it("does not take titles and initials for sentence ends", () => {
    expect(textsOf("Dr. Who met J. Smith vs. Mrs. Jones. Then I.")).toEqual([
      "Dr. Who met J. Smith vs. Mrs. Jones.",
      "Then I.",
    ]);
  });

  it("does not cut decimals or times, which have no space after the point", () => {
    expect(textsOf("It costs 3.50 at 9.30 today.")).toEqual(["It costs 3.50 at 9.30 today."]);
  });

  it("ends a segment at a long pause in the middle of a sentence", () => {
    expect(textsOf("and then | nothing")).toEqual(["and then", "nothing"]);
  });

  it("cuts a sentence that is too long after its comma, not in the middle of a clause", () => {
    const clause = "word ".repeat(12).trim();
    const [first, second] = textsOf(`${clause} ${clause}, ${clause} ${clause}.`);
    expect(first).toBe(`${clause} ${clause},`);
    expect(second).toBe(`${clause} ${clause}.`);
  });

  it("leaves no scrap at the beginning when the only comma comes at once", () => {
    const [first] = textsOf(`Well, ${"word ".repeat(50).trim()}`);
    expect(first?.length).toBeGreaterThan(60);
  });

  it("spans from its first to its last word", () => {
    const [segment] = segmentWords(speak("one two three."));
    expect(segment).toMatchObject({ startMs: 0, endMs: 1_100 });
    expect(segment?.words).toHaveLength(3);
  });

  it("gives nothing for nothing", () => {
    expect(segmentWords([])).toEqual([]);
    expect(segmentWords([{ text: " ", startMs: 0, endMs: 5, confidence: null }])).toEqual([]);
  });

  it("keeps every word once and in order, and stays within its limits", () => {
    const word = fc.record({
      text: fc.stringMatching(/^[a-z]{1,12}[,.?]?$/),
      lengthMs: fc.integer({ min: 0, max: 900 }),
      gapMs: fc.integer({ min: 0, max: 2_000 }),
    });
    fc.assert(
      fc.property(fc.array(word, { maxLength: 120 }), (parts) => {
        let clockMs = 0;
        const words = parts.map((part) => {
          const startMs = clockMs + part.gapMs;
          clockMs = startMs + part.lengthMs;
          return { text: part.text, startMs, endMs: clockMs, confidence: null };
        });
        const segments = segmentWords(words, { maxCharacters: 80, maxDurationMs: 6_000 });
        expect(segments.flatMap((segment) => segment.words)).toEqual(words);
        for (const segment of segments) {
          expect(segment.text).toBe(segment.words.map((w) => w.text).join(" "));
          if (segment.words.length === 1) continue;
          expect(segment.text.length).toBeLessThanOrEqual(80);
          expect(segment.endMs - segment.startMs).toBeLessThanOrEqual(6_000);
        }
      }),
    );
  });
});
