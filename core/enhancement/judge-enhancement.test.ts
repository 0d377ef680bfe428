import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alignEnhanced } from "./align-enhanced";
import { builtInDomains } from "./built-in-domains";
import { judgeEnhancement } from "./judge-enhancement";
import type { EnhancementStyle, GlossaryTerm } from "./types";

const { style } = builtInDomains.general;

function judge(
  machine: string,
  answer: string,
  options: { style?: EnhancementStyle; glossary?: GlossaryTerm[]; language?: string | null } = {},
) {
  const words = machine
    .split(" ")
    .filter(Boolean)
    .map((text, at) => ({ text, startMs: at * 400, endMs: at * 400 + 300, speaker: null }));
  return judgeEnhancement(words, alignEnhanced(words, answer), {
    language: "en",
    style,
    glossary: [],
    ...options,
  });
}

const classes = (machine: string, answer: string, options = {}) =>
  judge(machine, answer, options).violations.map((violation) => violation.class);

const machine =
  "mr meyer paid fifteen hundred dollars on the third of may but he did not sign and uh anna can see that";

describe("judgeEnhancement", () => {
  it.each([
    "Mr. Meyer paid $1,500 on May 3, but he didn't sign, and Anna can see that.",
    "Mr Meyer paid fifteen hundred dollars on the 3rd of May. But he did not sign – and, uh, Anna can see that.",
    "Mr. Meyer paid 1,500 dollars on the third of May, but he did not sign.\n\nAnd Anna can see that.",
  ])("accepts what says the same: %j", (answer) => {
    expect(judge(machine, answer)).toMatchObject({ accepted: true, violations: [] });
  });

  it.each([
    ["number", "Mr. Meyer paid $1,050 on May 3, but he did not sign, and Anna can see that."],
    ["number", "Mr. Meyer paid €1,500 on May 3, but he did not sign, and Anna can see that."],
    ["number", "Mr. Meyer paid $1,500 on June 3, but he did not sign, and Anna can see that."],
    ["name", "Mr. Meier paid $1,500 on May 3, but he did not sign, and Anna can see that."],
    ["negation", "Mr. Meyer paid $1,500 on May 3, but he did sign, and Anna can see that."],
    ["negation", "Mr. Meyer paid $1,500 on May 3, but he did not sign, and Anna can't see that."],
    ["dropped", "Mr. Meyer paid $1,500 on May 3, and Anna can see that."],
    ["invented", "Mr. Meyer happily paid $1,500 on May 3, but he did not sign, and Anna can see that."],
    ["language", "Mr. Meyer paid $1,500 on May 3, aber er hat nicht unterschrieben, and Anna can see that."],
    ["markup", "Mr. Meyer paid **$1,500** on May 3, but he did not sign, and Anna can see that."],
    ["markup", "Mr. Meyer paid $1,500 on May 3, but he did not\u200b sign, and Anna can see that."],
    ["invented", ""],
  ] as const)("refuses for %s: %j", (name, answer) => {
    const { accepted, violations } = judge(machine, answer);
    expect(accepted).toBe(false);
    expect(violations.map((violation) => violation.class)).toContain(answer === "" ? "dropped" : name);
  });

  it("says which words were meant", () => {
    const { violations } = judge("he takes fifteen drops daily", "He takes 50 drops daily.");
    expect(violations).toEqual([
      { class: "number", firstWord: 2, wordCount: 1, before: "fifteen", after: "50" },
    ]);
  });

  it("keeps quotations as they are and lets new ones begin only where somebody speaks", () => {
    const quoted = 'She said, "I never signed," and left the room.';
    expect(judge(quoted, "She said, “I never signed,” and left the room.").accepted).toBe(true);
    expect(classes(quoted, "She said I never signed and left the room.")).toEqual(["quotation"]);
    expect(classes(quoted, 'She said, "I never signed, and left the room."')).toContain("quotation");
    expect(judge("he said we will win this", 'He said, "We will win this."').accepted).toBe(true);
    expect(classes("it was cold and we won it there", '"It was cold and we won it there."')).toEqual([
      "quotation",
    ]);
  });

  it("lets terms of the glossary stand for what was heard, and for nothing else", () => {
    const glossary = [{ text: "Keycloak", soundsLike: ["key cloak"] }];
    expect(judge("we use key cloak here", "We use Keycloak here.", { glossary }).accepted).toBe(true);
    expect(judge("we use kee clock here", "We use Keycloak here.", { glossary }).accepted).toBe(true);
    expect(classes("we use the database here", "We use Keycloak here.", { glossary })).toEqual(["name"]);
  });

  it("lets false starts go only where the style does", () => {
    const heard = "i went i mean i took the the train";
    expect(judge(heard, "I took the train.").accepted).toBe(true);
    expect(judge(heard, "I took the train.", { style: builtInDomains.legal.style }).accepted).toBe(false);
  });

  it.each([
    ["he sings well he knows it", "He sings. He knows it."],
    ["she also signed", "She signed."],
    ["i am sorry i am late", "I am late."],
    ["please wait i will come", "I will come."],
    ["she fired him", "She was fired him."],
    ["the tenant shall pay", "The tenant will pay."],
    ["can i leave okay", "Can I leave?"],
    ["did he sign yes good", "Did he sign? Good."],
  ])("lets no word go or come that says something: %j and %j", (heard, answer) => {
    expect(judge(heard, answer).accepted).toBe(false);
  });

  it("refuses what drifts further than the style lets it, though each change is small", () => {
    const heard = "he go to school and she go to work";
    const answer = "He go to the school and that she go to the work.";
    expect(classes(heard, answer, { style: { ...style, driftLimit: 0.1 } })).toEqual(["drift"]);
    expect(judge(heard, answer, { style: { ...style, driftLimit: 0.9 } }).accepted).toBe(true);
  });

  it("refuses an answer where the machine heard nothing", () => {
    expect(classes("", "the")).toEqual(["invented"]);
    expect(judge("", "").accepted).toBe(true);
    expect(judge("[Music] ♪", "").accepted).toBe(true);
  });

  const anything = fc.array(
    fc.oneof(
      fc.constantFrom("not", "uh", "twenty", '"no"', "it's", "5", "</b>", "the"),
      fc.string({ unit: "binary", maxLength: 8 }),
    ),
    { maxLength: 25 },
  );

  it("accepts the machine text itself, and takes any answer", () => {
    fc.assert(
      fc.property(
        anything,
        anything,
        fc.constantFrom("en", "de", "fr", "zz", null),
        (texts, answer, language) => {
          const words = texts.map((text, at) => ({ text, startMs: at, endMs: at + 1, speaker: null }));
          const options = { language, style, glossary: [] };
          const tokens = words.map(({ text }, firstWord) => ({ text, firstWord, wordCount: 1 }));
          expect(judgeEnhancement(words, [{ tokens }], options).violations).toEqual([]);
          const verdict = judgeEnhancement(words, alignEnhanced(words, answer.join(" ")), options);
          expect(verdict.accepted).toBe(verdict.violations.length === 0);
          expect(verdict.drift).toBeGreaterThanOrEqual(0);
          expect(verdict.drift).toBeLessThanOrEqual(1);
          for (const { firstWord, wordCount } of verdict.violations)
            expect(firstWord + wordCount).toBeLessThanOrEqual(words.length);
        },
      ),
      { endOnFailure: true, numRuns: 200 },
    );
  });
});
