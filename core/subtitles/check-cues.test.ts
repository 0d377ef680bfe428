import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Segment } from "@/core/transcript/types";
import { checkCues } from "./check-cues";
import type { Cue } from "./cue";
import { cueProfiles, defaultCueProfile, findBuiltInProfile, ownCueProfile } from "./cue-profile";
import { layoutCues } from "./layout-cues";

const cue = (startMs: number, endMs: number, ...lines: string[]): Cue => ({
  startMs,
  endMs,
  lines,
  speaker: null,
});
const rules = (...cues: Cue[]) =>
  checkCues(cues, defaultCueProfile).map(({ index, rule }) => `${index} ${rule}`);

describe("the rules of subtitles", () => {
  it("are kept by a cue that can be read", () => {
    expect(rules(cue(0, 2_000, "The boat leaves at nine."), cue(2_080, 4_000, "Be on time."))).toEqual([]);
  });

  it.each([
    ["0 lineLength", cue(0, 6_000, "x".repeat(43))],
    ["0 lineCount", cue(0, 6_000, "One.", "Two.", "Three.")],
    ["0 tooShort", cue(0, 700, "Yes.")],
    ["0 tooLong", cue(0, 7_001, "Yes.")],
    ["0 speed", cue(0, 1_000, "Eighteen letters it is.")],
    ["0 phrase", cue(0, 6_000, "She lives in a", "house by the sea.")],
    ["0 phrase", cue(0, 6_000, "We met Anna", "Schmidt in town.")],
    ["0 phrase", cue(0, 6_000, "We asked Dr.", "Watson about it.")],
    ["0 phrase", cue(0, 6_000, "We asked J.", "Watson about it.")],
  ])("say of a cue: %s", (wanted, given) => {
    expect(rules(given)).toEqual([wanted]);
  });

  it("look beyond a cue: at the dark time, and at a phrase that goes on in the next", () => {
    expect(rules(cue(0, 2_000, "Come to the"), cue(2_010, 4_000, "house."))).toEqual(["0 gap", "0 phrase"]);
    expect(rules(cue(0, 2_000, "Come to the"), cue(9_000, 10_000, "house."))).toEqual([]);
  });

  it("take no sentence's beginning, no shouting and no I for a name", () => {
    expect(rules(cue(0, 6_000, "He saw Anna.", "But John was late."))).toEqual([]);
    expect(rules(cue(0, 6_000, "STOP THAT", "NOW PLEASE"))).toEqual([]);
    expect(rules(cue(0, 6_000, "as far as I", "Know or Care"))).toEqual([]);
  });
});

const token = fc.oneof(
  fc.constantFrom(
    "the",
    "a",
    "an",
    "Anna",
    "Schmidt",
    "Dr.",
    "and",
    "of",
    "house,",
    "it.",
    "I",
    "42",
    "extraordinarily",
  ),
  fc.stringMatching(/^[a-zé漢]{1,14}$/),
);
const segments = fc.array(
  fc.record({
    tokens: fc.array(token, { minLength: 1, maxLength: 40 }),
    pauseMs: fc.nat(4_000),
    wordMs: fc.integer({ min: 1, max: 700 }),
  }),
  { minLength: 1, maxLength: 6 },
);
const profile = fc.constantFrom(...Object.values(cueProfiles), {
  ...{ lineCharacters: 20, maxLines: 1, minDurationMs: 1_000, maxDurationMs: 3_000, gapMs: 120 },
  charactersPerSecond: 12,
});

it("a layout keeps the rules of every profile, and what it cannot keep is reported", () => {
  fc.assert(
    fc.property(segments, profile, (given, wanted) => {
      let at = 0;
      const laid = given.map(({ tokens, pauseMs, wordMs }, index): Segment => {
        at += pauseMs;
        const startMs = at;
        const words = tokens.map((text, place) => {
          const word = { id: `${place}`, text, startMs: at, endMs: at + wordMs, confidence: null };
          at += wordMs;
          return word;
        });
        const times = { startMs, endMs: at };
        return {
          id: `${index}`,
          position: index,
          ...times,
          speakerId: null,
          text: tokens.join(" "),
          words,
          revision: 0,
        };
      });
      const cues = layoutCues({ title: "", segments: laid, speakers: [] }, wanted);
      const breaches = checkCues(cues, wanted);
      const told = new Set(breaches.map(({ index, rule }) => `${index} ${rule}`));
      // These can always be kept.
      for (const { rule } of breaches) expect(["lineLength", "lineCount", "tooLong"]).not.toContain(rule);
      for (const [index, { startMs, endMs, lines }] of cues.entries()) {
        const next = cues[index + 1];
        const text = lines.join(" ");
        const isFree = next === undefined || endMs + wanted.gapMs < next.startMs;
        // A cue that has room after it is long enough to be read, unless it is as long as one may be.
        const isLongest = endMs - startMs === wanted.maxDurationMs;
        if (isFree && !isLongest)
          expect(told.has(`${index} tooShort`) || told.has(`${index} speed`)).toBe(false);
        if (endMs - startMs < wanted.minDurationMs) expect(told).toContain(`${index} tooShort`);
        if (next && next.startMs - endMs < wanted.gapMs) expect(told).toContain(`${index} gap`);
        if ((text.length * 1_000) / (endMs - startMs) > wanted.charactersPerSecond + 1)
          expect(told).toContain(`${index} speed`);
        for (const line of lines.slice(0, -1))
          if (/(?:^| )(?:a|an|the)$/.test(line)) expect(told).toContain(`${index} phrase`);
      }
    }),
    { endOnFailure: true, numRuns: 300 },
  );
});

it("a profile of one's own is taken within what can be shown, and the others are such", () => {
  for (const one of Object.values(cueProfiles)) expect(ownCueProfile.parse(one)).toEqual(one);
  expect(ownCueProfile.safeParse({ ...defaultCueProfile, maxLines: 9 }).success).toBe(false);
  expect(
    ownCueProfile.safeParse({ ...defaultCueProfile, minDurationMs: 5_000, maxDurationMs: 4_000 }).success,
  ).toBe(false);
  expect(findBuiltInProfile("social")?.lineCharacters).toBe(24);
  expect(findBuiltInProfile("toString")).toBeNull();
});
