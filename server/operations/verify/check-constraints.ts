import pg from "pg";
import type { ConstraintShape, IndexShape } from "../read-schema";
import type { CheckContext } from "./check-context";
import type { CheckOutcome, Mend } from "./finding";
import { readRows } from "./read-rows";

const quote = pg.escapeIdentifier;
const WAY_OUT =
  "Correct the row by hand, or restore a backup from before it happened: npm run trax -- restore DIR.";

/** Every row against every rule of the migrations, whether the database holds to it just now or not. Reads tables
 * only, since an index may be what is wrong. */
export async function checkConstraints(context: CheckContext): Promise<CheckOutcome> {
  const { client, expected } = context;
  await client.query(`SET LOCAL enable_indexscan = off; SET LOCAL enable_indexonlyscan = off;
    SET LOCAL enable_bitmapscan = off; SET LOCAL constraint_exclusion = off`);
  let rules = 0;
  for (const table of expected.tables.keys()) rules += await checkRows(context, table);
  for (const constraint of expected.constraints.values()) {
    if (constraint.type === "f" && isThere(context, constraint.table, constraint.columns)) {
      rules += await checkReference(context, constraint);
    }
  }
  for (const index of expected.indexes.values()) {
    if (index.isUnique) rules += await checkUnique(context, index);
  }
  for (const [table, columns] of expected.tables) {
    for (const [column, { isIdentity, expression }] of columns) {
      if (!(isIdentity || expression?.startsWith("nextval("))) continue;
      if (isThere(context, table, [column])) rules += await checkSequence(context, table, column);
    }
  }
  await client.query(`SET LOCAL enable_indexscan = on; SET LOCAL enable_indexonlyscan = on;
    SET LOCAL enable_bitmapscan = on`);
  return { said: `${rules} rules on ${expected.tables.size} tables` };
}

function isThere({ found }: CheckContext, table: string, columns: readonly string[]): boolean {
  const there = found.tables.get(table);
  return there !== undefined && columns.every((column) => there.has(column));
}

/** A row's primary key as text. */
function keyOf({ expected, found }: CheckContext, table: string, alias = "t"): string {
  const key = [...expected.constraints.values()].find((each) => each.table === table && each.type === "p");
  const columns = (key?.columns ?? []).filter((column) => found.tables.get(table)?.has(column));
  if (columns.length === 0) return `${alias}.ctid::text`;
  return `concat_ws(', ', ${columns.map((column) => `${alias}.${quote(column)}::text`).join(", ")})`;
}

/** CHECKs and NOT NULLs of a table, all in one pass. */
async function checkRows(context: CheckContext, table: string): Promise<number> {
  const { client, expected, report } = context;
  const rules = [
    ...[...expected.constraints.values()]
      .filter((each) => each.table === table && each.type === "c" && isThere(context, table, each.columns))
      .map(({ name, expression }) => ({ name, broken: `(${expression}) IS FALSE` })),
    ...[...(expected.tables.get(table) ?? [])]
      .filter(([column, { isRequired }]) => isRequired && isThere(context, table, [column]))
      .map(([column]) => ({ name: `${column} not null`, broken: `t.${quote(column)} IS NULL` })),
  ];
  if (rules.length === 0) return 0;
  const conditions = rules.map(({ broken }) => broken);
  const rows = readRows<{ key: string; broken: boolean[] }>(
    client,
    `SELECT ${keyOf(context, table)} AS key, ARRAY[${conditions.join(", ")}] AS broken
     FROM ${quote(table)} AS t WHERE ${conditions.join(" OR ")}`,
  );
  for await (const { key, broken } of rows) {
    for (const [index, { name }] of rules.entries()) {
      if (!broken[index]) continue;
      report({
        kind: "row-breaks-rule",
        subject: `${table} ${key}`,
        detail: `breaks ${name}`,
        wayOut: WAY_OUT,
      });
    }
  }
  return rules.length;
}

async function checkReference(context: CheckContext, constraint: ConstraintShape): Promise<number> {
  const { client, report } = context;
  const { table, name, columns, target } = constraint;
  if (!target) return 0;
  const set = columns.map((column) => `t.${quote(column)} IS NOT NULL`).join(" AND ");
  const same = columns
    .map((column, index) => `r.${quote(target.columns[index] ?? "")} = t.${quote(column)}`)
    .join(" AND ");
  const isBroken = isThere(context, target.table, target.columns)
    ? `${set} AND NOT EXISTS (SELECT FROM ${quote(target.table)} AS r WHERE ${same})`
    : set;
  const rows = readRows<{ key: string; value: string }>(
    client,
    `SELECT ${keyOf(context, table)} AS key, concat_ws(', ', ${columns.map((column) => `t.${quote(column)}::text`).join(", ")}) AS value
     FROM ${quote(table)} AS t WHERE ${isBroken}`,
  );
  const mend = isThere(context, target.table, target.columns)
    ? mendReference(context, constraint, isBroken)
    : undefined;
  for await (const { key, value } of rows) {
    report({
      kind: "reference-to-nothing",
      subject: `${table} ${key}`,
      detail: `refers by ${name} to ${target.table} ${value}, which is not there`,
      wayOut: WAY_OUT,
      mend,
    });
  }
  return 1;
}

