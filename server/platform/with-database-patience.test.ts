import { describe, expect, test } from "vitest";
import { isDatabaseAway, withDatabasePatience } from "./with-database-patience";

const away = () => Object.assign(new Error("the database system is starting up"), { code: "57P03" });

describe("a database that is away", () => {
  test("is told from a question that was wrong", () => {
    expect(isDatabaseAway(away())).toBe(true);
    expect(isDatabaseAway(new Error("Connection terminated unexpectedly"))).toBe(true);
    expect(
      isDatabaseAway(new Error("outer", { cause: Object.assign(new Error("x"), { code: "ECONNREFUSED" }) })),
    ).toBe(true);
    expect(isDatabaseAway(new Error("duplicate key value violates unique constraint"))).toBe(false);
    expect(isDatabaseAway("text")).toBe(false);
  });

  test("is asked again until it answers", async () => {
    let asked = 0;
    const answer = await withDatabasePatience(async () => {
      asked += 1;
      if (asked < 3) throw away();
      return "here";
    });
    expect([answer, asked]).toEqual(["here", 3]);
  });

  test("a wrong question is not asked twice", async () => {
    let asked = 0;
    const wrong = withDatabasePatience(async () => {
      asked += 1;
      throw new Error("syntax error");
    });
    await expect(wrong).rejects.toThrow("syntax error");
    expect(asked).toBe(1);
  });
});
