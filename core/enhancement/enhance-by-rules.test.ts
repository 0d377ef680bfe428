import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { builtInDomains } from "./built-in-domains";
import { enhanceByRules } from "./enhance-by-rules";
import { enhancedText } from "./enhanced-text";
import type { EnhancedParagraph, EnhancementStyle, MachineWord } from "./types";

const { style: general } = builtInDomains.general;
const verbatim: EnhancementStyle = {
  ...general,
  fillers: "keep",
  falseStarts: "keep",
  numbers: "keep",
  paragraphs: false,
};

/** "/" is a breath, "//" a silence, "[A]" begins a turn. */
function listWords(text: string): MachineWord[] {
  const words: MachineWord[] = [];
  let atMs = 0;
  let speaker: string | null = null;
  for (const token of text.split(" ").filter(Boolean)) {
    if (/^\/+$/.test(token)) atMs += token.length === 1 ? 350 : 900;
    else if (/^\[[A-Z]\]$/.test(token)) speaker = token;
    else {
      words.push({ text: token, startMs: atMs, endMs: atMs + 250, speaker });
      atMs += 280;
    }
  }
  return words;
}

function write(
  text: string,
  style: EnhancementStyle = general,
  language: string | null = "en",
  glossary = [] as { text: string; soundsLike: string[] }[],
) {
  return enhancedText(enhanceByRules(listWords(text), { language, style, glossary }));
}

/** The enhanced text as machine words, with the times of the words that its tokens stand for. */
function readBack(words: readonly MachineWord[], paragraphs: readonly EnhancedParagraph[]): MachineWord[] {
  return paragraphs.flatMap(({ tokens }) =>
    tokens.map(({ text, firstWord, wordCount }) => {
      const first = words[firstWord] ?? words.at(-1);
      const last = words[firstWord + Math.max(1, wordCount) - 1] ?? first;
      return { text, startMs: first?.startMs ?? 0, endMs: last?.endMs ?? 0, speaker: first?.speaker ?? null };
    }),
  );
}

