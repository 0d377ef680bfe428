import { describe, expect, it } from "vitest";
import { splitSql } from "./split-sql";

const texts = (script: string) => splitSql(script).map((statement) => statement.text);

describe("splitSql", () => {
  it("gives each statement with the line it begins on", () => {
    expect(splitSql("-- why\n\nSELECT 1;\n  SELECT\n  2 ;\nSELECT 3")).toEqual([
      { text: "SELECT 1", line: 3 },
      { text: "SELECT\n  2", line: 4 },
      { text: "SELECT 3", line: 6 },
    ]);
  });

  it.each([
    ["a string", "SELECT 'a;b''c;'"],
    ["an escape string", "SELECT E'a\\';b'"],
    ["an identifier", 'SELECT 1 AS "a;b"'],
    ["a dollar-quoted body", "DO $$ BEGIN; PERFORM '$x$'; END $$"],
    ["a tagged body with another inside", "DO $a$ SELECT $$;$$; $a$"],
    ["a comment at the end of a line", "SELECT 1 -- one; two\n, 2"],
    ["nested block comments", "SELECT 1 /* a; /* b; */ c; */ , 2"],
  ])("does not split inside of %s", (_, statement) => {
    expect(texts(`${statement};\nSELECT 2;`)).toEqual([statement, "SELECT 2"]);
  });

  it("takes a type name that ends in e before a string for no escape string", () => {
    expect(texts("SELECT date'2020-01-01\\'; SELECT 2")).toEqual(["SELECT date'2020-01-01\\'", "SELECT 2"]);
  });

  it("gives nothing for comments and empty statements", () => {
    expect(texts("-- only this\n;; /* and; this */")).toEqual([]);
  });
});
