import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TimedWord } from "@/core/transcript/types";
import { correctVocabulary } from "./correct-vocabulary";

const everyday = new Set(
  "the a and we use in on our post grass is are of to for with new apple rust now said river cat data base".split(
    " ",
  ),
);
const isCommon = (word: string) => everyday.has(word);

/** Words with a confidence of 0.9, or of what stands behind a slash. */
function say(text: string): TimedWord[] {
  return text.split(" ").map((word, at) => {
    const [spelled = "", confidence = "0.9"] = word.split("/");
    return { text: spelled, startMs: at * 400, endMs: at * 400 + 300, confidence: Number(confidence) };
  });
}

const correct = (heard: string, ...terms: string[]) => {
  const parsed = terms.map((term) => {
    const [text = "", ...soundsLike] = term.split("=");
    return { text, soundsLike };
  });
  return correctVocabulary(say(heard), parsed, isCommon);
};
const write = (heard: string, ...terms: string[]) =>
  correct(heard, ...terms)
    .words.map(({ text }) => text)
    .join(" ");

describe("correctVocabulary", () => {
  it.each([
    ["what sounds the same", "we use kubernetis/0.5 now", ["Kubernetes"], "we use Kubernetes now"],
    [
      "several words that are one term",
      "we use cooper/0.5 netties/0.4 now",
      ["Kubernetes"],
      "we use Kubernetes now",
    ],
    ["one word that is two", "said aidalovelace/0.3 now", ["Ada Lovelace"], "said Ada Lovelace now"],
    ["another spelling of the same letters", "said open ai/0.9 now", ["OpenAI"], "said OpenAI now"],
    ["a name that is spelled otherwise", "said katherine/0.5 now", ["Catherine"], "said Catherine now"],
    ["with the signs around it", "now, (Kubernetis),/0.5 said", ["Kubernetes"], "now, (Kubernetes), said"],
    ["with the ending of a possessive", "the Kubernetis's/0.5 data", ["Kubernetes"], "the Kubernetes's data"],
    ["as it was told to be heard", "we use post grass now", ["Postgres=post grass"], "we use Postgres now"],
  ])("corrects %s", (_, heard, terms, text) => {
    expect(write(heard, ...terms)).toBe(text);
  });

  it.each([
    ["a common word that was heard well", "a new apple", ["Apple", "Rust"]],
    ["common words that only sound alike", "on the post grass now", ["Postgres"]],
    ["a single common word, whatever it is told to sound like", "the cat said", ["Kat=cat"]],
    ["what is another word", "the banana/0.4 said", ["Kubernetes"]],
    ["what was heard well and differs", "we use Catalina now", ["Katarina"]],
    ["what is short", "a lin/0.3 said", ["Lyn"]],
    ["what reaches over the end of a phrase", "we said cooper./0.4 Netties/0.4 now", ["Kubernetes"]],
    ["what is written as a term", "Jon Smith said", ["Jon", "John Smith"]],
  ])("leaves %s", (_, heard, terms) => {
    expect(correct(heard, ...terms)).toEqual({ words: say(heard), corrections: [] });
  });

  it("tells what it did, and keeps the times", () => {
    const { words, corrections } = correct("we use cooper/0.5 netties/0.4 now", "Kubernetes");
    expect(corrections).toEqual([{ from: "cooper netties", to: "Kubernetes", startMs: 800 }]);
    expect(words[2]).toEqual({ text: "Kubernetes", startMs: 800, endMs: 1_500, confidence: 0.4 });
    const two = correct("said aidalovelace/0.3 now", "Ada Lovelace").words.slice(1, 3);
    expect(two.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [400, 482],
      [482, 700],
    ]);
  });

  const word = fc.record({
    text: fc.constantFrom(
      "kubernetis",
      "cooper",
      "netties",
      "Kubernetes",
      "ada",
      "Ada",
      "lovelays",
      "the",
      "post,",
      "grass",
      "open",
      "AI.",
    ),
    confidence: fc.constantFrom(null, 0.2, 0.7, 0.95),
  });
  const heard = fc
    .array(word, { maxLength: 12 })
    .map((words) => words.map((one, at): TimedWord => ({ ...one, startMs: at * 100, endMs: at * 100 + 80 })));
  const terms = fc.subarray([
    { text: "Kubernetes", soundsLike: ["cooper netties"] },
    { text: "Ada", soundsLike: [] },
    { text: "Ada Lovelace", soundsLike: ["ada lovelays"] },
    { text: "OpenAI", soundsLike: [] },
    { text: "Postgres", soundsLike: ["post grass"] },
  ]);

  it("changes nothing without a term, nothing the second time, and no order of times", () => {
    fc.assert(
      fc.property(heard, terms, (words, some) => {
        expect(correctVocabulary(words, [], isCommon)).toEqual({ words, corrections: [] });
        const once = correctVocabulary(words, some, isCommon).words;
        expect(correctVocabulary(once, some, isCommon)).toEqual({ words: once, corrections: [] });
        once.forEach((one, at) => {
          expect(one.endMs).toBeGreaterThanOrEqual(one.startMs);
          expect(one.startMs).toBeGreaterThanOrEqual(once[at - 1]?.endMs ?? 0);
        });
      }),
      { endOnFailure: true },
    );
  });
});
