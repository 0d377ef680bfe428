import { describe, expect, test } from "vitest";
import { plain, serializeDuration, serializeMinute } from "./print";

describe("what the command prints", () => {
  test("names cannot steer the terminal", () => {
    expect(plain("a\u001b[2Jb\u202ec\nd 🎉 é")).toBe("a[2Jbcd 🎉 é");
  });

  test.each([
    [null, "-"],
    [0.4, "0:00"],
    [65, "1:05"],
    [3_599.6, "1:00:00"],
    [36_061, "10:01:01"],
  ])("%j seconds are %j", (seconds, text) => {
    expect(serializeDuration(seconds)).toBe(text);
  });

  test("instants are in the time of the machine", () => {
    expect(serializeMinute(new Date(2026, 0, 2, 3, 4))).toBe("2026-01-02 03:04");
  });
});
