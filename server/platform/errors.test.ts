import { describe, expect, test } from "vitest";
import { errorSentences } from "./error-sentences";
import { isTraxError, TraxError, toTraxError } from "./errors";

describe("errors", () => {
  test("every sentence ends as one, and says nothing of codes", () => {
    for (const [code, { sentence }] of Object.entries(errorSentences)) {
      expect(sentence, code).toMatch(/[.)}]$/);
      expect(sentence, code).not.toMatch(/[A-Z]+_[A-Z]+_[A-Z]+ (error|code)|undefined|null/);
    }
  });

  test("details fill the sentence, and cannot make it endless", () => {
    const error = new TraxError("MEDIA_DAMAGED", { reason: "x".repeat(5_000) });
    expect(error.message.length).toBeLessThan(600);
    expect(new TraxError("UPLOAD_EMPTY", { name: "a.mp3" }).message).toContain("The file a.mp3 is empty");
  });

  test("are told by code, also when another copy of the class made them", () => {
    const copy = Object.assign(new Error("x"), { name: "TraxError", code: "MEDIA_EMPTY", details: {} });
    expect(isTraxError(copy)).toBe(true);
    expect(isTraxError(Object.assign(new Error("x"), { code: "ENOENT" }))).toBe(false);
  });

  test("a full disk is a sentence of its own wherever it is met", () => {
    expect(toTraxError(Object.assign(new Error("write"), { code: "ENOSPC" })).code).toBe("STORAGE_EXHAUSTED");
    expect(toTraxError(new Error("boom\nsecond line")).message).toContain("boom");
  });
});
