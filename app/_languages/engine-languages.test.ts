import { describe, expect, it } from "vitest";
import { filterLanguages, findEngineFor, listLanguages } from "./engine-languages";

type Engine = Parameters<typeof findEngineFor>[0][number];
const here: Engine = { id: "here", languages: ["en"], sendsTo: null, fetched: null };
const away: Engine = { id: "away", languages: ["de", "en"], sendsTo: "api.example", fetched: null };
const large: Engine = { id: "large", languages: ["de", "fr", "en"], sendsTo: null, fetched: null };
const absent = { isThere: false, sizeBytes: 1_000_000, memoryMb: 400, licence: "MIT" };
const tiny: Engine = { id: "whisper-tiny", languages: ["de", "fr"], sendsTo: null, fetched: absent };
const small: Engine = { ...tiny, id: "whisper-small" };

describe("findEngineFor", () => {
  it.each([
    ["an engine that keeps the sound here comes first", [here, away, large], "de", "large"],
    ["one that is ready before one that is fetched first", [tiny, small, large], "de", "large"],
    ["of those that are fetched, the middle one", [away, tiny, small], "de", "whisper-small"],
    ["else one that sends it away", [here, away], "de", "away"],
    ["a language that nobody knows has none", [here, away, large], "ja", undefined],
    ["of a language that nobody told, one that knows several", [here, away], null, "away"],
    ["and none where all know one", [here], null, undefined],
  ])("%s", (_, engines, language, id) => {
    expect(findEngineFor(engines, language)?.id).toBe(id);
  });
});

describe("listLanguages", () => {
  const entries = listLanguages(["sv", "de", "en", "cs", "fr"], ["sv-SE", "en"]);

  it("has the reader's own first, then the common ones, then all by name", () => {
    expect(entries.map(({ tag }) => tag)).toEqual(["sv", "en", "fr", "de", "cs"]);
    expect(entries.map(({ isCommon }) => isCommon)).toEqual([true, true, true, true, false]);
  });

  it.each([
    ["ger", ["de"]],
    ["deutsch", ["de"]],
    ["FRANCAIS", ["fr"]],
    ["sv", ["sv"]],
    ["klingon", []],
    ["  ", ["sv", "en", "fr", "de", "cs"]],
  ])("%s finds %j", (typed, tags) => {
    expect(filterLanguages(entries, typed).map(({ tag }) => tag)).toEqual(tags);
  });
});
