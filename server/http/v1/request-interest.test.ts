import { describe, expect, test } from "vitest";
import { createRequestInterest } from "./request-interest";

const source = { batchId: "b", sourceIndex: 0 };
const own = { mayCancel: true, keep: false };

describe("work that requests share", () => {
  test("ends when the only one who waits hangs up, not when it is answered", () => {
    const interest = createRequestInterest();
    expect(interest.join(source, own)(true)).toBe(true);
    expect(interest.join(source, own)(false)).toBe(false);
  });

  test("goes on as long as anybody waits", () => {
    const interest = createRequestInterest();
    const first = interest.join(source, own);
    const second = interest.join(source, { mayCancel: false, keep: false });
    expect(first(true)).toBe(false);
    expect(second(true)).toBe(true);
  });

  test("is left alone when somebody asked to keep it, or somebody else brought it", () => {
    const interest = createRequestInterest();
    const first = interest.join(source, own);
    const keeper = interest.join(source, { mayCancel: false, keep: true });
    expect([keeper(true), first(true)]).toEqual([false, false]);
    expect(interest.join(source, { mayCancel: false, keep: false })(true)).toBe(false);
  });
});
