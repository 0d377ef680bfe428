import type { ClientBase } from "pg";

export interface ColumnShape {
  type: string;
  isRequired: boolean;
  /** Its default, or the expression that it is generated from. */
  expression: string | null;
  isGenerated: boolean;
  isIdentity: boolean;
}

export interface ConstraintShape {
  table: string;
  name: string;
  /** As pg_constraint.contype. */
  type: "p" | "u" | "c" | "f" | "x";
  definition: string;
  columns: string[];
  /** Of a CHECK: the condition. */
  expression: string | null;
  /** Of a foreign key. */
  target: { table: string; columns: string[]; setsNull: boolean } | null;
  isValid: boolean;
  isEnforced: boolean;
  /** Triggers of a foreign key are switched off. */
  isSwitchedOff: boolean;
}

export interface IndexShape {
  table: string;
  name: string;
  definition: string;
  isUnique: boolean;
  isValid: boolean;
  /** Belongs to a constraint of this name. */
  constraint: string | null;
  /** Key columns or expressions. */
  keys: string[];
  predicate: string | null;
  nullsAreEqual: boolean;
}

export interface TriggerShape {
  table: string;
  name: string;
  definition: string;
  isEnabled: boolean;
}

/** Everything that the migrations make, by name; constraints and triggers by `table.name`, functions by their name with
 * the types of their arguments. Definitions name no schema. */
export interface SchemaShape {
  tables: Map<string, Map<string, ColumnShape>>;
  constraints: Map<string, ConstraintShape>;
  indexes: Map<string, IndexShape>;
  triggers: Map<string, TriggerShape>;
  functions: Map<string, string>;
  views: Map<string, string>;
  /** Of the whole database. */
  extensions: Set<string>;
  /** Text search configurations: the dictionaries of each kind of token. */
  searchConfigs: Map<string, SearchConfigShape>;
}

export interface SearchConfigShape {
  parser: string;
  /** As text, by kind of token. */
  mappings: { token: string; dictionaries: string }[];
}

// current_schema() is null while the path begins with the session's own temporary schema.
const here = `(CASE WHEN current_setting('search_path') = 'pg_temp'
  THEN pg_my_temp_schema() ELSE to_regnamespace(quote_ident(current_schema()))::oid END)`;

/** What the first schema of the search path holds. */
export async function readSchema(client: ClientBase): Promise<SchemaShape> {
  return {
    tables: await readColumns(client),
    constraints: await readConstraints(client),
    indexes: await readIndexes(client),
    triggers: await readTriggers(client),
    functions: await readFunctions(client),
    views: await readViews(client),
    extensions: await readExtensions(client),
    searchConfigs: await readSearchConfigs(client),
  };
}

async function readColumns(client: ClientBase): Promise<SchemaShape["tables"]> {
  const tables: SchemaShape["tables"] = new Map();
  const { rows } = await client.query<ColumnShape & { table: string; name: string }>(`
    SELECT c.relname AS table, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
      a.attnotnull AS "isRequired", pg_get_expr(d.adbin, d.adrelid, true) AS expression,
      a.attgenerated <> '' AS "isGenerated", a.attidentity <> '' AS "isIdentity"
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relnamespace = ${here} AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY c.relname, a.attnum`);
  for (const { table, name, ...column } of rows) {
    const columns = tables.get(table) ?? new Map<string, ColumnShape>();
    columns.set(name, column);
    tables.set(table, columns);
  }
  return tables;
}

const namesOf = (relation: string, numbers: string) => `(
  SELECT coalesce(json_agg(a.attname ORDER BY n.place), '[]')
  FROM unnest(${numbers}) WITH ORDINALITY AS n (number, place)
  JOIN pg_attribute a ON a.attrelid = ${relation} AND a.attnum = n.number)`;

async function readConstraints(client: ClientBase): Promise<SchemaShape["constraints"]> {
  const { rows } = await client.query<ConstraintShape>(`
    SELECT c.relname AS table, k.conname AS name, k.contype AS type, pg_get_constraintdef(k.oid, true) AS definition,
      ${namesOf("k.conrelid", "k.conkey")} AS columns,
      CASE k.contype WHEN 'c' THEN pg_get_expr(k.conbin, k.conrelid, true) END AS expression,
      CASE k.contype WHEN 'f' THEN json_build_object('table', f.relname,
        'columns', ${namesOf("k.confrelid", "k.confkey")}, 'setsNull', k.confdeltype = 'n') END AS target,
      k.convalidated AS "isValid",
      -- Of PostgreSQL 18 on.
      coalesce((to_jsonb(k) ->> 'conenforced')::boolean, true) AS "isEnforced",
      EXISTS (SELECT FROM pg_trigger t WHERE t.tgconstraint = k.oid AND t.tgenabled <> 'O') AS "isSwitchedOff"
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid LEFT JOIN pg_class f ON f.oid = k.confrelid
    WHERE c.relnamespace = ${here} AND k.contype IN ('p', 'u', 'c', 'f', 'x')
    ORDER BY c.relname, k.conname`);
  return new Map(rows.map((row) => [`${row.table}.${row.name}`, row]));
}

