import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TimedWord } from "../transcript/types";
import { cutTroubles, findTroubles, type HeardChunk } from "./find-troubles";

/** Words of 300 ms each from `atMs` on; "_" is a pause of that length. */
function say(text: string, atMs = 0, wordMs = 300): TimedWord[] {
  return text.split(" ").flatMap((word, at) => {
    if (word === "_") return [];
    return [{ text: word, startMs: atMs + at * wordMs, endMs: atMs + (at + 1) * wordMs, confidence: 0.9 }];
  });
}

function chunkOf(words: TimedWord[], rest: Partial<HeardChunk> = {}): HeardChunk {
  return { startMs: 0, endMs: words.at(-1)?.endMs ?? 0, words, loopCut: false, ...rest };
}

const sentence = "there was a king with a large jaw and a queen with a plain face";

describe("speech and words are held against each other", () => {
  it.each<[string, [number, number][], HeardChunk[], [string, number, number, string | null][]]>([
    ["words over all of it", [[0, 4_500]], [chunkOf(say(sentence))], []],
    ["no words at all", [[0, 3_000]], [chunkOf([], { endMs: 3_000 })], [["speech_gap", 130, 2_870, null]]],
    [
      "a second without words",
      [[0, 3_000]],
      [chunkOf(say("there was a _ _ _ _ large jaw and"))],
      [["speech_gap", 900, 2_100, null]],
    ],
    ["a breath", [[0, 3_000]], [chunkOf(say("there was a _ _ king with a large jaw"))], []],
    [
      "speech behind the last word",
      [[0, 4_000]],
      [chunkOf(say("there was a king with a large jaw"))],
      [["speech_gap", 2_400, 3_870, null]],
    ],
    [
      "a pause in which nobody speaks",
      [
        [0, 900],
        [3_000, 3_900],
      ],
      [chunkOf([...say("there was a"), ...say("king with a", 3_000)])],
      [],
    ],
    [
      "words where nobody speaks",
      [[0, 900]],
      [chunkOf([...say("there was a"), ...say("thank you", 3_000)])],
      [["text_over_silence", 3_000, 3_600, "thank you"]],
    ],
    [
      "a phrase that nobody says so often",
      [[0, 3_600]],
      [chunkOf(say("of the of the of the of the king is gone"))],
      [
        ["loop", 0, 2_400, "of the of the of the"],
        ["speech_gap", 600, 2_400, null],
      ],
    ],
    [
      "a phrase doubled in the time of one",
      [[0, 5_100]],
      [
        chunkOf([
          ...say("there was a king"),
          ...say("with a plain face", 1_200, 100),
          ...say("with a plain face", 1_600, 100),
          ...say("she was the queen of all that there was", 2_000),
        ]),
      ],
      [["loop", 1_200, 2_000, "with a plain face"]],
    ],
    [
      "a phrase that was said twice",
      [[0, 3_600]],
      [chunkOf(say("you know you know there was a king with a jaw"))],
      [],
    ],
    [
      "a long one said twice is looked at, and stays",
      [[0, 3_600]],
      [chunkOf(say("there was another king with there was another king with"))],
      [["repeat", 0, 3_000, null]],
    ],
    [
      "one that was said again after a breath is believed",
      [
        [0, 1_500],
        [3_000, 5_100],
      ],
      [
        chunkOf([
          ...say("there was another king with"),
          ...say("there was another king with two men", 3_000),
        ]),
      ],
      [],
    ],
    [
      "what the engine's guard cut",
      [[0, 3_000]],
      [chunkOf(say("there was a king"), { endMs: 3_000, loopCut: true })],
      [
        ["loop_cut", 900, 3_000, null],
        ["speech_gap", 1_200, 2_870, null],
      ],
    ],
  ])("%s", (_, speech, chunks, expected) => {
    const spans = speech.map(([startMs, endMs]) => ({ startMs, endMs }));
    const words = chunks.flatMap((chunk) => chunk.words);
    const found = findTroubles(spans, chunks).map(({ kind, startMs, endMs, cut }) => [
      kind,
      startMs,
      endMs,
      cut &&
        words
          .slice(cut.from, cut.to)
          .map(({ text }) => text)
          .join(" "),
    ]);
    expect(found).toEqual(expected);
  });

  it("cuts what nobody said and nothing else", () => {
    const words = [...say("of the of the of the of the king is"), ...say("thank you", 9_000)];
    const troubles = findTroubles([{ startMs: 0, endMs: 3_300 }], [chunkOf(words)]);
    expect(cutTroubles(words, troubles).map(({ text }) => text)).toEqual(["of", "the", "king", "is"]);
  });

  it("flags a second of speech wherever its words are taken away", () => {
    const texts = fc.array(fc.constantFrom("river", "bridge", "north", "seven", "window"), {
      minLength: 8,
      maxLength: 40,
    });
    fc.assert(
      fc.property(texts, fc.nat(), fc.integer({ min: 4, max: 7 }), (drawn, at, count) => {
        const words = say(drawn.map((word, index) => `${word}${index}`).join(" "));
        const from = at % (words.length - count + 1);
        const speech = [{ startMs: 0, endMs: words.at(-1)?.endMs ?? 0 }];
        const kept = [...words.slice(0, from), ...words.slice(from + count)];
        const { startMs } = words[from] as TimedWord;
        const troubles = findTroubles(speech, [chunkOf(kept)]);
        expect(troubles.map(({ kind }) => kind)).toEqual(["speech_gap"]);
        expect(troubles[0]?.startMs).toBeLessThan(startMs + 300);
        expect(findTroubles(speech, [chunkOf(words)])).toEqual([]);
      }),
      { endOnFailure: true },
    );
  });
});
