import { describe, expect, it } from "vitest";
import { describeEstimate, describeMeasurement, inHundred, listSignals } from "./describe-accuracy";

describe("how good a text is, in words", () => {
  it.each([
    [1, 100],
    [0.999, 99],
    [0.9996, 100],
    [0.955, 96],
    [0.002, 1],
    [0, 0],
  ])("says of %d that %d of 100 are right", (share, expected) => {
    expect(inHundred(share)).toBe(expected);
  });

  it("gives the range of an estimate outwards", () => {
    expect(describeEstimate({ accuracy: 0.961, low: 0.925, high: 0.981, basis: "confidence" })).toEqual({
      headline: "About 96 in 100 words right",
      range: "between 92 and 99",
    });
  });

  it.each([
    [
      "word",
      "96.3 in 100 words right",
      "1,000 words: 20 wrong, 10 left out, 7 too many. Error rate 3.7 % (WER).",
    ],
    [
      "character",
      "96.3 in 100 characters right",
      "1,000 characters: 20 wrong, 10 left out, 7 too many. Error rate 3.7 % (CER).",
    ],
  ] as const)("counts errors in each %s", (unit, headline, counts) => {
    const measured = { basis: "reference" as const, unit, confusions: [], measuredAt: new Date() };
    const figures = { words: 1_000, substitutions: 20, deletions: 10, insertions: 7, wer: 0.037 };
    expect(describeMeasurement({ ...measured, ...figures })).toEqual({ headline, counts });
  });

  it("tells what it rests on, as far as it was measured", () => {
    const none = {
      meanLogprob: null,
      unsureShare: null,
      snrDb: null,
      wordsPerSecond: null,
      passAgreement: null,
      words: null,
    };
    expect(listSignals(none)).toEqual([]);
    const told = {
      ...none,
      unsureShare: 0.104,
      snrDb: 9.6,
      wordsPerSecond: 2.5,
      passAgreement: 0.97,
      words: 50,
    };
    expect(listSignals(told).map(({ name, value }) => `${name}: ${value}`)).toEqual([
      "Engine: unsure of 10 in 100 words",
      "Sound: noisy, voice 10 dB above the noise",
      "Pace: 150 words a minute of speech",
      "Hearings: agree on 97 in 100 words",
      "Length: 50 words, so the range is wide",
    ]);
  });
});
