import pg from "pg";
import type { ColumnShape, ConstraintShape, SchemaShape } from "../read-schema";
import type { MendStage, ReportFinding } from "./finding";

const quote = pg.escapeIdentifier;
const RESTORE = "Restore a backup from before it happened: npm run trax -- restore DIR.";

/** Says what of the migrations' schema a database lacks or has otherwise. What it has besides does not count, except a
 * column that every row would have to fill. */
export function compareSchema(expected: SchemaShape, found: SchemaShape, report: ReportFinding): void {
  compareSearch(expected, found, report);
  for (const [table, columns] of expected.tables) {
    const there = found.tables.get(table);
    if (there) compareColumns(table, columns, there, report);
    else report({ kind: "table-missing", subject: table, detail: "is missing", wayOut: RESTORE });
  }
  for (const [name, constraint] of expected.constraints) {
    if (found.tables.has(constraint.table)) {
      compareConstraint(constraint, found.constraints.get(name), found, report);
    }
  }
  for (const [name, index] of expected.indexes) {
    if (index.constraint !== null || !found.tables.has(index.table)) continue;
    const there = found.indexes.get(name);
    if (isSame(there?.definition, index.definition) && there?.isValid) continue;
    const drop = there ? [`DROP INDEX ${quote(name)}`] : [];
    const [kind, detail] = !there
      ? ["index-missing", `of ${index.table} is missing`]
      : !isSame(there.definition, index.definition)
        ? ["index-different", `is ${there.definition}, not ${index.definition}`]
        : ["index-invalid", `of ${index.table} is not valid`];
    report({
      kind,
      subject: name,
      detail,
      mend: sql(`index ${name}`, "make it again", "index", [...drop, index.definition]),
    });
  }
  compareCode(expected, found, report);
}

function compareSearch(expected: SchemaShape, found: SchemaShape, report: ReportFinding): void {
  for (const name of expected.extensions) {
    if (found.extensions.has(name)) continue;
    const statements = [`CREATE EXTENSION ${quote(name)}`];
    const mend = sql(`extension ${name}`, "install it in the database", "function", statements);
    report({ kind: "extension-missing", subject: name, detail: "is not installed", mend });
  }
  for (const [name, config] of expected.searchConfigs) {
    const there = found.searchConfigs.get(name);
    if (!there) {
      const statements = [
        `CREATE TEXT SEARCH CONFIGURATION ${quote(name)} (PARSER = ${quote(config.parser)})`,
        ...config.mappings.map(
          ({ token, dictionaries }) =>
            `ALTER TEXT SEARCH CONFIGURATION ${quote(name)} ADD MAPPING FOR ${quote(token)} WITH ${dictionaries}`,
        ),
      ];
      const mend = sql(`search configuration ${name}`, "make it again", "function", statements);
      report({ kind: "search-config-missing", subject: name, detail: "is missing", mend });
    } else if (JSON.stringify(there) !== JSON.stringify(config)) {
      const detail = "takes words apart otherwise than the words that are indexed were";
      report({ kind: "search-config-different", subject: name, detail, wayOut: RESTORE });
    }
  }
}

/** A definition that was written out and read again, as pg_dump does, has its casts between texts elsewhere. */
function isSame(found: string | undefined, expected: string): boolean {
  const bare = (definition: string) => definition.replace(/::(?:character varying|text)(?:\[\])?/g, "");
  return found !== undefined && bare(found) === bare(expected);
}

function compareColumns(
  table: string,
  expected: Map<string, ColumnShape>,
  found: Map<string, ColumnShape>,
  report: ReportFinding,
): void {
  for (const [name, column] of expected) {
    const there = found.get(name);
    const subject = `${table}.${name}`;
    const alter = `ALTER TABLE ${quote(table)} ALTER COLUMN ${quote(name)}`;
    const mend = (what: string, statement: string) =>
      sql(`${what} of ${subject}`, statement, "column", [statement]);
    if (!there) {
      const isDerived = column.isGenerated && column.expression !== null;
      const add = `ALTER TABLE ${quote(table)} ADD COLUMN ${quote(name)} ${column.type} GENERATED ALWAYS AS (${column.expression}) STORED${column.isRequired ? " NOT NULL" : ""}`;
      const way = isDerived ? { mend: mend("place", add) } : { wayOut: RESTORE };
      report({ kind: "column-missing", subject, detail: "is missing", ...way });
    } else if (there.type !== column.type) {
      const detail = `is ${there.type}, not ${column.type}`;
      report({ kind: "column-different", subject, detail, wayOut: RESTORE });
    } else if (there.isGenerated !== column.isGenerated || there.isIdentity !== column.isIdentity) {
      const detail = column.isGenerated ? "is not derived by the database" : "does not count by itself";
      report({ kind: "column-different", subject, detail, wayOut: RESTORE });
    } else {
      if (there.isRequired !== column.isRequired) {
        const detail = column.isRequired ? "may be NULL and must not" : "must not be NULL and may";
        const statement = `${alter} ${column.isRequired ? "SET" : "DROP"} NOT NULL`;
        report({ kind: "column-different", subject, detail, mend: mend("NOT NULL", statement) });
      }
      if (there.expression === column.expression) continue;
      const detail = `defaults to ${there.expression ?? "nothing"}, not ${column.expression ?? "nothing"}`;
      const statement = `${alter} ${column.expression === null ? "DROP DEFAULT" : `SET DEFAULT ${column.expression}`}`;
      const way = column.isGenerated ? { wayOut: RESTORE } : { mend: mend("default", statement) };
      report({ kind: "column-different", subject, detail, ...way });
    }
  }
  for (const [name, { isRequired, isIdentity, expression }] of found) {
    if (expected.has(name) || !isRequired || isIdentity || expression !== null) continue;
    report({
      kind: "column-foreign",
      subject: `${table}.${name}`,
      detail: "is not one of Trax's columns, and every new row would have to fill it",
      wayOut: "Give it a default, or let it be NULL.",
    });
  }
}

