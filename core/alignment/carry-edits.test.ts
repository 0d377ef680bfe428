import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { carryEdits } from "./carry-edits";
import type { CarriedLine, CarryLine } from "./carry-lines";

/** Lines of words of 400 ms each, half a second apart, beginning at `startMs`. */
function lines(
  texts: string[],
  { startMs = 0, ids = "m", speakers = [] as (string | null)[] } = {},
): CarryLine[] {
  let at = 0;
  return texts.map((text, index) => {
    const words = text
      .split(" ")
      .filter(Boolean)
      .map((word) => {
        const start = startMs + at++ * 500;
        return { id: `${ids}${at}`, text: word, startMs: start, endMs: start + 400, confidence: 0.9 };
      });
    const first = words[0]?.startMs ?? startMs + at * 500;
    return {
      id: `${ids}-line-${index}`,
      startMs: first,
      endMs: words.at(-1)?.endMs ?? first,
      speakerId: speakers[index] ?? null,
      text,
      words,
    };
  });
}

function carry(base: CarryLine[], mine: CarryLine[], next: CarryLine[]) {
  let made = 0;
  return carryEdits({ base, mine, next, newId: () => `new${made++}` });
}

const textsOf = (carried: CarriedLine[]) => carried.map(({ text }) => text);

describe("a new machine result", () => {
  test("replaces the old one where nobody changed anything", () => {
    const { lines: carried, unplaced } = carry(
      lines(["there is an eye land", "it is green"]),
      lines(["there is an eye land", "it is green"]),
      lines(["There is an island.", "It is green.", "And wide."]),
    );
    expect(textsOf(carried)).toEqual(["There is an island.", "It is green.", "And wide."]);
    expect(carried.map(({ id }) => id)).toEqual(["m-line-0", "m-line-1", null]);
    expect(unplaced).toEqual([]);
  });

  test("keeps a corrected name, also where the machine hears it otherwise now", () => {
    const { lines: carried, unplaced } = carry(
      lines(["my name is jon smith and I live here", "we met jon later"]),
      lines(["my name is John Smythe and I live here", "we met John later"]),
      lines(["My name is Jon Smitt, and I live here.", "We met Jon later."]),
    );
    expect(textsOf(carried)).toEqual(["My name is John Smythe and I live here.", "We met John later."]);
    expect(unplaced).toEqual([]);
  });

  test("keeps what was added and what was removed", () => {
    const { lines: carried, unplaced } = carry(
      lines(["so um we went to the sea", "and came back"]),
      lines(["so we went to the deep sea", "and came back"]),
      lines(["So, um, we went to the sea,", "and came back."]),
    );
    expect(textsOf(carried)).toEqual(["So, we went to the deep sea,", "and came back."]);
    expect(unplaced).toEqual([]);
  });

  test("takes its own words where it now hears what a person had put in", () => {
    const { lines: carried, unplaced } = carry(
      lines(["we went home"]),
      lines(["we went all the way home"]),
      lines(["We went all the way home."]),
    );
    expect(textsOf(carried)).toEqual(["We went all the way home."]);
    expect(unplaced).toEqual([]);
  });

  test("gives back an edit amid words that it hears quite differently", () => {
    const { lines: carried, unplaced } = carry(
      lines(["one two", "alpha beta gamma delta epsilon zeta eta theta iota kappa", "nine ten"]),
      lines(["one two", "alpha beta gamma delta EPSILON! zeta eta theta iota kappa", "nine ten"]),
      lines(["one two", "quite other words are heard in this place by the machine of today", "nine ten"]),
    );
    expect(textsOf(carried)[1]).toBe("quite other words are heard in this place by the machine of today");
    expect(unplaced).toHaveLength(1);
    expect(unplaced[0]?.text).toContain("EPSILON!");
    expect(unplaced[0]?.quote).toContain("quite other words");
  });

  test("gives back words that were put where it now hears others", () => {
    const { lines: carried, unplaced } = carry(
      lines(["we went home"]),
      lines(["we went [laughter] home"]),
      lines(["we went very slowly home"]),
    );
    expect(textsOf(carried)).toEqual(["we went very slowly home"]);
    expect(unplaced).toMatchObject([{ text: "[laughter]", quote: "very slowly", replaced: "" }]);
  });

  test("leaves lines cut and joined as the person has them", () => {
    const split = carry(
      lines(["a b c d", "e f", "g h"]),
      lines(["a b", "c d", "e f g h"]),
      lines(["a b c d", "e f", "g h"]),
    );
    expect(textsOf(split.lines)).toEqual(["a b", "c d", "e f g h"]);
    const moved = carry(lines(["a b c d", "e f"]), lines(["a b c d", "e f"]), lines(["a b", "c d e f"]));
    expect(textsOf(moved.lines)).toEqual(["a b", "c d e f"]);
  });

  test("does not change who speaks", () => {
    const { lines: carried } = carry(
      lines(["hello there", "good day", "bye"]),
      lines(["hello there", "good day", "bye"], { speakers: ["anna", "ben", "anna"] }),
      lines(["Hello there. Good day.", "Bye now."]),
    );
    expect(carried.map(({ text, speakerId }) => [text, speakerId])).toEqual([
      ["Hello there.", "anna"],
      ["Good day.", "ben"],
      ["Bye now.", "anna"],
    ]);
  });

  test("brings its times, but for a line whose times the person set", () => {
    const base = lines(["a b", "c d"]);
    const mine = lines(["a b", "c X"]).map((line, index) =>
      index === 0 ? { ...line, startMs: 0, endMs: 950 } : line,
    );
    const { lines: carried } = carry(base, mine, lines(["a b", "c d"], { startMs: 40 }));
    expect(carried.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [40, 950],
      [1040, 1940],
    ]);
    expect(carried[1]?.words[1]).toMatchObject({ text: "X", startMs: 1540, endMs: 1940 });
  });

  test("of nothing leaves the person's own words", () => {
    const { lines: carried } = carry([], lines(["typed by hand"]), []);
    expect(textsOf(carried)).toEqual(["typed by hand"]);
  });
});

