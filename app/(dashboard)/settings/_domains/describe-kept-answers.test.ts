import { describe, expect, it } from "vitest";
import { describeKeptAnswers } from "./describe-kept-answers";

const none = { entries: 0, hits: 0, hitRate: null, savedDollars: null, savedTokens: 0 };

describe("what is said of kept answers", () => {
  it("says what they are for while there are none", () => {
    expect(describeKeptAnswers(none)).toContain("Nothing is kept yet.");
  });

  it("tells what they saved, in money where the price is known", () => {
    const used = { entries: 12, hits: 4, hitRate: 0.25, savedTokens: 4_000, savedDollars: 0.5 };
    expect(describeKeptAnswers(used)).toBe(
      "12 answers of language models are kept. 25 % of what was asked for was there already, which saved 4,000 tokens and $0.5.",
    );
    expect(describeKeptAnswers({ ...used, savedDollars: null })).toMatch(/saved 4,000 tokens\.$/);
    expect(describeKeptAnswers({ ...none, entries: 1, hitRate: 0 })).toBe(
      "1 answer of a language model is kept; none was needed a second time yet.",
    );
  });
});
