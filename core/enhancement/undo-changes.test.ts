import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alignEnhanced } from "./align-enhanced";
import { builtInDomains } from "./built-in-domains";
import { enhanceByRules } from "./enhance-by-rules";
import { enhancedText } from "./enhanced-text";
import { listChanges } from "./list-changes";
import type { EnhancedParagraph, MachineWord } from "./types";
import { undoChanges } from "./undo-changes";

const listWords = (text: string): MachineWord[] =>
  text
    .split(" ")
    .filter(Boolean)
    .map((word, at) => ({ text: word, startMs: at * 400, endMs: at * 400 + 300, speaker: null }));

const list = (machine: string, text: string) => {
  const words = listWords(machine);
  return listChanges(words, alignEnhanced(words, text)).map(
    ({ kind, before, after }) => `${kind}: ${before} -> ${after.replace(/\n/g, "|")}`,
  );
};

describe("listChanges", () => {
  it.each([
    ["hello there", "Hello there.", ["casing: hello -> Hello", "punctuation: there -> there."]],
    ["um we go", "We go", ["filler: um -> ", "casing: we -> We"]],
    ["you know it works", "It works", ["filler: you know -> ", "casing: it -> It"]],
    ["the the dog", "the dog", ["repetition: the -> "]],
    ["i went i mean i took it", "i took it", ["false-start: went i mean i -> "]],
    ["about fifteen percent,", "about 15%,", ["number: fifteen percent, -> 15%,"]],
    ["over their now", "over there now", ["spelling: their -> there"]],
    ["a big car", "a large car", ["wording: big -> large"]],
    ["we go home", "we go straight home", ["wording:  -> straight"]],
    ["one two", "one\n\ntwo", ["paragraph:  -> ||"]],
    ["same words.", "same words.", []],
  ])("tells what became of %j in %j", (machine, text, expected) => {
    expect(list(machine, text)).toEqual(expected);
  });

  it("calls a term of the glossary a term", () => {
    const words = listWords("we use post gress here");
    const glossary = [{ text: "Postgres", soundsLike: ["post gress"] }];
    const changes = listChanges(words, alignEnhanced(words, "we use Postgres here"), glossary);
    expect(changes.map(({ kind, before, after }) => [kind, before, after])).toEqual([
      ["term", "post gress", "Postgres"],
    ]);
  });

  it("names the same change alike, whatever else is changed", () => {
    const words = listWords("hello there um my friend");
    const idOf = (text: string) =>
      listChanges(words, alignEnhanced(words, text)).find(({ after }) => after === "friend.")?.id;
    expect(idOf("Hello there, my friend.")).toBe(idOf("hello there um my friend."));
  });
});

describe("undoChanges", () => {
  it("takes back one change and leaves the other of the same word", () => {
    const words = listWords("hello there");
    const paragraphs = alignEnhanced(words, "Hello, there.");
    const [casing] = listChanges(words, paragraphs);
    expect(enhancedText(undoChanges(words, paragraphs, new Set([casing?.id ?? ""])))).toBe("hello, there.");
  });

  it("brings words back that were left out, and takes inserted ones out", () => {
    const words = listWords("we um go home");
    const paragraphs = alignEnhanced(words, "we go straight home");
    const ids = listChanges(words, paragraphs).map(({ id }) => id);
    expect(enhancedText(undoChanges(words, paragraphs, new Set(ids.slice(0, 1))))).toBe(
      "we um go straight home",
    );
    expect(enhancedText(undoChanges(words, paragraphs, new Set(ids.slice(1))))).toBe("we go home");
  });

  const word = fc.oneof(
    fc.constantFrom(
      "the",
      "uh",
      "twenty",
      "one",
      "21.",
      "can't",
      "not,",
      "p",
      "m",
      "–",
      "Anna",
      "It's",
      '"no"',
      "?",
      "9th",
      "march",
    ),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 6 }).filter((text) => !/\s/u.test(text)),
  );
  const texts = fc.array(word, { maxLength: 25 });
  const build = (machine: readonly string[]) =>
    machine.map((text, at) => ({ text, startMs: at, endMs: at + 1, speaker: null }));

  it("gives the machine text when everything is taken back, and the enhanced text when nothing is", () => {
    fc.assert(
      fc.property(
        texts,
        texts,
        fc.constantFrom(" ", "\n\n"),
        fc.boolean(),
        (machine, answer, separator, byRules) => {
          const words = build(machine);
          const paragraphs: EnhancedParagraph[] = byRules
            ? enhanceByRules(words, { language: "en", style: builtInDomains.medical.style, glossary: [] })
            : alignEnhanced(words, answer.join(separator));
          const ids = listChanges(words, paragraphs).map(({ id }) => id);
          expect(new Set(ids).size).toBe(ids.length);
          expect(enhancedText(undoChanges(words, paragraphs, new Set(ids)))).toBe(machine.join(" "));
          expect(enhancedText(undoChanges(words, paragraphs, new Set()))).toBe(enhancedText(paragraphs));
        },
      ),
      { endOnFailure: true, numRuns: 200 },
    );
  });

  it("leaves no other change when some are taken back", () => {
    fc.assert(
      fc.property(texts, texts, fc.nat(), (machine, answer, seed) => {
        const words = build(machine);
        const paragraphs = alignEnhanced(words, answer.join(" "));
        const changes = listChanges(words, paragraphs);
        const undone = new Set(changes.filter((_, at) => (seed >> (at % 30)) & 1).map(({ id }) => id));
        const tokens = undoChanges(words, paragraphs, undone).flatMap((paragraph) => paragraph.tokens);
        let cursor = 0;
        for (const { firstWord, wordCount } of tokens) {
          expect(firstWord).toBeGreaterThanOrEqual(cursor);
          cursor = firstWord + wordCount;
        }
        expect(cursor).toBeLessThanOrEqual(words.length);
      }),
      { endOnFailure: true, numRuns: 150 },
    );
  });
});