/** Three texts of one recording: `mine` and `next` are each the base with random changes. */
const vocabulary = "the a of sea island boat we they went saw and then so green wide slowly never".split(" ");
const sentence = fc.array(fc.constantFrom(...vocabulary), { minLength: 1, maxLength: 12 });
const textArbitrary = fc.array(sentence, { minLength: 1, maxLength: 12 });
const changes = fc.array(
  fc.record({
    line: fc.nat(),
    at: fc.nat(),
    kind: fc.constantFrom("replace", "insert", "remove", "split", "merge"),
  }),
  { maxLength: 12 },
);

function change(
  text: string[][],
  list: { line: number; at: number; kind: string }[],
  mark: string,
): string[][] {
  const result = text.map((line) => [...line]);
  list.forEach(({ line, at, kind }, index) => {
    const row = result[line % result.length] as string[];
    const place = row.length === 0 ? 0 : at % row.length;
    if (kind === "replace") row.splice(place, 1, `${mark}${index}`);
    else if (kind === "insert") row.splice(place, 0, `${mark}${index}`);
    else if (kind === "remove") row.splice(place, 1);
    else if (kind === "split") result.splice((line % result.length) + 1, 0, row.splice(place));
    else if (result.length > 1 && line % result.length > 0) {
      result[(line % result.length) - 1]?.push(...row);
      result.splice(line % result.length, 1);
    }
  });
  return result.filter((line) => line.length > 0);
}
const toLines = (text: string[][], ids: string) =>
  lines(
    text.map((line) => line.join(" ")),
    { ids },
  );

describe("properties", () => {
  test("the same result again changes nothing that a person has", () => {
    fc.assert(
      fc.property(textArbitrary, changes, (text, mineChanges) => {
        const base = toLines(text, "b");
        const mine = toLines(change(text, mineChanges, "mine"), "m");
        const { lines: carried, unplaced } = carry(base, mine, base);
        expect(textsOf(carried)).toEqual(mine.map((line) => line.text));
        expect(carried.map(({ id }) => id)).toEqual(mine.map(({ id }) => id));
        expect(unplaced).toEqual([]);
      }),
      { numRuns: 500, endOnFailure: true },
    );
  });

  test("without edits, the new result stands as it is", () => {
    fc.assert(
      fc.property(textArbitrary, changes, (text, nextChanges) => {
        const next = toLines(change(text, nextChanges, "next"), "n");
        const { lines: carried, unplaced } = carry(toLines(text, "b"), toLines(text, "m"), next);
        expect(carried.map(({ text, startMs, endMs }) => ({ text, startMs, endMs }))).toEqual(
          next.map(({ text, startMs, endMs }) => ({ text, startMs, endMs })),
        );
        expect(unplaced).toEqual([]);
      }),
      { numRuns: 500, endOnFailure: true },
    );
  });

  test("every typed word is in the text or among what is given back, and times are in order", () => {
    fc.assert(
      fc.property(textArbitrary, changes, changes, (text, mineChanges, nextChanges) => {
        const mine = toLines(change(text, mineChanges, "mine"), "m");
        const next = toLines(change(text, nextChanges, "next"), "n");
        const { lines: carried, unplaced } = carry(toLines(text, "b"), mine, next);
        const found = [...textsOf(carried), ...unplaced.map((edit) => edit.text)].join(" ").split(" ");
        const typed = mine.flatMap((line) => line.words).filter((word) => word.text.startsWith("mine"));
        for (const word of typed) expect(found).toContain(word.text);
        for (const line of carried) {
          expect(line.words.map((word) => word.text).join(" ")).toBe(line.text);
          let at = line.startMs;
          for (const word of line.words) {
            expect(word.startMs).toBeGreaterThanOrEqual(at);
            expect(word.endMs).toBeGreaterThanOrEqual(word.startMs);
            at = word.endMs;
          }
          expect(line.endMs).toBeGreaterThanOrEqual(at);
        }
        const ids = carried.flatMap((line) => line.words.map((word) => word.id));
        expect(new Set(ids).size).toBe(ids.length);
        const lineIds = carried.map(({ id }) => id).filter((id) => id !== null);
        expect(new Set(lineIds).size).toBe(lineIds.length);
      }),
      { numRuns: 1_000, endOnFailure: true },
    );
  });
});
