import { describe, expect, it } from "vitest";
import { deriveQualityWarnings, type QualityFacts } from "./derive-quality-warnings";
import { qualityWarningCodes, qualityWarningSentences } from "./quality-warnings";

const good: QualityFacts = {
  speechSeconds: 50,
  totalSeconds: 60,
  meanLogprob: -0.06,
  loopCuts: 0,
  cutOff: false,
  levels: { rmsDbfs: -22, peakDbfs: -3, clippedFraction: 0 },
};
const levels = { rmsDbfs: -22, peakDbfs: -3, clippedFraction: 0 };

describe("deriveQualityWarnings", () => {
  it.each<[string, Partial<QualityFacts>, string[]]>([
    ["a good recording", {}, []],
    ["levels nobody measured", { levels: null }, []],
    ["no speech", { speechSeconds: 0, meanLogprob: null }, ["no_speech"]],
    ["a click", { speechSeconds: 0.1, meanLogprob: -0.9 }, ["no_speech"]],
    ["speech in which nothing was understood", { speechSeconds: 9, meanLogprob: null }, ["no_speech"]],
    [
      "digital silence, which is not quiet speech",
      {
        speechSeconds: 0,
        meanLogprob: null,
        levels: { rmsDbfs: Number.NEGATIVE_INFINITY, peakDbfs: Number.NEGATIVE_INFINITY, clippedFraction: 0 },
      },
      ["no_speech"],
    ],
    [
      "no speech because it is too quiet",
      { speechSeconds: 0, meanLogprob: null, levels: { ...levels, peakDbfs: -45 } },
      ["no_speech", "very_quiet"],
    ],
    ["words of an engine that says nothing of how sure it is", { meanLogprob: null, hasWords: true }, []],
    ["words whose times are a guess", { timesEstimated: true }, ["times_estimated"]],
    ["a file that ends too early", { cutOff: true }, ["cut_off"]],
    ["quiet speech", { levels: { ...levels, peakDbfs: -31 } }, ["very_quiet"]],
    ["a single clipped sample in ten thousand", { levels: { ...levels, clippedFraction: 0.0001 } }, []],
    ["an overdriven input", { levels: { ...levels, clippedFraction: 0.02 } }, ["clipped"]],
    ["an unsure engine", { meanLogprob: -0.3 }, ["low_confidence"]],
    ["another language, which is not told twice", { meanLogprob: -0.9 }, ["other_language"]],
    ["a loop", { loopCuts: 1 }, ["loop_cut"]],
    [
      "everything at once",
      { meanLogprob: -0.9, loopCuts: 3, levels: { ...levels, peakDbfs: -40, clippedFraction: 0.5 } },
      ["other_language", "loop_cut", "very_quiet", "clipped"],
    ],
  ])("%s", (_, facts, codes) => {
    expect(deriveQualityWarnings({ ...good, ...facts })).toEqual(codes);
  });

  it("has for every code a sentence that says what to do", () => {
    expect(qualityWarningCodes).toHaveLength(8);
    for (const code of qualityWarningCodes)
      expect(qualityWarningSentences[code]).toMatch(/^[A-Z].*[.;:,].*\.$/);
  });
});