function compareConstraint(
  expected: ConstraintShape,
  there: ConstraintShape | undefined,
  found: SchemaShape,
  report: ReportFinding,
): void {
  const { table, name, type } = expected;
  const difference = findDifference(expected, there, found);
  if (!difference) return;
  const stage: MendStage = type === "f" ? "reference" : type === "c" ? "check" : "key";
  const [kind, detail, statements] = difference;
  const subject = `${table}.${name}`;
  if (expected.columns.some((column) => !found.tables.get(table)?.has(column))) {
    report({ kind: `constraint-${kind}`, subject, detail, wayOut: RESTORE });
    return;
  }
  const mend = sql(`constraint ${subject} ${kind}`, "put it back", stage, statements);
  report({ kind: `constraint-${kind}`, subject, detail, mend });
}

/** Kind, what is wrong, and the statements that mend it. */
function findDifference(
  { table, name, definition, target }: ConstraintShape,
  there: ConstraintShape | undefined,
  found: SchemaShape,
): [string, string, string[]] | null {
  const alter = `ALTER TABLE ${quote(table)}`;
  const drop = `${alter} DROP CONSTRAINT ${quote(name)}`;
  const add = `${alter} ADD CONSTRAINT ${quote(name)} ${definition}`;
  if (!there) {
    // Where only the index of a key is left.
    const dropIndex = found.indexes.has(name) ? [`DROP INDEX ${quote(name)}`] : [];
    return ["missing", "is missing", [...dropIndex, add]];
  }
  const bare = there.definition.replace(/ (?:NOT VALID|NOT ENFORCED)/g, "");
  if (!isSame(bare, definition)) return ["different", `is ${bare}, not ${definition}`, [drop, add]];
  if (!there.isEnforced) return ["unenforced", "is not enforced", [drop, add]];
  if (!there.isValid) {
    const detail = "was not checked for the rows that are there";
    return ["unchecked", detail, [`${alter} VALIDATE CONSTRAINT ${quote(name)}`]];
  }
  if (!there.isSwitchedOff) return null;
  const tables = [...new Set([table, target?.table ?? table])];
  const enable = tables.map((each) => `ALTER TABLE ${quote(each)} ENABLE TRIGGER ALL`);
  return ["off", "is switched off", enable];
}

function compareCode(expected: SchemaShape, found: SchemaShape, report: ReportFinding): void {
  for (const [name, definition] of expected.functions) {
    const there = found.functions.get(name);
    if (there === definition) continue;
    const [kind, detail] = there
      ? ["function-different", "is another one"]
      : ["function-missing", "is missing"];
    report({
      kind,
      subject: name,
      detail,
      mend: sql(`function ${name}`, "make it again", "function", [definition]),
    });
  }
  for (const [name, definition] of expected.views) {
    const there = found.views.get(name);
    if (isSame(there, definition)) continue;
    const [kind, detail] = there ? ["view-different", "is another one"] : ["view-missing", "is missing"];
    const statements = [
      ...(there ? [`DROP VIEW ${quote(name)}`] : []),
      `CREATE VIEW ${quote(name)} AS ${definition.replace(/;\s*$/, "")}`,
    ];
    report({ kind, subject: name, detail, mend: sql(`view ${name}`, "make it again", "view", statements) });
  }
  for (const [id, { table, name, definition }] of expected.triggers) {
    if (!found.tables.has(table) && !expected.views.has(table)) continue;
    const there = found.triggers.get(id);
    const drop = there ? [`DROP TRIGGER ${quote(name)} ON ${quote(table)}`] : [];
    const say = (kind: string, detail: string, statements: string[]) =>
      report({
        kind: `trigger-${kind}`,
        subject: id,
        detail,
        mend: sql(`trigger ${id} ${kind}`, "put it back", "trigger", statements),
      });
    if (!isSame(there?.definition, definition)) {
      say(there ? "different" : "missing", there ? "is another one" : "is missing", [...drop, definition]);
    } else if (!there?.isEnabled) {
      say("off", "is switched off", [`ALTER TABLE ${quote(table)} ENABLE TRIGGER ${quote(name)}`]);
    }
  }
}

function sql(id: string, label: string, stage: MendStage, statements: string[]) {
  return { type: "sql", id, label, stage, statements } as const;
}
