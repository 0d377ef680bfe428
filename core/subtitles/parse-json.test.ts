import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson } from "./parse-json";
import { deriveTraxDocument, serializeJson } from "./serialize-json";
import type { TraxDocument } from "./trax-document";

const text = fc.string({ unit: "grapheme", maxLength: 30 });
const times = fc
  .tuple(fc.nat(40_000_000), fc.nat(100_000))
  .map(([startMs, lengthMs]) => ({ startMs, endMs: startMs + lengthMs }));
const word = fc
  .tuple(
    times,
    fc.record({ id: text, text, confidence: fc.option(fc.double({ min: 0, max: 1, noNaN: true })) }),
  )
  .map(([time, rest]) => ({ ...rest, ...time }));

const anyDocument: fc.Arbitrary<TraxDocument> = fc
  .uniqueArray(fc.record({ id: text, label: text }), { selector: (speaker) => speaker.id, maxLength: 3 })
  .chain((speakers) => {
    const speakerId = fc.constantFrom(null, ...speakers.map((speaker) => speaker.id));
    const segment = fc
      .tuple(times, fc.record({ id: text, text, speakerId, words: fc.array(word, { maxLength: 4 }) }))
      .map(([time, rest]) => ({ ...rest, ...time }));
    return fc.record({
      format: fc.constant("trax" as const),
      version: fc.constant(1 as const),
      title: text,
      media: fc.option(fc.record({ fileName: text, durationMs: fc.option(fc.nat()) })),
      engine: fc.option(text),
      speakers: fc.constant(speakers),
      segments: fc.array(segment, { maxLength: 5 }),
    });
  });

const small: TraxDocument = {
  format: "trax",
  version: 1,
  title: "t",
  media: null,
  engine: null,
  speakers: [],
  segments: [{ id: "s", startMs: 5, endMs: 9, speakerId: null, text: "x", words: [] }],
};

describe("the JSON document", () => {
  it("comes back exactly as it was written", () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        const json = JSON.stringify(document);
        expect(JSON.stringify(parseJson(serializeJson(document)))).toBe(JSON.stringify(parseJson(json)));
        expect(parseJson(serializeJson(document))).toEqual(JSON.parse(json));
      }),
    );
  });

  it("leaves out what only this installation understands", () => {
    const document = deriveTraxDocument(
      {
        title: "t",
        speakers: [{ id: "p", label: "Ann", profileId: 3 }],
        segments: [
          { ...(small.segments[0] as TraxDocument["segments"][number]), position: 4.5, revision: 2 },
        ],
      },
      { media: null, engine: null },
    );
    expect(document).toEqual({ ...small, speakers: [{ id: "p", label: "Ann" }] });
  });

  it.each([
    ["{", "cut off"],
    ["[]", '"format": "trax"'],
    ["null", '"format": "trax"'],
    [JSON.stringify({ ...small, version: 2 }), "newer Trax"],
    [JSON.stringify({ ...small, title: 5 }), "damaged at title"],
    [
      JSON.stringify({ ...small, segments: [{ ...small.segments[0], speakerId: "gone" }] }),
      "segments.0.speakerId: no such speaker",
    ],
    [
      JSON.stringify({ ...small, segments: [{ ...small.segments[0], endMs: 4 }] }),
      "segments.0.endMs: ends before",
    ],
    [JSON.stringify({ ...small, segments: [{ ...small.segments[0], startMs: 1.5 }] }), "segments.0.startMs"],
  ])("refuses %s with a sentence that names the place", (json, part) => {
    expect(() => parseJson(json)).toThrow(part);
  });
});
