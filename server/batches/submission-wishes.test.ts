import { expect, it, test } from "vitest";
import { batchSettings } from "./schema";
import { resolveWishes, storeWishes } from "./submission-wishes";

const resolve = (wanted: unknown) => storeWishes(resolveWishes(batchSettings.parse(wanted)));

test.each([
  ["nothing", {}, { pipelineVersion: "v1" }],
  ["a number of speakers", { speakersExpected: 2 }, { speakersExpected: { min: 2, max: 2 } }],
  ["a range", { speakersExpected: { min: 2, max: 4 } }, { speakersExpected: { min: 2, max: 4 } }],
  ["speakers that nobody knows", { speakersExpected: null }, { pipelineVersion: "v1" }],
  ["a domain", { domain: "  Sports & Games " }, { domain: "sports & games" }],
  ["formats twice", { exportsWanted: ["vtt", "txt", "vtt"] }, { exportsWanted: ["txt", "vtt"] }],
  ["no formats", { exportsWanted: [] }, { pipelineVersion: "v1" }],
])("%s is stored in one shape", (_, wanted, stored) => {
  expect(JSON.parse(JSON.stringify(resolve(wanted)))).toEqual({ pipelineVersion: "v1", ...stored });
});

test.each([
  { speakersExpected: 0 },
  { speakersExpected: 21 },
  { speakersExpected: { min: 3, max: 2 } },
  { domain: "<b>" },
  { domain: "two\nlines" },
  { domain: "x".repeat(41) },
  { pipelineVersion: "v5" },
  { exportsWanted: ["pdf"] },
])("%j is refused", (wanted) => {
  expect(batchSettings.safeParse(wanted).success).toBe(false);
});

it("makes texts better by the rules in v2, and by a model where one is set up alone", () => {
  expect(resolve({ pipelineVersion: "v2" })).toMatchObject({ enhance: { engine: "rules" } });
  expect(resolve({ enhance: { engine: "rules", domain: "legal" } })).toMatchObject({
    pipelineVersion: "v1",
    enhance: { engine: "rules", domain: "legal" },
  });
  expect(() => resolve({ enhance: { engine: "openai" } })).toThrow(/No language model is set up/);
});
