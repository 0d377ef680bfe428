import pg from "pg";
import type { BackupManifest, BackupTable } from "./backup-manifest";

export type TableShape = Pick<BackupTable, "name" | "columns">;

/** Every table of the schema, by name, with the columns that hold data of their own. */
export async function listTables(client: pg.ClientBase): Promise<TableShape[]> {
  const { rows } = await client.query<TableShape>(`
    SELECT c.relname AS name, coalesce(
      (SELECT json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) ORDER BY a.attnum)
        FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''),
      '[]') AS columns
    FROM pg_class c
    WHERE c.relnamespace = to_regnamespace(current_schema()) AND c.relkind = 'r'
    ORDER BY c.relname::text COLLATE "C"`);
  return rows;
}

export async function listSequences(client: pg.ClientBase): Promise<BackupManifest["sequences"]> {
  const { rows: names } = await client.query<{ name: string }>(`
    SELECT relname AS name FROM pg_class
    WHERE relnamespace = to_regnamespace(current_schema()) AND relkind = 'S' ORDER BY relname::text COLLATE "C"`);
  const sequences: BackupManifest["sequences"] = [];
  for (const { name } of names) {
    const { rows } = await client.query<{ lastValue: string; isCalled: boolean }>(
      `SELECT last_value::text AS "lastValue", is_called AS "isCalled" FROM ${pg.escapeIdentifier(name)}`,
    );
    if (rows[0]) sequences.push({ name, ...rows[0] });
  }
  return sequences;
}

/** How many rows a table has, and a number that is another when any value of any row is, whatever their order. */
export async function digestOf(
  client: pg.ClientBase,
  { name, columns }: TableShape,
): Promise<{ rows: number; digest: string }> {
  const fields = columns.map((column) => pg.escapeIdentifier(column.name)).join(", ");
  const { rows } = await client.query<{ rows: string; digest: string }>(`
    SELECT count(*)::text AS rows, coalesce(sum(hashtextextended(ROW(${fields})::text, 0)::numeric), 0)::text AS digest
    FROM ${pg.escapeIdentifier(name)}`);
  return { rows: Number(rows[0]?.rows ?? 0), digest: rows[0]?.digest ?? "0" };
}

/** The columns of a table as COPY and its way back name them. */
export function copyTarget({ name, columns }: TableShape): string {
  return `${pg.escapeIdentifier(name)} (${columns.map((column) => pg.escapeIdentifier(column.name)).join(", ")})`;
}

/** Tables in an order in which each stands after those its rows refer to. */
export async function listInLoadOrder(client: pg.ClientBase, names: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ table: string; refers: string }>(`
    SELECT DISTINCT c.relname AS "table", f.relname AS refers
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class f ON f.oid = k.confrelid
    WHERE k.contype = 'f' AND c.oid <> f.oid AND c.relnamespace = to_regnamespace(current_schema())`);
  const wanted = new Set(names);
  const ordered: string[] = [];
  const seen = new Set<string>();
  const visit = (name: string) => {
    if (seen.has(name) || !wanted.has(name)) return;
    seen.add(name);
    for (const row of rows) if (row.table === name) visit(row.refers);
    ordered.push(name);
  };
  for (const name of names) visit(name);
  return ordered;
}
