import { describe, expect, it } from "vitest";
import { describeEnhancementCost, describeKind, describeMaking, showText } from "./describe-enhancement";

const estimate = {
  ...{ domain: "meeting", words: 9_000, windows: 12, cachedWindows: 0 },
  ...{ inputTokens: 21_340, outputTokens: 12_002, dollars: 0.1234 as number | null },
};

describe("what an enhancement is said to cost and to have done", () => {
  it.each([
    [estimate, "12 parts of the text, about 33,000 tokens. That is $0.12."],
    [
      { ...estimate, dollars: null },
      "12 parts of the text, about 33,000 tokens. What that costs is not known here.",
    ],
    [
      { ...estimate, cachedWindows: 1, dollars: 0.001 },
      "11 parts of the text, about 33,000 tokens. That is less than a cent. 1 part was answered before.",
    ],
    [
      { ...estimate, cachedWindows: 12, inputTokens: 0, outputTokens: 0, dollars: 0 },
      "Everything that would be asked was answered before: it costs nothing.",
    ],
  ])("tells the cost before it is asked for", (given, sentence) => {
    expect(describeEnhancementCost(given)).toBe(sentence);
  });

  it("tells by what a text was made and what that took", () => {
    const made = { engine: "rules", model: "rules", domain: "lecture", seconds: 0.2 };
    const free = { inputTokens: 0, outputTokens: 0, dollars: 0 };
    expect(describeMaking({ ...made, ...free })).toBe("By rules, as lecture, in less than a second.");
    const paid = { engine: "openai", model: "small", seconds: 12.3, inputTokens: 900, outputTokens: 100 };
    expect(describeMaking({ ...made, ...paid, dollars: 0.02 })).toBe(
      "By small, as lecture, in 12 seconds, 1,000 tokens for $0.02.",
    );
    expect(describeMaking({ ...made, ...paid, dollars: null })).toBe(
      "By small, as lecture, in 12 seconds, 1,000 tokens.",
    );
  });

  it("has a word for what is not there", () => {
    expect(showText("")).toBe("nothing");
    expect(showText("\n\n")).toBe("a new paragraph");
    expect(showText("um")).toBe("um");
    expect(describeKind({ count: 12, undone: 0 })).toBe("12");
    expect(describeKind({ count: 12, undone: 2 })).toBe("10 of 12");
    expect(describeKind({ count: 12, undone: 12 })).toBe("all 12 undone");
  });
});
