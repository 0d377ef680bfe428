import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { placeChapters } from "./place-chapters";
import { planSummaryWindows } from "./plan-summary-windows";
import { readSentences } from "./read-sentences";
import { readAllTerms } from "./read-terms";
import { summarizeByRanking } from "./summarize-by-ranking";
import { findTemplate, summaryTemplates } from "./templates";
import { threeSubjects } from "./test-data/three-subjects";
import type { SummaryLine, SummaryTemplate } from "./types";

/** A word every 400 ms; sentences are said by turns. */
function toLines(texts: readonly string[], speakers: readonly string[] = ["Anna", "Boris"]): SummaryLine[] {
  let atMs = 0;
  return texts.map((text, at) => ({
    speaker: speakers[(at >> 1) % speakers.length] ?? null,
    words: text.split(" ").map((word) => {
      atMs += 400;
      return { text: word, startMs: atMs - 400, endMs: atMs - 50 };
    }),
  }));
}

const template = (id: string) => findTemplate(id) as SummaryTemplate;
const meeting = readSentences(toLines(threeSubjects.flat()));
const textsOf = (id: string, section: string) =>
  summarizeByRanking(meeting, template(id), "en")
    .sections.find((each) => each.id === section)
    ?.statements.map(({ text }) => text);

describe("sentences", () => {
  it("end at marks, not at abbreviations, and with the speaker", () => {
    const [line] = toLines(["Dr. Weber came at 3.5 degrees. He left. and came back"]);
    const lines = [
      line as SummaryLine,
      { speaker: "Carla", words: [{ text: "Yes", startMs: 9_000, endMs: 9_100 }] },
    ];
    expect(readSentences(lines).map(({ text, speaker }) => [speaker, text])).toEqual([
      ["Anna", "Dr. Weber came at 3.5 degrees."],
      ["Anna", "He left. and came back"],
      ["Carla", "Yes"],
    ]);
  });

  it("end at silences where there are no marks, and grow no longer than is bearable", () => {
    const words = Array.from({ length: 150 }, (_, at) => {
      const startMs = at * 400 + Math.floor(at / 20) * 1_000;
      return { text: `word${at}`, startMs, endMs: startMs + 300 };
    });
    const sentences = readSentences([{ speaker: null, words }]);
    expect(sentences.slice(0, 7).map(({ wordCount }) => wordCount)).toEqual(Array(7).fill(20));
    const unbroken = words.map((word, at) => ({ ...word, startMs: at * 400, endMs: at * 400 + 400 }));
    expect(readSentences([{ speaker: null, words: unbroken }]).map(({ wordCount }) => wordCount)).toEqual([
      60, 60, 30,
    ]);
  });

  it("of scripts without spaces have none", () => {
    const words = ["図書館", "の", "予算", "です。", "銀行", "に", "聞きます。"];
    const line = { speaker: null, words: words.map((text, at) => ({ text, startMs: at, endMs: at })) };
    expect(readSentences([line]).map(({ text }) => text)).toEqual(["図書館の予算です。", "銀行に聞きます。"]);
  });
});

describe("a summary without a model", () => {
  it("parts a text where its subject changes, and names the chapters by their words", () => {
    const { chapters } = summarizeByRanking(meeting, template("key-points"), "en");
    expect(chapters.map(({ title }) => title)).toEqual([
      expect.stringMatching(/budget|loan/i),
      expect.stringMatching(/garden|trees/i),
      expect.stringMatching(/catalogue|records/i),
    ]);
    for (const [at, chapter] of chapters.entries()) {
      const wanted = meeting[at * 20]?.startMs ?? 0;
      expect(Math.abs(chapter.startMs - wanted)).toBeLessThan(15_000);
    }
  });

  it("cites each sentence as it was said, of every chapter, and the same ones each time", () => {
    const summary = summarizeByRanking(meeting, template("key-points"), "en");
    const [points] = summary.sections;
    expect(points?.statements.length).toBeGreaterThanOrEqual(6);
    expect(points?.statements.length).toBeLessThanOrEqual(12);
    for (const { text, sources } of points?.statements ?? []) {
      expect(sources).toHaveLength(1);
      expect(threeSubjects.flat()).toContain(text);
      expect(meeting.find((sentence) => sentence.startMs === sources[0]?.startMs)?.text).toBe(text);
    }
    for (const { startMs, endMs } of summary.chapters)
      expect(
        points?.statements.some(
          ({ sources: [source] }) => source && source.startMs >= startMs && source.endMs <= endMs,
        ),
      ).toBe(true);
    expect(summarizeByRanking(meeting, template("key-points"), "en")).toEqual(summary);
  });

  it("finds decisions, actions, questions, terms and examples by how they are said", () => {
    expect(textsOf("minutes", "decisions")).toEqual([
      "The council approved the budget in March.",
      "We decided to ask two banks for an offer.",
      "We agreed that the new system starts in September.",
    ]);
    expect(textsOf("minutes", "actions")).toEqual([
      "Anna will ask the bank about a loan until Friday.",
      "Boris will bring compost and new lettuce seeds.",
    ]);
    expect(textsOf("minutes", "questions")).toEqual([
      "Can the bank give us a loan below four percent?",
      "What happens to the database if the migration fails?",
    ]);
    expect(textsOf("lecture", "terms")).toEqual([
      "An index is called inverted when it maps words to records.",
    ]);
    expect(textsOf("lecture", "examples")).toEqual([
      "The soil in the garden is rather wet, for example near the pond.",
    ]);
  });

  it("works in a language without spaces, and in one that is not known here", () => {
    const japanese = [
      "図書館の新しい建物の予算は二百万ユーロです。",
      "銀行は建物のために融資を提案しました。",
    ];
    const lines = japanese.map((text, at) => ({
      speaker: null,
      words: [{ text, startMs: at * 5_000, endMs: at * 5_000 + 4_000 }],
    }));
    const { chapters, sections } = summarizeByRanking(readSentences(lines), template("key-points"), "ja");
    expect(chapters).toHaveLength(1);
    expect(chapters[0]?.title).toContain("建物");
    expect(sections[0]?.statements.map(({ text }) => text)).toEqual(japanese);
    const unknown = summarizeByRanking(meeting, template("minutes"), "xx");
    expect(unknown.sections.find(({ id }) => id === "topics")?.statements.length).toBeGreaterThan(0);
  });

  it("of nothing is nothing", () => {
    const { chapters, sections } = summarizeByRanking([], template("minutes"), null);
    expect(chapters).toEqual([]);
    expect(sections.every(({ statements }) => statements.length === 0)).toBe(true);
  });
});

