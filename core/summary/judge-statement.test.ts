import { describe, expect, it } from "vitest";
import { judgeAnswer, thinOut } from "./judge-answer";
import { judgeStatement, judgeTitle, readDocumentWords } from "./judge-statement";
import { readSentences } from "./read-sentences";
import { serializePlainSummary, serializeSummary } from "./serialize-summary";
import { findTemplate } from "./templates";
import type { SummaryTemplate } from "./types";

const said: [string, string][] = [
  ["Anna", "We signed the contract with Miller on Monday for 300 euros."],
  ["Boris", "I did not send the other contract to the bank."],
  ["Anna", "Then Clara brings it to the office in Leeds by Friday."],
  ["Boris", "no, the printer in the office works again"],
];
const sentences = readSentences(
  said.map(([speaker, text], line) => ({
    speaker,
    words: text.split(" ").map((word, at) => ({
      text: word,
      startMs: line * 9_000 + at * 400,
      endMs: line * 9_000 + at * 400 + 300,
    })),
  })),
);
const words = readDocumentWords(sentences, "en");
const judge = (text: string, ...sources: number[]) =>
  judgeStatement(
    text,
    sources.map((n) => sentences[n]),
    words,
  );

describe("a statement of a model", () => {
  it.each<[string, ...number[]]>([
    ["The contract with Miller was signed on Monday.", 0],
    ["Anna explains that the contract was signed for three hundred euros.", 0],
    ["Boris has not sent the other contract to the bank.", 1],
    ["Clara will bring it to the Leeds office on Friday.", 2],
    ["The contract was signed, and Clara brings it to the office.", 0, 2],
    ["The office printer is working again.", 3],
  ])("stands where its sources say it: %s", (text, ...sources) => {
    expect(judge(text, ...sources)).toBeNull();
  });

  it.each<[string, string, ...number[]]>([
    ["no-source", "The contract with Miller was signed."],
    ["unknown-source", "The contract with Miller was signed.", 0, 99],
    ["unknown-source", "The contract with Miller was signed.", -1],
    ["number", "The contract was signed for 500 euros.", 0],
    ["number", "Twelve contracts were signed with Miller.", 0],
    ["name", "The contract with Schmidt was signed on Monday.", 0],
    ["name", "Clara signed the contract on Monday.", 0],
    ["name", "The contract was signed on Tuesday.", 0],
    ["negation", "Boris sent the other contract to the bank.", 1],
    ["negation", "The contract with Miller was not signed.", 0],
    ["unsupported", "Profits of the company are expected to grow quickly.", 0],
    ["unsupported", "gestern haben wir alles unterschrieben.", 0],
    ["markup", "The contract is at https://evil.example and was signed.", 0],
    ["markup", "The **contract** with Miller was signed.", 0],
    ["too-long", `The contract was signed ${"and signed ".repeat(60)}.`, 0],
  ])("falls by %s: %s", (reason, text, ...sources) => {
    expect(judge(text, ...sources)).toBe(reason);
  });

  it("is judged in a language without spaces too", () => {
    const japanese = readSentences([
      { speaker: null, words: [{ text: "図書館の予算は300ユーロです。", startMs: 0, endMs: 4_000 }] },
    ]);
    const of = readDocumentWords(japanese, "ja");
    expect(judgeStatement("図書館の予算は300ユーロ。", japanese, of)).toBeNull();
    expect(judgeStatement("図書館の予算は500ユーロ。", japanese, of)).toBe("number");
    expect(judgeStatement("天気が良くて海へ行きました。", japanese, of)).toBe("unsupported");
  });

  it("is a title too, which asserts less", () => {
    expect(judgeTitle("Signing the Contract", sentences, words)).toBeNull();
    expect(judgeTitle("Contract with Miller", sentences.slice(1), words)).toBe("name");
    expect(judgeTitle("Seven contracts", sentences, words)).toBe("number");
    expect(judgeTitle("Weather forecast", sentences, words)).toBe("unsupported");
    expect(judgeTitle("", sentences, words)).toBe("too-long");
  });
});

describe("an answer", () => {
  const template = findTemplate("minutes") as SummaryTemplate;
  const document = { sentences, chapters: [{ firstSentence: 0, sentenceCount: 4 }], template, words };

  it("keeps what stands; what was not shown is no source, and sections of its own have no place", () => {
    const { statements, dropped, titles } = judgeAnswer(
      {
        titles: [
          { n: 0, title: "The contract" },
          { n: 2, title: "Another chapter" },
        ],
        statements: [
          { section: "topics", text: "The contract with Miller was signed.", sources: [0] },
          { section: "topics", text: "The office printer works again.", sources: [3] },
          { section: "gossip", text: "The contract with Miller was signed.", sources: [0] },
          { section: "actions", text: "Clara brings it to the office.", sources: [2.5] },
        ],
      },
      { from: 0, to: 3 },
      document,
    );
    expect(statements).toEqual([
      { section: "topics", text: "The contract with Miller was signed.", sources: [0] },
    ]);
    expect(dropped.map(({ reason }) => reason)).toEqual(["unknown-source", "unknown-source"]);
    expect([...titles]).toEqual([[0, "The contract"]]);
  });

  it("is thinned out evenly where there is too much of it", () => {
    const many = Array.from({ length: 40 }, (_, at) => ({
      section: "decisions",
      text: `${at}`,
      sources: [0],
    }));
    expect(thinOut(many, template).map(({ text }) => Number(text))).toEqual([
      0, 4, 8, 12, 16, 20, 24, 28, 32, 36,
    ]);
  });

  it("is written so that nothing in it is more than text", () => {
    const source = { firstWord: 0, wordCount: 1, startMs: 61_000, endMs: 62_000, quote: "" };
    const summary = {
      chapters: [{ title: "<b>One</b>", firstWord: 0, wordCount: 1, startMs: 0, endMs: 5 }],
      sections: [
        {
          id: "points",
          title: "Key points",
          statements: [{ text: "- [Click](http://x.example)", sources: [source] }],
        },
        { id: "empty", title: "Nothing", statements: [] },
      ],
    };
    const markdown = serializeSummary(summary, "A *talk*");
    expect(markdown).toBe(
      "# A \\*talk\\*\n\n## Key points\n\n- \\- \\[Click\\]\\(http\\://x.example\\) (00:01:01)\n\n## Chapters\n\n- 00:00:00 \\<b\\>One\\</b\\>\n",
    );
    expect(serializePlainSummary(summary, "A talk")).toBe(
      "A talk\n\nKey points\n- - [Click](http://x.example) (00:01:01)\n\nChapters\n00:00:00 <b>One</b>\n",
    );
  });
});
