import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { jsonColumns } from "@/server/operations/json-columns";
import { listSourceFiles } from "./list-source-files";

const root = fileURLToPath(new URL("..", import.meta.url));
const columns = new Set(Object.values(jsonColumns).flatMap((table) => Object.keys(table)));
const fields = [...columns].map((name) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase()));
const models = "mediaFile|transcriptionResult|batchItem|v2ProcessingJob|speakerProfile";
const tables = Object.keys(jsonColumns).join("|");

/** From the bracket at `start` to the one that closes it. */
function readBracket(text: string, start: number): string {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    if ("([{".includes(text.charAt(at))) depth += 1;
    if (")]}".includes(text.charAt(at))) depth -= 1;
    if (depth === 0) return text.slice(start, at + 1);
  }
  return text.slice(start);
}

/** Leaves `checked` of what goes through a schema. */
function cutChecked(text: string): string {
  const at = text.indexOf("storedJson(");
  if (at < 0) return text;
  const rest = text.slice(at + "storedJson".length);
  return `${text.slice(0, at)}checked${cutChecked(rest.slice(readBracket(rest, 0).length))}`;
}

/** Writes of a column that do not go through its schema, as the text of the write. */
function listUncheckedWrites(source: string): string[] {
  const found: string[] = [];
  const calls = new RegExp(`\\.(?:${models})\\.(?:create|update|upsert)\\w*\\(`, "g");
  for (const call of source.matchAll(calls)) {
    const given = cutChecked(readBracket(source, call.index + call[0].length - 1));
    // What is only asked for is a boolean.
    const written = new RegExp(
      `\\b(?:${fields.join("|")})\\b\\s*(?::(?!\\s*(?:true\\b|checked\\b))|[,}])`,
      "g",
    );
    for (const field of given.matchAll(written)) found.push(`${call[0]} ${field[0]}`);
  }
  // In SQL a value comes by ${…} or as a literal. What the other columns of the row say is no new value.
  const assigned = new RegExp(
    `\\b(${[...columns].join("|")})\\s*=\\s*(?!\\$\\{storedJsonText\\()[^\\n]*::jsonb`,
    "g",
  );
  for (const line of source.matchAll(assigned)) {
    if (!/\$\{(?:result|storedJsonText\(|await sendStoredJson\()/.test(line[0])) found.push(line[0]);
  }
  const inserts = new RegExp(`insert into (?:${tables}) \\(([^)]*)\\)[^\`]*`, "gi");
  for (const insert of source.matchAll(inserts)) {
    const named = (insert[1] ?? "").split(",").map((name) => name.trim());
    if (named.some((name) => columns.has(name)) && !insert[0].includes("storedJsonText("))
      found.push(insert[0]);
  }
  if (/result_data = \$\{result\}/.test(source) && /const result = (?!storedJsonText\()/.test(source)) {
    found.push("result");
  }
  return found;
}

describe("writes of JSON", () => {
  const files = listSourceFiles(root).filter(
    ({ path: name }) => /^(server|worker|bin)\//.test(name) && !/\.test\.tsx?$|^server\/testing\//.test(name),
  );

  test("go through the schema of their column, everywhere", () => {
    const unchecked = files.flatMap(({ path: name }) =>
      listUncheckedWrites(readFileSync(path.join(root, name), "utf8")).map((write) => `${name}: ${write}`),
    );
    expect(unchecked).toEqual([]);
    const checked = files.filter(({ path: name }) =>
      /\bstoredJson(Text)?\(/.test(readFileSync(path.join(root, name), "utf8")),
    );
    expect(checked.length).toBeGreaterThan(5);
  });

  test.each([
    "await tx.mediaFile.update({ where, data: { formatInfo, sha256 } })",
    "await tx.transcriptionResult.create({ data: { segments: lines as Json } })",
    "tx.batchItem.updateMany({ where: {}, data: { resultData: { a: 1 } } })",
    `update batch_items set result_data = ${"$"}{JSON.stringify(x)}::jsonb`,
    "Prisma.sql`insert into batch_items (task_type, task_data) values ('a', '{}')`",
  ])("that do not are found: %s", (source) => {
    expect(listUncheckedWrites(source)).not.toEqual([]);
  });

  test.each(
    Object.entries(jsonColumns).flatMap(([table, schemas]) =>
      Object.entries(schemas).map(([column, schema]) => ({ name: `${table}.${column}`, schema })),
    ),
  )("of $name take no value that is neither an object nor a list of them", ({ schema }) => {
    for (const wrong of [null, 7, "x", true, Number.NaN]) expect(schema.safeParse(wrong).success).toBe(false);
    expect(schema.safeParse({}).success && schema.safeParse([]).success).toBe(false);
  });
});
