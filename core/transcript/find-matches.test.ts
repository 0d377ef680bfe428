import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type FindQuery,
  FindQueryInvalid,
  findMatches,
  findReplacement,
  replaceMatches,
} from "./find-matches";

const plain = (text: string, over: Partial<FindQuery> = {}): FindQuery => ({
  text,
  matchesCase: false,
  wholeWord: false,
  isExpression: false,
  ...over,
});
const expression = (text: string, over: Partial<FindQuery> = {}) =>
  plain(text, { isExpression: true, ...over });

/** What was found, as it stands in the lines. */
function list(lines: string[], query: FindQuery): string[] {
  const { count, places } = findMatches(lines, query);
  return Array.from({ length: count }, (_, index) => {
    const [line = 0, start, end] = places.subarray(index * 3, index * 3 + 3);
    return (lines[line] as string).slice(start, end);
  });
}

describe("finding", () => {
  test("finds in every line, in order, in any case unless told otherwise", () => {
    const lines = ["The cat and the Cat.", "", "CAT"];
    expect([...findMatches(lines, plain("cat")).places]).toEqual([0, 4, 7, 0, 16, 19, 2, 0, 3]);
    expect(list(lines, plain("Cat", { matchesCase: true }))).toEqual(["Cat"]);
    expect(findMatches(lines, plain("")).count).toBe(0);
  });

  test("takes signs of expressions as they are", () => {
    expect(list(["a.b axb (1+1)? [x] \\d $5 a/b"], plain("a.b"))).toEqual(["a.b"]);
    for (const text of ["(1+1)?", "[x]", "\\d", "$5", "a/b", "{", "|", "^"]) {
      expect(list([`say ${text} now`], plain(text))).toEqual([text]);
    }
  });

  test("matches do not overlap", () => {
    expect([...findMatches(["aaaaa"], plain("aa")).places]).toEqual([0, 0, 2, 0, 2, 4]);
  });

  test("a match of no length is none, and ends nothing", () => {
    expect(list(["baab 😀a"], expression("a*"))).toEqual(["aa", "a"]);
    expect(list(["one two"], expression("^|$|\\b"))).toEqual([]);
    expect(list(["x\u{1F600}y"], expression("(?:)"))).toEqual([]);
  });

  test("a letter of two units is one letter", () => {
    expect(list(["😀😁"], expression("."))).toEqual(["😀", "😁"]);
    expect(list(["😀"], expression("[😀-😂]"))).toEqual(["😀"]);
    // The first unit of the pair alone is no letter of the text.
    expect(list(["😀"], plain("\ud83d"))).toEqual([]);
  });

  test("folding of case moves no offset", () => {
    // Both grow when they are put to lower or upper case.
    expect([...findMatches(["İİ straße x"], plain("X")).places]).toEqual([0, 10, 11]);
    expect(list(["STRASSE straße"], plain("STRASSE"))).toEqual(["STRASSE"]);
    expect(list(["Σίσυφος ΣΊΣΥΦΟΣ"], plain("σίσυφος"))).toEqual(["Σίσυφος", "ΣΊΣΥΦΟΣ"]);
  });

  test("a composed letter is found by its parts", () => {
    expect(list(["café"], plain("cafe\u0301"))).toEqual(["café"]);
  });

  test("whole words are those of every script, and a genitive has the name in it", () => {
    expect(list(["Anna's Annabel, anna; Banna Anna_1"], plain("Anna", { wholeWord: true }))).toEqual([
      "Anna",
      "anna",
    ]);
    expect(list(["über überall drüber"], plain("über", { wholeWord: true }))).toEqual(["über"]);
    expect(list(["שלום שלומות"], plain("שלום", { wholeWord: true }))).toEqual(["שלום"]);
    // A sign at the edge needs no edge of a word.
    expect(list(["US$5 and $50"], plain("$5", { wholeWord: true }))).toEqual(["$5"]);
    expect(list(["cats cat"], expression("cat|dog", { wholeWord: true }))).toEqual(["cat"]);
  });

  test("a pattern that is none is told in a sentence", () => {
    expect(() => findMatches([""], expression("("))).toThrow(FindQueryInvalid);
    expect(() => findMatches([""], expression("("))).toThrow(
      "This is not a regular expression: unterminated group.",
    );
    expect(() => findMatches([""], expression(")(", { wholeWord: true }))).toThrow(FindQueryInvalid);
  });

  test("100,000 words are looked through in a moment", () => {
    const line = "the quick brown fox jumps over the lazy dog and so on ".trim();
    const lines = Array.from({ length: 8_500 }, (_, index) => `${line} ${index}`);
    findMatches(lines, plain("warm"));
    const startedAt = performance.now();
    expect(findMatches(lines, plain("dog")).count).toBe(8_500);
    // 50 ms are promised on an idle machine; this one may do other things as well.
    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});

describe("replacing", () => {
  test("gives the lines that change and no other", () => {
    expect(replaceMatches(["a cat", "a dog", "cat cat"], plain("cat"), "cow")).toEqual([
      { line: 0, text: "a cow" },
      { line: 2, text: "cow cow" },
    ]);
    expect(replaceMatches(["cat"], plain("cat"), "cat")).toEqual([]);
  });

  test("a replacement of plain text is taken as it is", () => {
    expect(replaceMatches(["cat"], plain("cat"), "$& $1 $$")).toEqual([{ line: 0, text: "$& $1 $$" }]);
  });

  test("a replacement of an expression speaks of its groups", () => {
    const swap = (text: string, replacement: string) =>
      replaceMatches(["Doe, John"], expression(text), replacement)[0]?.text;
    expect(swap("(\\w+), (\\w+)", "$2 $1")).toBe("John Doe");
    expect(swap("(?<last>\\w+), (?<first>\\w+)", "$<first> $<last>$<none>")).toBe("John Doe");
    expect(swap("(\\w+), (\\w+)", "$$1 [$&] $3 $10")).toBe("$1 [Doe, John] $3 Doe0");
    expect(swap("(x)?Doe", "<$1>")).toBe("<>, John");
  });

  test("what one match becomes is what it becomes among all", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom("a", "b", "A", "é", "😀", " ") }), { maxLength: 5 }),
        fc.constantFrom("a", "(a)(b)?", "[ab]+", ".", "\\s*", "é|😀"),
        fc.boolean(),
        (lines, text, wholeWord) => {
          const query = expression(text, { wholeWord });
          const { count, places } = findMatches(lines, query);
          const texts = [...lines];
          // From behind, so that earlier places stay right.
          for (let index = count - 1; index >= 0; index -= 1) {
            const [line = 0, start = 0, end = 0] = places.subarray(index * 3, index * 3 + 3);
            const old = lines[line] as string;
            const now = texts[line] as string;
            const put = findReplacement(old, start, query, "<$1$&>");
            texts[line] = now.slice(0, start) + put + now.slice(end);
          }
          const expected = [...lines];
          for (const { line, text: changed } of replaceMatches(lines, query, "<$1$&>"))
            expected[line] = changed;
          expect(texts).toEqual(expected);
        },
      ),
    );
  });
});
