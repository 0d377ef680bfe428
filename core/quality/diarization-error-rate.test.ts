import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assignBest } from "./assign-best";
import { diarizationErrorRate, type ErrorRateOptions, type SpokenStretch } from "./diarization-error-rate";

/** "A 0-10, B 10-20", in seconds. */
const parse = (text: string): SpokenStretch[] =>
  text === ""
    ? []
    : text.split(", ").map((part) => {
        const [speaker = "", range = ""] = part.split(" ");
        const [start, end] = range.split("-").map(Number) as [number, number];
        return { speaker, startMs: start * 1000, endMs: end * 1000 };
      });

interface Case {
  title: string;
  reference: string;
  hypothesis: string;
  options?: ErrorRateOptions;
  /** Seconds, by hand. */
  spoken: number;
  missed: number;
  falseAlarm: number;
  confused: number;
}

const bare = { collarMs: 0 };

const cases: Case[] = [
  {
    title: "the same turns under other names are no error",
    ...{ reference: "A 0-10, B 10-20", hypothesis: "1 0-10, 2 10-20", options: bare },
    ...{ spoken: 20, missed: 0, falseAlarm: 0, confused: 0 },
  },
  {
    title: "two seconds nobody was heard in are missed",
    ...{ reference: "A 0-10", hypothesis: "1 0-8", options: bare },
    ...{ spoken: 10, missed: 2, falseAlarm: 0, confused: 0 },
  },
  {
    title: "two seconds after the end are a false alarm",
    ...{ reference: "A 0-10", hypothesis: "1 0-12", options: bare },
    ...{ spoken: 10, missed: 0, falseAlarm: 2, confused: 0 },
  },
  {
    title: "three seconds of B given to A are confused",
    ...{ reference: "A 0-10, B 10-20", hypothesis: "1 0-13, 2 13-20", options: bare },
    ...{ spoken: 20, missed: 0, falseAlarm: 0, confused: 3 },
  },
  {
    title: "one voice for two is right for the longer one",
    ...{ reference: "A 0-6, B 6-10", hypothesis: "1 0-10", options: bare },
    ...{ spoken: 10, missed: 0, falseAlarm: 0, confused: 4 },
  },
  {
    title: "a third voice is wrong for as long as it speaks",
    ...{ reference: "A 0-6, B 6-10", hypothesis: "1 0-4, 3 4-6, 2 6-10", options: bare },
    ...{ spoken: 10, missed: 0, falseAlarm: 0, confused: 2 },
  },
  {
    title: "the pairing is the best of all, not the best of each in turn",
    // 1 shares 6 s with A and 5 s with B; 2 shares 5 s with A: A-1 first would give 6, A-2 and B-1 give 10.
    ...{ reference: "A 0-11, B 11-16", hypothesis: "1 0-6, 2 6-11, 1 11-16", options: bare },
    ...{ spoken: 16, missed: 0, falseAlarm: 0, confused: 6 },
  },
  {
    title: "two who speak at once are two speakers: one heard misses the other",
    ...{ reference: "A 0-10, B 6-14", hypothesis: "1 0-10, 2 10-14", options: bare },
    ...{ spoken: 18, missed: 4, falseAlarm: 0, confused: 0 },
  },
  {
    title: "two heard where one speaks is a false alarm, and the right one is right",
    ...{ reference: "A 0-10, B 10-14", hypothesis: "1 0-10, 2 8-14", options: bare },
    ...{ spoken: 14, missed: 0, falseAlarm: 2, confused: 0 },
  },
  {
    title: "two at once, both heard wrong, is confused twice",
    ...{
      reference: "A 0-4, B 0-4, C 4-20, D 4-20",
      hypothesis: "1 4-20, 2 4-20, 1 0-4, 2 0-4",
      options: bare,
    },
    ...{ spoken: 40, missed: 0, falseAlarm: 0, confused: 8 },
  },
  {
    title: "without overlap only time of one speaker is judged",
    ...{
      reference: "A 0-10, B 6-14",
      hypothesis: "1 0-10, 2 10-14",
      options: { collarMs: 0, skipsOverlap: true },
    },
    ...{ spoken: 10, missed: 0, falseAlarm: 0, confused: 0 },
  },
  {
    title: "a boundary that is a fifth of a second off is within the collar",
    // Judged: 0.25 to 9.75 and 10.25 to 19.75.
    ...{ reference: "A 0-10, B 10-20", hypothesis: "1 0-10.2, 2 10.2-20" },
    ...{ spoken: 19, missed: 0, falseAlarm: 0, confused: 0 },
  },
  {
    title: "a boundary that is a second off counts from the collar on",
    ...{ reference: "A 0-10, B 10-20", hypothesis: "1 0-11, 2 11-20" },
    ...{ spoken: 19, missed: 0, falseAlarm: 0, confused: 0.75 },
  },
  {
    title: "a false alarm begins after the collar",
    ...{ reference: "A 0-10", hypothesis: "1 0-12" },
    ...{ spoken: 9.5, missed: 0, falseAlarm: 1.75, confused: 0 },
  },
  {
    title: "what the collar covers does not decide the pairing",
    // A is judged from 0.25 to 0.75 only, where 2 is heard; B from 1.25 to 5.75, where 1 is.
    ...{ reference: "A 0-1, B 1-6", hypothesis: "2 0.25-0.75, 1 0.8-6" },
    ...{ spoken: 5, missed: 0, falseAlarm: 0, confused: 0 },
  },
  {
    title: "nobody speaks and nobody was heard",
    ...{ reference: "", hypothesis: "" },
    ...{ spoken: 0, missed: 0, falseAlarm: 0, confused: 0 },
  },
  {
    title: "somebody was heard where nobody speaks",
    ...{ reference: "", hypothesis: "1 0-3" },
    ...{ spoken: 0, missed: 0, falseAlarm: 3, confused: 0 },
  },
];

