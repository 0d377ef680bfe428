import { describe, expect, it } from "vitest";
import { describeDrop, describeSummaryCost, describeSummaryMaking } from "./describe-summary";

const estimate = {
  ...{ words: 9_000, windows: 4, cachedWindows: 0 },
  ...{ inputTokens: 15_340, outputTokens: 4_002, dollars: 0.05 as number | null },
};

describe("what a summary is said to cost and to be", () => {
  it.each([
    [estimate, "4 parts of the text, about 19,000 tokens. That is about $0.05."],
    [
      { ...estimate, dollars: null },
      "4 parts of the text, about 19,000 tokens. What that costs is not known here.",
    ],
    [
      { ...estimate, cachedWindows: 3, dollars: 0.001 },
      "1 part of the text, about 19,000 tokens. That is less than a cent. 3 parts were answered before.",
    ],
    [
      { ...estimate, cachedWindows: 4, dollars: 0 },
      "Everything that would be asked was answered before: it costs nothing.",
    ],
  ])("tells the cost before it is asked for", (given, sentence) => {
    expect(describeSummaryCost(given)).toBe(sentence);
  });

  it("tells by what it was made, and why a statement fell", () => {
    const made = { templateTitle: "Meeting minutes", model: "small", inputTokens: 900, outputTokens: 100 };
    expect(describeSummaryMaking({ ...made, engine: "rules", dollars: 0 })).toBe(
      "Meeting minutes: sentences of the text, chosen on this machine.",
    );
    expect(describeSummaryMaking({ ...made, engine: "openai", dollars: 0.02 })).toBe(
      "Meeting minutes, by small, 1,000 tokens for $0.02.",
    );
    expect(describeSummaryMaking({ ...made, engine: "openai", dollars: null })).toBe(
      "Meeting minutes, by small, 1,000 tokens.",
    );
    expect(describeDrop("name")).toBe("it has a name that is not said there");
    expect(describeDrop("other")).toBe("its sources do not say it");
  });
});
