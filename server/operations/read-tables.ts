import type { ClientBase } from "pg";

/** The shape of one table: what adopting compares. */
export interface TableShape {
  columns: Map<string, { type: string; isRequired: boolean; default: string | null }>;
  /** Keys by their definition: name. */
  keys: Map<string, string>;
  /** Indexes that belong to no key by their name: definition. */
  indexes: Map<string, string>;
}

/** Tables of the first schema on the search path, by name. Definitions name no schema. */
export async function readTables(client: ClientBase): Promise<Map<string, TableShape>> {
  const tables = new Map<string, TableShape>();
  const { rows: columns } = await client.query<ColumnRow>(`
    SELECT c.relname AS table, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
      a.attnotnull AS required, pg_get_expr(d.adbin, d.adrelid) AS default
    FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
    LEFT JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relnamespace = ${firstSchema} AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY c.relname, a.attnum`);
  for (const row of columns) {
    const shape = tables.get(row.table) ?? { columns: new Map(), keys: new Map(), indexes: new Map() };
    shape.columns.set(row.name, { type: row.type, isRequired: row.required, default: row.default });
    tables.set(row.table, shape);
  }
  const { rows: keys } = await client.query<{ table: string; name: string; definition: string }>(`
    SELECT c.relname AS table, k.conname AS name, pg_get_constraintdef(k.oid, true) AS definition
    FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid
    WHERE c.relnamespace = ${firstSchema} AND k.contype IN ('p', 'u', 'f')`);
  for (const row of keys) tables.get(row.table)?.keys.set(row.definition, row.name);
  const { rows: indexes } = await client.query<{ table: string; name: string; definition: string }>(`
    SELECT c.relname AS table, i.relname AS name, pg_get_indexdef(x.indexrelid, 0, true) AS definition
    FROM pg_index AS x JOIN pg_class AS c ON c.oid = x.indrelid JOIN pg_class AS i ON i.oid = x.indexrelid
    WHERE c.relnamespace = ${firstSchema}
      AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = x.indexrelid)`);
  for (const row of indexes) tables.get(row.table)?.indexes.set(row.name, row.definition);
  return tables;
}

interface ColumnRow {
  table: string;
  name: string;
  type: string;
  required: boolean;
  default: string | null;
}

// current_schema() is null while the path begins with the session's own temporary schema.
const firstSchema = `CASE WHEN current_setting('search_path') = 'pg_temp'
  THEN pg_my_temp_schema() ELSE to_regnamespace(quote_ident(current_schema()))::oid END`;