describe("enhanceByRules", () => {
  it.each([
    [
      "we left early // it was raining // we came home late",
      "We left early. It was raining. We came home late.",
    ],
    ["where did you go // i went home", "Where did you go? I went home."],
    ["he likes tea / but she drinks coffee", "He likes tea, but she drinks coffee."],
    ["if it rains tomorrow / we stay at home", "If it rains tomorrow, we stay at home."],
    [
      "i saw anna in london on monday // it was may the first",
      "I saw Anna in London on Monday. It was May the first.",
    ],
    ["we may march in may", "We may march in May."],
    ["um so uh we we went there", "So we went there."],
    ["i went i mean i took the train", "I took the train."],
    ["it was very very cold", "It was very very cold."],
    ["no no that is wrong", "No, no that is wrong."],
    ["[A] are you sure [B] yes", "Are you sure?\n\nYes."],
    ["dr smith called // he was late", "Dr. Smith called. He was late."],
  ])("writes %j as %j", (heard, written) => {
    expect(write(heard)).toBe(written);
  });

  it.each([
    ["it was nineteen ninety eight", "It was 1998."],
    ["in twenty twenty four we met", "In 2024, we met."],
    ["it costs eighteen thousand five hundred dollars", "It costs $18,500."],
    ["about thirty percent of it", "About 30% of it."],
    ["we had seven dogs and twelve cats", "We had seven dogs and 12 cats."],
    ["he came at eleven forty", "He came at 11:40."],
    ["it was thirty nine point two degrees", "It was 39.2 degrees."],
    ["two point five million people", "2.5 million people."],
    ["the twenty first century", "The 21st century."],
    ["on march third we left", "On March 3, we left."],
    ["call five five five oh one nine two", "Call 5550192."],
    ["a hundred people came", "A hundred people came."],
    ["one two three four five", "One two three four five."],
    ["in the nineteen nineties", "In the 1990s."],
    ["at three pm it rained", "At 3 pm, it rained."],
    ["ten dollars and fifty cents", "Ten dollars and fifty cents."],
    ["one of them is mine", "One of them is mine."],
    ["i told you once or twice", "I told you once or twice."],
  ])("writes numbers: %j as %j", (heard, written) => {
    expect(write(heard)).toBe(written);
  });

  it("writes small numbers and measures as a technical style has them", () => {
    const { style } = builtInDomains.technical;
    expect(write("each of the servers has sixteen gigabytes and it takes four minutes", style)).toBe(
      "Each of the servers has 16 GB, and it takes 4 minutes.",
    );
  });

  it("keeps every word where a style is verbatim", () => {
    expect(write("i was um i was there at eleven forty", verbatim)).toBe(
      "I was, um, I was there at eleven forty.",
    );
  });

  it.each([
    "Well, I don't know. It's 5 p.m., and Mr. Meyer isn't here… is he?",
    "The iPhone costs $999.99; e.g. at apple.com. We've seen it.",
    "“Give it two years,” he said, “and it will be a palace.”",
    "She left—quickly, I'd say—at noon!",
    "The U.S. team won. No. Really?",
  ])("leaves what came punctuated as it is: %j", (text) => {
    expect(write(text)).toBe(text);
  });

  it("adds only what is missing where a text came punctuated", () => {
    expect(write("He left on monday. can you come by Friday. And um, the rest, uh, stays")).toBe(
      "He left on Monday. Can you come by Friday. And the rest, stays.",
    );
  });

  it("sets a text that came in capitals in small letters", () => {
    expect(write("WE LIVE IN PARIS // IT IS LARGE")).toBe("We live in Paris. It is large.");
  });

  it("writes terms of the glossary as they are written there", () => {
    const glossary = [
      { text: "PostgreSQL", soundsLike: ["post gress"] },
      { text: "Nordvik Labs", soundsLike: [] },
    ];
    expect(write("we use post gress at nordvik labs", general, "en", glossary)).toBe(
      "We use PostgreSQL at Nordvik Labs.",
    );
  });

  it.each([
    ["es", "nací en sevilla // eh mi padre era panadero", "Nací en Sevilla. Mi padre era panadero."],
    [
      "fr",
      "pourquoi avez-vous quitté paris // je ne sais pas",
      "Pourquoi avez-vous quitté Paris? Je ne sais pas.",
    ],
    ["it", "non lo so // ehm è tardi", "Non lo so. È tardi."],
    ["de", "warum bist du hier // ähm ich weiß nicht", "Warum bist du hier? Ich weiß nicht."],
    ["ja", "今日は", "今日は。"],
    [null, "xq zzt // vvk", "Xq zzt. Vvk."],
  ])("is careful in other languages: %s", (language, heard, written) => {
    expect(write(heard, general, language)).toBe(written);
  });

  it("makes paragraphs of long turns at pauses, and none where a style wants none", () => {
    const long = Array.from({ length: 40 }, () => "we went down to the river again // //").join(" ");
    const paragraphs = enhanceByRules(listWords(long), { language: "en", style: general, glossary: [] });
    expect(paragraphs.length).toBeGreaterThan(2);
    for (const { tokens } of paragraphs) expect(tokens.length).toBeLessThan(200);
    expect(enhanceByRules(listWords(long), { language: "en", style: verbatim, glossary: [] })).toHaveLength(
      1,
    );
  });

  it("gives nothing for nothing", () => {
    expect(write("")).toBe("");
    expect(
      enhanceByRules([{ text: "  ", startMs: 0, endMs: 1, speaker: null }], {
        language: null,
        style: general,
        glossary: [],
      }),
    ).toEqual([]);
  });

  const spoken = fc.constantFrom(
    ..."the a i we you um uh and but so because went said is was are do did not no twenty five one nineteen ninety hundred thousand percent dollars april may march third p m like you know mean if when which where what london anna mr Monday, it. there? don't it's that to of in at".split(
      " ",
    ),
    "/",
    "//",
    "[A]",
    "[B]",
  );

  it("gives its own text back unchanged", () => {
    fc.assert(
      fc.property(
        fc.array(spoken, { maxLength: 60 }),
        fc.constantFrom(...Object.values(builtInDomains).map(({ style }) => style)),
        fc.constantFrom("en", "en", "fr"),
        (tokens, style, language) => {
          const words = listWords(tokens.join(" "));
          const options = { language, style, glossary: [] };
          const once = enhanceByRules(words, options);
          const again = readBack(words, once);
          expect(enhancedText(enhanceByRules(again, options))).toBe(enhancedText(once));
        },
      ),
      { endOnFailure: true, numRuns: 300 },
    );
  });

  it("takes any text, and covers its words in order", () => {
    const anything = fc.array(
      fc.record({
        text: fc.oneof(spoken, fc.string({ unit: "binary", maxLength: 8 })),
        startMs: fc.integer({ min: -10, max: 100_000 }),
        endMs: fc.integer({ min: -10, max: 100_000 }),
        speaker: fc.constantFrom(null, "A", "B"),
      }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(anything, fc.constantFrom("en", "de", "xx", null), (words, language) => {
        let cursor = 0;
        for (const { tokens } of enhanceByRules(words, { language, style: general, glossary: [] })) {
          for (const { firstWord, wordCount } of tokens) {
            expect(firstWord).toBeGreaterThanOrEqual(cursor);
            cursor = firstWord + wordCount;
          }
        }
        expect(cursor).toBeLessThanOrEqual(words.length);
      }),
      { endOnFailure: true, numRuns: 200 },
    );
  });

  it("takes time that grows with the words: 100,000 in less than ten seconds", () => {
    const vocabulary =
      "the um we went to london and i said that it was twenty five percent so they they left because of rain".split(
        " ",
      );
    const build = (count: number) =>
      Array.from({ length: count }, (_, at) => ({
        text: vocabulary[(at * 7 + (at % 13) * 3) % vocabulary.length] as string,
        startMs: at * 300,
        endMs: at * 300 + (at % 17 === 0 ? 10 : 280),
        speaker: null,
      }));
    const measure = (count: number) => {
      const words = build(count);
      const before = process.cpuUsage().user;
      enhanceByRules(words, { language: "en", style: general, glossary: [] });
      return (process.cpuUsage().user - before) / 1_000_000;
    };
    measure(10_000);
    const [small, large] = [measure(25_000), measure(100_000)];
    expect(large).toBeLessThan(10);
    expect(large).toBeLessThan(12 * Math.max(0.05, small));
  });
});