/** What the database itself does when the row goes that is referred to; the former value is kept in a note. */
function mendReference(
  context: CheckContext,
  { table, name, columns, target }: ConstraintShape,
  isBroken: string,
): Mend | undefined {
  const [column] = columns;
  if (!target?.setsNull || !column || columns.length > 1 || !context.found.tables.has("migration_notes"))
    return;
  return {
    type: "sql",
    id: `reference ${table}.${name}`,
    label: "clear the reference, as its rule says; migration_notes keeps what it was",
    stage: "value",
    statements: [
      `INSERT INTO migration_notes (migration, table_name, row_id, column_name, original, replacement, reason)
       SELECT 'repair', ${pg.escapeLiteral(table)}, ${keyOf(context, table)}, ${pg.escapeLiteral(column)}, t.${quote(column)}::text, NULL, 'reference_to_nothing'
       FROM ${quote(table)} AS t WHERE ${isBroken}`,
      `UPDATE ${quote(table)} AS t SET ${quote(column)} = NULL WHERE ${isBroken}`,
    ],
  };
}

async function checkUnique(context: CheckContext, index: IndexShape): Promise<number> {
  const { client, expected, found, report } = context;
  const { table, name, keys, predicate, nullsAreEqual } = index;
  const constraint = expected.constraints.get(`${table}.${index.constraint ?? ""}`);
  const isWhole = [...(expected.tables.get(table)?.keys() ?? [])].every((column) =>
    found.tables.get(table)?.has(column),
  );
  if (constraint ? !isThere(context, table, constraint.columns) : !isWhole) return 0;
  const conditions = [
    ...(predicate ? [`(${predicate})`] : []),
    ...(nullsAreEqual ? [] : keys.map((key) => `(${key}) IS NOT NULL`)),
  ];
  const where = conditions.length > 0 ? `WHERE ${conditions.join(" AND ")}` : "";
  const rows = readRows<{ value: string; count: string }>(
    client,
    `SELECT concat_ws(', ', ${keys.map((key) => `(${key})::text`).join(", ")}) AS value, count(*)::text AS count
     FROM ${quote(table)} ${where} GROUP BY ${keys.map((key) => `(${key})`).join(", ")} HAVING count(*) > 1`,
  );
  for await (const { value, count } of rows) {
    report({
      kind: "not-unique",
      subject: `${table} ${value}`,
      detail: `is there ${count} times, against ${name}`,
      wayOut: WAY_OUT,
    });
  }
  return 1;
}

/** The next number must be one that no row has. */
async function checkSequence(context: CheckContext, table: string, column: string): Promise<number> {
  const { client, expected, report } = context;
  const { rows: named } = await client.query<{ name: string | null }>(
    "SELECT coalesce(pg_get_serial_sequence(quote_ident($1), $2), $3) AS name",
    [
      table,
      column,
      /'(.+)'::regclass/.exec(expected.tables.get(table)?.get(column)?.expression ?? "")?.[1] ?? null,
    ],
  );
  const sequence = named[0]?.name;
  const { rows: there } = await client.query<{ isThere: boolean }>(
    `SELECT coalesce(to_regclass($1) IS NOT NULL, false) AS "isThere"`,
    [sequence],
  );
  if (!sequence || !there[0]?.isThere) return 0;
  const { rows } = await client.query<{ isBehind: boolean; largest: string }>(`
    SELECT m.largest >= s.last_value + s.is_called::int AS "isBehind", m.largest::text
    FROM ${sequence} AS s, (SELECT max(${quote(column)}) AS largest FROM ${quote(table)}) AS m`);
  if (rows[0]?.isBehind) {
    report({
      kind: "number-taken",
      subject: `${table}.${column}`,
      detail: `counts on from a number that is taken already (${rows[0].largest} is the largest)`,
      mend: {
        type: "sql",
        id: `sequence ${sequence}`,
        label: "count on after the largest",
        stage: "value",
        statements: [
          `SELECT setval(${pg.escapeLiteral(sequence)}, greatest((SELECT max(${quote(column)}) FROM ${quote(table)}), (SELECT last_value FROM ${sequence})))`,
        ],
      },
    });
  }
  return 1;
}
