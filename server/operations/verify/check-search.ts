import pg from "pg";
import type { CheckContext } from "./check-context";
import type { CheckOutcome } from "./finding";

const quote = pg.escapeIdentifier;
const SAMPLED_ROWS = 20;
/** Taken as well: all there are of a small table, in which what is drawn may fall on the same few. */
const FIRST_ROWS = 50;
const SAMPLED_WORDS = 20;

interface SearchIndex {
  name: string;
  table: string;
  column: string;
  predicate: string | null;
}

/** Words of rows drawn at random: what the search index finds against what reading the whole table finds. Knows a search
 * index by the catalogue: GIN over a tsvector that the database derives. */
export async function checkSearch(context: CheckContext): Promise<CheckOutcome> {
  const { client } = context;
  const { rows: indexes } = await client.query<SearchIndex>(`
    SELECT i.relname AS name, c.relname AS table, a.attname AS column, pg_get_expr(x.indpred, x.indrelid) AS predicate
    FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
    JOIN pg_am m ON m.oid = i.relam JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (x.indkey)
    WHERE c.relnamespace = to_regnamespace(quote_ident(current_schema())) AND m.amname = 'gin'
      AND a.atttypid = 'tsvector'::regtype AND a.attgenerated <> '' AND x.indisvalid
    ORDER BY i.relname`);
  if (indexes.length === 0) return { said: "there is no search index", isSkipped: true };
  let words = 0;
  for (const index of indexes) words += await checkIndex(context, index);
  return { said: `${words} words, by the index and by reading every row` };
}

/** @returns how many words were looked for */
async function checkIndex({ client, report }: CheckContext, index: SearchIndex): Promise<number> {
  const { name, table, column, predicate } = index;
  const source = `${quote(table)} AS t`;
  const also = predicate ? `AND (${predicate})` : "";
  await client.query("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = on");
  const { rows: drawn } = await client.query<{ query: string }>(
    `WITH place AS MATERIALIZED (SELECT gen_random_uuid() AS id FROM generate_series(1, $1)),
     near AS MATERIALIZED (
       SELECT r.words FROM place CROSS JOIN LATERAL (
         SELECT tsvector_to_array(t.${quote(column)}) AS words FROM ${source}
         WHERE t.id >= place.id ${also} ORDER BY t.id LIMIT 2
       ) AS r
       UNION ALL (
         SELECT tsvector_to_array(t.${quote(column)}) FROM ${source} WHERE true ${also} ORDER BY t.id LIMIT ${FIRST_ROWS}
       )
     )
     SELECT '''' || replace(replace(word, '\\', '\\\\'), '''', '''''') || '''' AS query
     FROM (SELECT DISTINCT unnest(words) AS word FROM near) AS w ORDER BY random() LIMIT $2`,
    [SAMPLED_ROWS, SAMPLED_WORDS],
  );
  const queries = drawn.map(({ query }) => query);
  // Equal counts and sums of hashes stand for equal sets, however common the word.
  const found =
    "count(t.id)::text AS count, coalesce(sum(hashtextextended(t.id::text, 0)::numeric), 0)::text AS sum";
  const byIndex = new Map<string, { count: string; sum: string }>();
  await client.query("SET LOCAL enable_indexscan = off; SET LOCAL enable_indexonlyscan = off");
  for (const query of queries) {
    const { rows } = await client.query<{ count: string; sum: string }>(
      `SELECT ${found} FROM ${source} WHERE t.${quote(column)} @@ ${pg.escapeLiteral(query)}::tsquery ${also}`,
    );
    byIndex.set(query, rows[0] ?? { count: "0", sum: "0" });
  }
  await client.query("SET LOCAL enable_seqscan = on; SET LOCAL enable_bitmapscan = off");
  const { rows: read } = await client.query<{ query: string; count: string; sum: string }>(
    `SELECT w.query, ${found} FROM unnest($1::text[]) AS w (query)
     LEFT JOIN ${source} ON t.${quote(column)} @@ w.query::tsquery ${also} GROUP BY w.query`,
    [queries],
  );
  await client.query(`SET LOCAL enable_bitmapscan = on; SET LOCAL enable_indexscan = on;
    SET LOCAL enable_indexonlyscan = on`);
  for (const { query, count, sum } of read) {
    const indexed = byIndex.get(query);
    if (indexed?.count === count && indexed.sum === sum) continue;
    report({
      kind: "search-incomplete",
      subject: name,
      detail: `finds ${query} in ${indexed?.count ?? 0} rows of ${table}; it stands in ${count}`,
      mend: {
        type: "sql",
        id: `reindex ${name}`,
        label: "build it again from its table",
        stage: "index",
        statements: [`REINDEX INDEX ${quote(name)}`],
      },
    });
  }
  return queries.length;
}
