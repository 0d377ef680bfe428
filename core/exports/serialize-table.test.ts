import fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, it } from "vitest";
import { readTranscriptFile } from "@/core/imports/read-transcript-file";
import { normalizeText } from "@/core/transcript/normalize-text";
import type { TranscriptText } from "@/core/transcript/transcript-text";
import { serializeTable } from "./serialize-table";
import { defuseCell, parseCell } from "./table-cell";

const word = fc.oneof(
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }),
  fc.constantFrom("=1+1", "+x", "-x", "@SUM(A1)", "'=x", '"', '","', "a\tb", "a\r\nb", ";"),
);
const transcript: fc.Arbitrary<TranscriptText> = fc
  .array(fc.record({ text: word, speaker: fc.constantFrom("Ann", "=cmd", '"q"'), stepMs: fc.nat(5_000) }), {
    minLength: 1,
    maxLength: 6,
  })
  .map((rows) => {
    let startMs = 0;
    const segments = rows.map(({ text, speaker, stepMs }, index) => {
      startMs += stepMs;
      const times = { startMs, endMs: startMs + 100 };
      return { id: `${index}`, position: index, ...times, speakerId: speaker, text, words: [], revision: 0 };
    });
    const labels = [...new Set(rows.map(({ speaker }) => speaker))];
    return { title: "", segments, speakers: labels.map((label) => ({ id: label, label, profileId: null })) };
  });

describe.each(["csv", "tsv"] as const)("%s", (kind) => {
  it("comes back as it was written", () => {
    fc.assert(
      fc.property(transcript, (given) => {
        const wanted = given.segments
          .map(({ startMs, endMs, speakerId, text }) => ({
            startMs,
            endMs,
            speakerKey: speakerId,
            text: normalizeText(text),
          }))
          .filter(({ text }) => text !== "");
        fc.pre(wanted.length > 0);
        const file = new TextEncoder().encode(serializeTable(kind, given));
        const { lines } = readTranscriptFile(`x.${kind}`, file);
        expect(lines.map(({ words: _, ...line }) => line)).toEqual(wanted);
      }),
      { endOnFailure: true },
    );
  });

  it("has a row a line and no cell that begins a formula", () => {
    fc.assert(
      fc.property(transcript, fc.boolean(), fc.boolean(), (given, speakers, times) => {
        const { data } = Papa.parse<string[]>(serializeTable(kind, given, { speakers, times }), {
          delimiter: kind === "csv" ? "," : "\t",
          skipEmptyLines: true,
        });
        for (const row of data) {
          expect(row).toHaveLength(1 + (speakers ? 1 : 0) + (times ? 2 : 0));
          for (const cell of row) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
        }
      }),
      { endOnFailure: true },
    );
  });
});

it("the mark before a formula is put on and taken off again, however many there are", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[=+\-@'ax]{0,6}$/), (text) => {
      expect(parseCell(defuseCell(text))).toBe(text);
    }),
    { endOnFailure: true },
  );
});
