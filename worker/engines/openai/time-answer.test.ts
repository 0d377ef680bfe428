import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AnswerWord, parseAnswer, type SpeechAnswer } from "./parse-answer";
import { clipStretches, type Stretch, spreadWords } from "./spread-words";
import { splitText, timeAnswer } from "./time-answer";

const chunkMs = 10_000;
const voice = [
  { startMs: 1_000, endMs: 3_000 },
  { startMs: 6_000, endMs: 8_000 },
];
const findVoice = async () => voice;
/** As of a language that nobody here can align. */
const align = async () => null;
const word = (text: string, startMs: number | null, endMs: number | null): AnswerWord => ({
  ...{ text, startMs, endMs },
  confidence: null,
});
const answer = (overrides: Partial<SpeechAnswer>): SpeechAnswer => ({
  ...{ text: "", language: null, words: [], segments: [], billedSeconds: null },
  ...overrides,
});
const line = (text: string, startMs: number, endMs: number) => ({ text, startMs, endMs, avgLogprob: null });
const told = ({ words }: { words: { text: string; startMs: number; endMs: number }[] }) =>
  words.map(({ text, startMs, endMs }) => `${text} ${startMs}-${endMs}`);

describe("timeAnswer", () => {
  it("dresses the server's words in the text's punctuation and capitals", async () => {
    const words = [
      word("dr", 0, 200),
      word("smith's", 200, 600),
      word("twenty", 700, 900),
      word("one", 900, 1_000),
    ];
    const timed = await timeAnswer(answer({ text: "“Dr. Smith's” – twenty-one!", words }), chunkMs, {
      findVoice,
      align,
    });
    expect(told(timed)).toEqual(["“Dr. 0-200", "Smith's” – 200-600", "twenty-one! 700-1000"]);
    expect(timed.times).toBe("heard");
  });

  it("keeps the server's words where the text is another one", async () => {
    const words = [word("nineteen", 0, 500), word("people", 500, 900)];
    const timed = await timeAnswer(answer({ text: "19 people.", words }), chunkMs, { findVoice, align });
    expect(told(timed)).toEqual(["nineteen 0-500", "people 500-900"]);
  });

  it("puts words in order and into the chunk", async () => {
    const words = [
      word("a", -300, 500),
      word("b", 400, 700),
      word("c", 9_900, 10_400),
      word("d", 10_000, 10_500),
    ];
    const timed = await timeAnswer(answer({ text: "a b c d", words }), chunkMs, { findVoice, align });
    expect(told(timed)).toEqual(["a 0-400", "b 400-700", "c 9900-10000", "d 10000-10000"]);
  });

  it.each<[string, AnswerWord[]]>([
    ["behind the sound", [word("one", 50_000, 51_000), word("two", 51_000, 52_000)]],
    ["backwards", [word("one", 9_000, 9_500), word("two", 100, 300)]],
    ["nowhere", [word("one", null, null), word("two", null, null)]],
    ["of a tenth of the text", [word("o", 0, 100)]],
  ])("does not believe words that are %s, and spreads the text over the speech", async (_, words) => {
    const timed = await timeAnswer(answer({ text: "one two", words }), chunkMs, { findVoice, align });
    expect(told(timed)).toEqual(["one 1000-3000", "two 6000-8000"]);
    expect(timed.times).toBe("estimated");
  });

  it("spreads the words of each line over the speech in it", async () => {
    const segments = [line("one two", 500, 3_500), line("three", 5_000, 9_000)];
    const timed = await timeAnswer(answer({ text: "One two, three.", segments }), chunkMs, {
      findVoice,
      align,
    });
    expect(told(timed)).toEqual(["one 1000-2000", "two 2000-3000", "three 6000-8000"]);
  });

  it("does not believe lines that leave words out", async () => {
    const timed = await timeAnswer(
      answer({ text: "one two", segments: [line("one", 5_000, 9_000)] }),
      chunkMs,
      { findVoice, align },
    );
    expect(told(timed)).toEqual(["one 1000-3000", "two 6000-8000"]);
  });

  it("takes our own alignment before a guess, within the chunk and in order", async () => {
    const aligned = [
      { text: "One", startMs: 100, endMs: 300, confidence: 0.9 },
      { text: "two.", startMs: 250, endMs: chunkMs + 50, confidence: 0.8 },
    ];
    const timed = await timeAnswer(answer({ text: "One two." }), chunkMs, {
      findVoice,
      align: async () => aligned,
    });
    expect(timed.times).toBe("heard");
    expect(told(timed)).toEqual(["One 100-250", `two. 250-${chunkMs}`]);
    expect(timed.words.map(({ confidence }) => confidence)).toEqual([0.9, 0.8]);
  });

  it("asks for no voice where nothing was said", async () => {
    const never = () => Promise.reject(new Error("asked"));
    expect(await timeAnswer(answer({}), chunkMs, { findVoice: never, align: never })).toEqual({
      words: [],
      times: "heard",
    });
  });

  const wordOf = fc.record({
    text: fc.string({ minLength: 1, maxLength: 8 }).map((text) => text.replace(/\s/g, "") || "x"),
    startMs: fc.option(fc.integer({ min: -20_000, max: 40_000 })),
    endMs: fc.option(fc.integer({ min: -20_000, max: 40_000 })),
    confidence: fc.constant(null),
  });

  it("gives words in order, within the chunk, whatever the server says", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(wordOf, { maxLength: 30 }),
        fc.string(),
        fc.boolean(),
        async (words, text, same) => {
          const said = same ? words.map((each) => each.text).join(" ") : text.trim();
          const timed = await timeAnswer(answer({ text: said, words }), chunkMs, { findVoice, align });
          let clockMs = 0;
          for (const { startMs, endMs } of timed.words) {
            expect(startMs).toBeGreaterThanOrEqual(clockMs);
            expect(endMs).toBeGreaterThanOrEqual(startMs);
            clockMs = endMs;
          }
          expect(clockMs).toBeLessThanOrEqual(chunkMs);
          const bare = (each: string) => each.replace(/\s/g, "");
          if (same) expect(bare(timed.words.map((each) => each.text).join(""))).toBe(bare(said));
        },
      ),
      { endOnFailure: true },
    );
  });
});