describe("diarizationErrorRate", () => {
  it.each(cases)("$title", ({ reference, hypothesis, options, spoken, missed, falseAlarm, confused }) => {
    const errors = diarizationErrorRate(parse(reference), parse(hypothesis), options);
    expect({
      spoken: errors.spokenMs / 1000,
      missed: errors.missedMs / 1000,
      falseAlarm: errors.falseAlarmMs / 1000,
      confused: errors.confusedMs / 1000,
    }).toEqual({ spoken, missed, falseAlarm, confused });
    const wrong = missed + falseAlarm + confused;
    expect(errors.der).toBe(wrong === 0 ? 0 : wrong / spoken);
  });

  it("says who was paired with whom", () => {
    const { mapping } = diarizationErrorRate(parse("A 0-11, B 11-16"), parse("1 0-6, 2 6-11, 1 11-16"), bare);
    expect(Object.fromEntries(mapping)).toEqual({ A: "2", B: "1" });
  });
});

describe("assignBest", () => {
  const best = (gains: number[][]): number => {
    const [first, ...rest] = gains;
    if (!first) return 0;
    const skipped = best(rest);
    return first.reduce(
      (most, gain, column) =>
        Math.max(most, gain + best(rest.map((row) => row.map((value, at) => (at === column ? 0 : value))))),
      skipped,
    );
  };

  it("finds what trying everything finds", () => {
    const matrix = fc
      .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
      .chain(([rows, columns]) =>
        fc.array(fc.array(fc.nat(20), { minLength: columns, maxLength: columns }), {
          minLength: rows,
          maxLength: rows,
        }),
      );
    fc.assert(
      fc.property(matrix, (gains) => {
        const columns = assignBest(gains);
        const taken = columns.filter((column) => column !== null);
        expect(new Set(taken).size).toBe(taken.length);
        const sum = columns.reduce<number>(
          (total, column, row) => total + (column === null ? 0 : (gains[row]?.[column] ?? 0)),
          0,
        );
        expect(sum).toBe(best(gains));
      }),
      { endOnFailure: true },
    );
  });
});