const anyWord = fc.oneof(
  fc.constantFrom(...threeSubjects.flat().flatMap((text) => text.split(" "))),
  fc.string({ minLength: 1, maxLength: 12, unit: "grapheme" }).map((text) => text.replace(/\s/g, "_")),
);
const anyLine = fc.record({
  speaker: fc.constantFrom(null, "Anna", "Boris"),
  words: fc.array(fc.record({ text: anyWord, pauseMs: fc.nat(6_000), lengthMs: fc.nat(900) }), {
    maxLength: 40,
  }),
});

describe("whatever the document", () => {
  it("chapters cover it in order without overlap, and each citation lies in it and says what stands there", () => {
    fc.assert(
      fc.property(
        fc.array(anyLine, { maxLength: 40 }),
        fc.constantFrom(...summaryTemplates),
        fc.constantFrom("en", "de", "ja", null),
        (given, chosen, language) => {
          let atMs = 0;
          const lines = given.map(({ speaker, words }) => ({
            speaker,
            words: words.map(({ text, pauseMs, lengthMs }) => {
              const startMs = atMs + pauseMs;
              atMs = startMs + lengthMs;
              return { text, startMs, endMs: atMs };
            }),
          }));
          const words = lines.flatMap((line) => line.words);
          const sentences = readSentences(lines);
          expect(sentences.reduce((sum, { wordCount }) => sum + wordCount, 0)).toBe(words.length);
          const { chapters, sections } = summarizeByRanking(sentences, chosen, language);
          let next = 0;
          for (const { firstWord, wordCount, startMs, endMs, title } of chapters) {
            expect(firstWord).toBe(next);
            expect(wordCount).toBeGreaterThan(0);
            expect(startMs).toBe(words[firstWord]?.startMs);
            expect(endMs).toBe(words[firstWord + wordCount - 1]?.endMs);
            expect(title).not.toBe("");
            next += wordCount;
          }
          expect(next).toBe(words.length);
          for (const { id, statements } of sections) {
            const most = chosen.sections.find((section) => section.id === id)?.most ?? 0;
            expect(statements.length).toBeLessThanOrEqual(most);
            for (const { text, sources } of statements) {
              expect(sources).toHaveLength(1);
              for (const { firstWord, wordCount, startMs, endMs, quote } of sources) {
                expect(words[firstWord]?.startMs).toBe(startMs);
                expect(words[firstWord + wordCount - 1]?.endMs).toBe(endMs);
                expect(text.startsWith(quote)).toBe(true);
              }
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it("windows of a model cover its sentences in order, and only a long sentence is longer than asked", () => {
    fc.assert(
      fc.property(
        fc.array(anyLine, { maxLength: 30 }),
        fc.integer({ min: 100, max: 3_000 }),
        (given, maxBytes) => {
          const lines = given.map(({ speaker, words }) => ({
            speaker,
            words: words.map(({ text }) => ({ text, startMs: 0, endMs: 0 })),
          }));
          const sentences = readSentences(lines);
          const terms = readAllTerms(
            sentences.map(({ text }) => text),
            "en",
          );
          const windows = planSummaryWindows(sentences, placeChapters(sentences, terms), maxBytes);
          let next = 0;
          for (const { index, fromSentence, toSentence } of windows) {
            expect(fromSentence).toBe(next);
            expect(toSentence).toBeGreaterThan(fromSentence);
            expect(windows[index]).toMatchObject({ fromSentence });
            const bytes = sentences
              .slice(fromSentence, toSentence)
              .reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
            if (toSentence - fromSentence > 1) expect(bytes).toBeLessThanOrEqual(maxBytes);
            next = toSentence;
          }
          expect(next).toBe(sentences.length);
        },
      ),
      { numRuns: 60 },
    );
  });
});
