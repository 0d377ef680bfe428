import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assignSpeakers, type SpokenTurn, type SpokenUnit } from "./assign-speakers";

/** Words of 400 ms, half a second apart; "|" begins a line, "_" is a second of silence. */
function say(text: string): SpokenUnit[] {
  let at = 0;
  let isFirst = true;
  return text.split(" ").flatMap((word) => {
    if (word === "|") isFirst = true;
    if (word === "_") at += 1_000;
    if (word === "|" || word === "_") return [];
    const unit = { text: word, startMs: at, endMs: at + 400, isFirst };
    at += 500;
    isFirst = false;
    return [unit];
  });
}

const turns = (...list: [number, number, number][]): SpokenTurn[] =>
  list.map(([speaker, startMs, endMs]) => ({ speaker, startMs, endMs }));

describe("whose each word is", () => {
  it.each([
    ["as the turns say", "we go now. they stay here.", turns([0, 0, 1_450], [1, 1_450, 3_000]), "000111"],
    [
      "the tail of a sentence though the turn ends early",
      "so then we all go home now. they stay here.",
      turns([0, 0, 2_450], [1, 2_450, 6_000]),
      "0000000111",
    ],
    [
      "the head of a sentence though the turn begins late",
      "so we go. they all stay here now.",
      turns([0, 0, 2_450], [1, 2_450, 6_000]),
      "00011111",
    ],
    [
      "a short answer between sentences",
      "is it late? yes. then we go.",
      turns([0, 0, 1_450], [1, 1_450, 1_950], [0, 1_950, 3_500]),
      "0001000",
    ],
    [
      "no flicker within a phrase",
      "we go home by the sea",
      turns([0, 0, 950], [1, 950, 1_400], [0, 1_400, 3_000]),
      "000000",
    ],
    ["after a pause", "we go home _ by the sea", turns([0, 0, 1_700], [1, 2_400, 4_500]), "000111"],
    [
      "the nearest turn's where nobody's lies",
      "we go _ _ home",
      turns([0, 0, 500], [1, 4_000, 9_000]),
      "001",
    ],
  ] as const)("is %s", (_, text, spoken, voices) => {
    expect(assignSpeakers(say(text), spoken).join("")).toBe(voices);
  });

  it("is nobody's without turns", () => {
    expect(assignSpeakers(say("we go"), [])).toEqual([null, null]);
  });

  it("is one of those who speak, for any turns and any words", () => {
    const span = fc.tuple(fc.nat(60_000), fc.nat(5_000));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(6), span), { minLength: 1, maxLength: 12 }),
        fc.array(fc.tuple(span, fc.constantFrom("a", "b.", "c,"), fc.boolean()), { maxLength: 40 }),
        (spoken, said) => {
          const list = spoken.map(([speaker, [startMs, ms]]) => ({ speaker, startMs, endMs: startMs + ms }));
          const units = said
            .map(([[startMs, ms], text, isFirst]) => ({ text, startMs, endMs: startMs + ms, isFirst }))
            .sort((a, b) => a.startMs - b.startMs);
          const voices = assignSpeakers(units, list);
          expect(voices).toHaveLength(units.length);
          const known = new Set(list.map(({ speaker }) => speaker));
          expect(voices.every((voice) => voice !== null && known.has(voice))).toBe(true);
        },
      ),
      { endOnFailure: true },
    );
  });
});
