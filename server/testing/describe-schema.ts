import type { ClientBase } from "pg";

// What belongs to the bookkeeping of migrations, not to a version.
const own = String.raw`!~ '^(archive_\d|_prisma_migrations)'`;

/** Every table, column, constraint, index, view, trigger, function and search
 * configuration of schema public, one line each, sorted, but for what extensions brought. Two
 * databases with equal lists have equal schemas, down to the order of columns. */
export async function describeSchema(client: ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(`
    SELECT format('column %s %s %s %s %s identity:%s default:%s', c.relname,
        row_number() OVER (PARTITION BY c.oid ORDER BY a.attnum), a.attname, format_type(a.atttypid, a.atttypmod),
        CASE WHEN a.attnotnull THEN 'not null' ELSE 'null' END, a.attidentity, pg_get_expr(d.adbin, d.adrelid)) AS line
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
      LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v') AND c.relname ${own}
        AND a.attnum > 0 AND NOT a.attisdropped
    UNION ALL
    SELECT format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text ${own}
    UNION ALL
    SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename ${own}
    UNION ALL
    SELECT format('view %s %s', viewname, definition) FROM pg_views WHERE schemaname = 'public'
    UNION ALL
    SELECT 'trigger ' || pg_get_triggerdef(t.oid) FROM pg_trigger t WHERE NOT tgisinternal
    UNION ALL
    SELECT 'function ' || pg_get_functiondef(oid) FROM pg_proc p WHERE pronamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = p.oid AND deptype = 'e')
    UNION ALL
    SELECT format('search configuration %s %s %s', cfgname, maptokentype,
        (SELECT string_agg(mapdict::regdictionary::text, ', ' ORDER BY mapseqno) FROM pg_ts_config_map each
          WHERE each.mapcfg = c.oid AND each.maptokentype = m.maptokentype))
      FROM pg_ts_config c JOIN (SELECT DISTINCT mapcfg, maptokentype FROM pg_ts_config_map) m ON m.mapcfg = c.oid
      WHERE cfgnamespace = 'public'::regnamespace
    UNION ALL
    SELECT 'sequence ' || sequencename FROM pg_sequences WHERE schemaname = 'public'
    ORDER BY line`);
  return rows.map((row) => row.line);
}

/** Row count and hash of the rows of every table, by table name. */
export async function hashTables(client: ClientBase): Promise<Record<string, string>> {
  const { rows: tables } = await client.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename ${own} ORDER BY tablename`,
  );
  const hashes: Record<string, string> = {};
  for (const { name } of tables) {
    const { rows } = await client.query<{ hash: string }>(
      `SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, E'\\n' ORDER BY t::text)), '') AS hash FROM "${name}" t`,
    );
    hashes[name] = rows[0]?.hash ?? "";
  }
  return hashes;
}
