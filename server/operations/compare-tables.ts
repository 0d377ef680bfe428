import pg from "pg";
import type { TableShape } from "./read-tables";

export interface TableComparison {
  /** What only a person can mend, in words. */
  differences: string[];
  /** Statements for what can be mended without touching a row: defaults, names of keys, missing indexes. */
  mends: string[];
}

/** How the tables of a database differ from those that a step of ours makes. Tables and indexes besides them do not
 * count, neither does the order of columns. */
export function compareTables(
  expected: Map<string, TableShape>,
  found: Map<string, TableShape>,
): TableComparison {
  const differences: string[] = [];
  const mends: string[] = [];
  for (const [table, shape] of expected) {
    const there = found.get(table);
    if (!there) {
      differences.push(`the table ${table} is missing`);
      continue;
    }
    compareColumns(table, shape, there, { differences, mends });
    compareKeys(table, shape, there, { differences, mends });
    for (const [name, definition] of shape.indexes) if (!there.indexes.has(name)) mends.push(definition);
  }
  return { differences, mends };
}

function compareColumns(table: string, expected: TableShape, found: TableShape, into: TableComparison): void {
  for (const [name, column] of expected.columns) {
    const there = found.columns.get(name);
    const alter = `ALTER TABLE ${pg.escapeIdentifier(table)} ALTER COLUMN ${pg.escapeIdentifier(name)}`;
    if (!there) into.differences.push(`${table}.${name} is missing`);
    else if (there.type !== column.type) {
      into.differences.push(`${table}.${name} is ${there.type}, not ${column.type}`);
    } else {
      if (column.isRequired && !there.isRequired) {
        into.differences.push(`${table}.${name} may be NULL and must not`);
      }
      if (!column.isRequired && there.isRequired) into.mends.push(`${alter} DROP NOT NULL`);
      if (column.default === there.default) continue;
      // A number of its own is a sequence of its own.
      if (column.default?.startsWith("nextval")) {
        into.differences.push(`${table}.${name} does not count by itself (${column.default})`);
      } else if (column.default) into.mends.push(`${alter} SET DEFAULT ${column.default}`);
      else into.mends.push(`${alter} DROP DEFAULT`);
    }
  }
  for (const name of found.columns.keys()) {
    if (!expected.columns.has(name)) into.differences.push(`${table}.${name} is not one of Trax's columns`);
  }
}

function compareKeys(table: string, expected: TableShape, found: TableShape, into: TableComparison): void {
  for (const [definition, name] of expected.keys) {
    const there = found.keys.get(definition);
    if (!there) into.differences.push(`${table} lacks ${definition}`);
    else if (there !== name) {
      const [old, next] = [there, name].map((part) => pg.escapeIdentifier(part));
      into.mends.push(`ALTER TABLE ${pg.escapeIdentifier(table)} RENAME CONSTRAINT ${old} TO ${next}`);
    }
  }
}
