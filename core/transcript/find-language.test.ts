import { describe, expect, test } from "vitest";
import { findLanguage, serializeLanguageName } from "./find-language";

describe("a language that somebody names", () => {
  test.each([
    ["en", "en"],
    ["EN-gb", "en"],
    ["en_US", "en"],
    [" English ", "en"],
    ["german", "de"],
    ["de", "de"],
  ])("%j means %j", (wanted, tag) => {
    expect(findLanguage(wanted, ["de", "en"])).toBe(tag);
  });

  test.each(["", "e", "eng land", "fr", "klingon", "-en"])("%j is none of those known", (wanted) => {
    expect(findLanguage(wanted, ["de", "en"])).toBeNull();
  });

  test("is written out the way Whisper does", () => {
    expect(serializeLanguageName("en")).toBe("english");
  });
});