describe("spreadWords", () => {
  it("loses no word, keeps the order and reaches over no pause", () => {
    const stretches = fc
      .array(fc.tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 1, max: 900 })), { minLength: 1 })
      .map((parts) => {
        let at = 0;
        return parts.map(([pause, length]): Stretch => {
          const startMs = at + pause;
          at = startMs + length;
          return { startMs, endMs: at };
        });
      });
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1, maxLength: 12 })), stretches, (words, heard) => {
        const spread = spreadWords(words, heard);
        expect(spread.map(({ text }) => text)).toEqual(words);
        let clockMs = 0;
        for (const { startMs, endMs, confidence } of spread) {
          expect(startMs).toBeGreaterThanOrEqual(clockMs);
          expect(confidence).toBeNull();
          expect(heard.some((each) => each.startMs <= startMs && endMs <= each.endMs)).toBe(true);
          clockMs = endMs;
        }
      }),
      { endOnFailure: true },
    );
  });

  it("has a place for words where nobody was heard", () => {
    const span = { startMs: 0, endMs: 900 };
    expect(told({ words: spreadWords(["a", "b", "c"], clipStretches([], span)) })).toEqual([
      "a 0-300",
      "b 300-600",
      "c 600-900",
    ]);
  });
});

describe("splitText", () => {
  it("cuts a script without spaces behind its punctuation", () => {
    expect(splitText("你好，世界。 再见！")).toEqual(["你好，", "世界。", "再见！"]);
    expect(splitText("Well, it's 3,000 … yes.")).toEqual(["Well,", "it's", "3,000", "…", "yes."]);
  });
});

describe("parseAnswer", () => {
  it("takes what is as it should be and does without the rest", () => {
    const body = {
      text: " One\u0000 \n two ",
      words: "none",
      segments: [{ start: "x" }],
      language: 7,
      usage: {},
    };
    expect(parseAnswer(JSON.stringify(body), 5)).toEqual(answer({ text: "One two" }));
  });

  it("takes the words that some servers put into the lines", () => {
    const words = [{ word: " one", start: 0, end: 0.5, probability: 2 }];
    const { words: found } = parseAnswer(
      JSON.stringify({ text: "one", segments: [{ start: 0, end: 1, text: "one", words }] }),
      5,
    );
    expect(found).toEqual([word("one", 0, 500)]);
  });

  it.each([
    ["", "nothing at all"],
    ["<html></html>", "a web page"],
    ['{"text": "a', "JSON that breaks off"],
    ["OK", "no JSON"],
    ['{"error": "x"}', "JSON without a text"],
    [JSON.stringify({ text: "x".repeat(900) }), "900 characters for 5 seconds of sound"],
  ])("says what is wrong with %j", (body, reason) => {
    expect(() => parseAnswer(body, 5)).toThrow(reason);
  });

  it("reads anything or throws an error with a reason", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
        try {
          expect(parseAnswer(body, 5).text).toEqual(expect.any(String));
        } catch (error) {
          expect((error as Error).message).not.toBe("");
        }
      }),
      { endOnFailure: true },
    );
  });
});