async function readIndexes(client: ClientBase): Promise<SchemaShape["indexes"]> {
  const { rows } = await client.query<IndexShape>(`
    SELECT c.relname AS table, i.relname AS name, pg_get_indexdef(x.indexrelid, 0, true) AS definition,
      x.indisunique AS "isUnique", x.indisvalid AND x.indisready AS "isValid", k.conname AS constraint,
      (SELECT json_agg(pg_get_indexdef(x.indexrelid, place, true) ORDER BY place)
        FROM generate_series(1, x.indnkeyatts) AS place) AS keys,
      pg_get_expr(x.indpred, x.indrelid, true) AS predicate,
      coalesce((to_jsonb(x) ->> 'indnullsnotdistinct')::boolean, false) AS "nullsAreEqual"
    FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
    LEFT JOIN pg_constraint k ON k.conindid = x.indexrelid AND k.contype IN ('p', 'u', 'x')
    WHERE c.relnamespace = ${here} AND c.relkind IN ('r', 'p')
    ORDER BY c.relname, i.relname`);
  return new Map(rows.map((row) => [row.name, row]));
}

async function readTriggers(client: ClientBase): Promise<SchemaShape["triggers"]> {
  const { rows } = await client.query<TriggerShape>(`
    SELECT c.relname AS table, t.tgname AS name, pg_get_triggerdef(t.oid, true) AS definition,
      t.tgenabled = 'O' AS "isEnabled"
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE c.relnamespace = ${here} AND NOT t.tgisinternal
    ORDER BY c.relname, t.tgname`);
  return new Map(rows.map((row) => [`${row.table}.${row.name}`, row]));
}

async function readFunctions(client: ClientBase): Promise<SchemaShape["functions"]> {
  const { rows } = await client.query<{ name: string; definition: string }>(`
    SELECT format('%s(%s)', p.proname, pg_get_function_identity_arguments(p.oid)) AS name,
      regexp_replace(pg_get_functiondef(p.oid), '^(CREATE OR REPLACE (?:FUNCTION|PROCEDURE) )("(?:[^"]|"")+"|[^."]+)\\.', '\\1') AS definition
    FROM pg_proc p
    WHERE p.pronamespace = ${here} AND p.prokind IN ('f', 'p') AND NOT EXISTS (
      SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
    ORDER BY 1`);
  return new Map(rows.map((row) => [row.name, row.definition]));
}

async function readViews(client: ClientBase): Promise<SchemaShape["views"]> {
  const { rows } = await client.query<{ name: string; definition: string }>(`
    SELECT relname AS name, pg_get_viewdef(oid, true) AS definition
    FROM pg_class WHERE relnamespace = ${here} AND relkind = 'v' AND NOT EXISTS (
      SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = pg_class.oid AND d.deptype = 'e')
    ORDER BY relname`);
  return new Map(rows.map((row) => [row.name, row.definition]));
}

async function readExtensions(client: ClientBase): Promise<Set<string>> {
  const { rows } = await client.query<{ name: string }>("SELECT extname AS name FROM pg_extension");
  return new Set(rows.map(({ name }) => name));
}

async function readSearchConfigs(client: ClientBase): Promise<SchemaShape["searchConfigs"]> {
  const { rows } = await client.query<SearchConfigShape & { name: string }>(`
    SELECT c.cfgname AS name, p.prsname AS parser, (
      SELECT coalesce(json_agg(json_build_object('token', m.alias, 'dictionaries', m.dictionaries) ORDER BY m.alias), '[]')
      FROM (
        SELECT t.alias, string_agg(d.dictname, ', ' ORDER BY m.mapseqno) AS dictionaries
        FROM pg_ts_config_map m JOIN pg_ts_dict d ON d.oid = m.mapdict
        JOIN ts_token_type(c.cfgparser) t ON t.tokid = m.maptokentype
        WHERE m.mapcfg = c.oid GROUP BY t.alias
      ) AS m
    ) AS mappings
    FROM pg_ts_config c JOIN pg_ts_parser p ON p.oid = c.cfgparser
    WHERE c.cfgnamespace = ${here} ORDER BY c.cfgname`);
  return new Map(rows.map(({ name, ...config }) => [name, config]));
}
