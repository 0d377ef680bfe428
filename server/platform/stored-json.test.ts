import { describe, expect, it } from "vitest";
import { z } from "zod";
import { runAtOnce } from "@/core/stepwise/stepwise";
import { readJsonInSteps, storedJsonText, storedJsonTextInSteps } from "./stored-json";

const column = z.looseObject({
  name: z.string().optional(),
  lines: z.array(z.object({ id: z.number() })).optional(),
  few: z.array(z.string()).optional(),
});
const lines = (count: number) => Array.from({ length: count }, (_, id) => ({ id }));

describe("JSON of long columns", () => {
  it.each([
    { name: "one", lines: lines(250), few: ["a"], also: { kept: true } },
    { lines: lines(101) },
    { name: "short", lines: lines(100) },
    {},
  ])("is the same in pieces as at one go", (value) => {
    const text = runAtOnce(storedJsonTextInSteps(column, value));
    expect(JSON.parse(text)).toEqual(JSON.parse(storedJsonText(column, value)));
    expect(runAtOnce(readJsonInSteps(column, JSON.parse(text)))).toEqual(column.parse(value));
  });

  it("is refused where any piece of it is wrong", () => {
    const wrong = { lines: [...lines(250), { id: "x" }] };
    expect(() => runAtOnce(storedJsonTextInSteps(column, wrong as never))).toThrow();
    expect(runAtOnce(readJsonInSteps(column, wrong))).toBeUndefined();
    expect(runAtOnce(readJsonInSteps(column, null))).toBeUndefined();
    expect(runAtOnce(readJsonInSteps(z.array(z.number()), [1, "2"]))).toBeUndefined();
    expect(
      runAtOnce(
        readJsonInSteps(
          z.array(z.number()),
          lines(300).map(({ id }) => id),
        ),
      ),
    ).toHaveLength(300);
  });
});
