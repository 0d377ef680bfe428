import type { ClientBase } from "pg";
import pg from "pg";
import { withClient } from "../migration-connection";
import type { CheckContext } from "./check-context";
import type { CheckOutcome } from "./finding";
import { readPages } from "./read-rows";

/** Tables and indexes by amcheck: every tuple can be read, every tree is in order, and every row is in its indexes.
 * Where the extension is not installed it is for the while, in a transaction that is taken back. */
export async function checkIndexes(context: CheckContext): Promise<CheckOutcome> {
  return await withClient({ connectionString: context.connectionString }, async (client) => {
    // Not the snapshot of the other checks: an index may be younger.
    await client.query("BEGIN");
    try {
      await client.query("SET LOCAL statement_timeout = 0");
      const refusal = await installAmcheck(client);
      if (refusal) return { said: `amcheck cannot be used: ${refusal}`, isSkipped: true };
      const tables = await checkHeaps(client, context);
      const indexes = await checkTrees(client, context);
      return { said: `${tables} tables and ${indexes} indexes by amcheck` };
    } finally {
      await client.query("ROLLBACK").catch(() => undefined);
    }
  });
}

/** @returns why it cannot be used, null where it can */
async function installAmcheck(client: ClientBase): Promise<string | null> {
  const { rows } = await client.query<{ installed: boolean; available: boolean }>(`
    SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'amcheck') AS installed,
      EXISTS (SELECT FROM pg_available_extensions WHERE name = 'amcheck') AS available`);
  if (!rows[0]?.installed) {
    if (!rows[0]?.available) return "the server does not have it";
    const refusal = await attempt(client, "CREATE EXTENSION amcheck");
    if (refusal) return `it is not installed, and the role may not do so (${refusal})`;
  }
  const refusal = await attempt(
    client,
    `SELECT ${await nameOf(client, "bt_index_check")}(min(indexrelid)::regclass)
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_am ON pg_am.oid = relam
    WHERE amname = 'btree' AND indisvalid AND relpersistence = 'p' AND indrelid = 'pg_class'::regclass`,
  );
  return refusal?.includes("permission denied") ? `the role may not (${refusal})` : null;
}

/** @returns what the server said, null where it went well; the transaction goes on */
async function attempt(client: ClientBase, sql: string): Promise<string | null> {
  await client.query("SAVEPOINT attempt");
  try {
    await client.query(sql);
    await client.query("RELEASE SAVEPOINT attempt");
    return null;
  } catch (error) {
    await client.query("ROLLBACK TO SAVEPOINT attempt");
    return (error as Error).message;
  }
}

/** A function of the extension, wherever it is installed. */
async function nameOf(client: ClientBase, name: string): Promise<string | null> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, p.proname) AS name
     FROM pg_extension e JOIN pg_depend d ON d.refobjid = e.oid AND d.deptype = 'e' AND d.classid = 'pg_proc'::regclass
     JOIN pg_proc p ON p.oid = d.objid JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE e.extname = 'amcheck' AND p.proname = $1 LIMIT 1`,
    [name],
  );
  return rows[0]?.name ?? null;
}

interface Relation {
  name: string;
  regclass: string;
  kind: string;
}

const schemas = "(to_regnamespace(quote_ident(current_schema())), to_regnamespace('graphile_worker'))";

async function checkHeaps(client: ClientBase, { report }: CheckContext): Promise<number> {
  const check = await nameOf(client, "verify_heapam");
  if (!check) return 0;
  const { rows: tables } = await client.query<Relation>(`
    SELECT relname AS name, oid::regclass::text AS regclass FROM pg_class
    WHERE relnamespace IN ${schemas} AND relkind = 'r' AND relpersistence <> 't' ORDER BY relname`);
  for (const { name, regclass } of tables) {
    const sql = `SELECT blkno::text, offnum, msg FROM ${check}(${pg.escapeLiteral(regclass)}::regclass)`;
    await client.query("SAVEPOINT heap");
    try {
      for await (const page of readPages<{ blkno: string; offnum: number | null; msg: string }>(
        client,
        sql,
      )) {
        for (const { blkno, offnum, msg } of page) say(`block ${blkno}, tuple ${offnum ?? "-"}: ${msg}`);
      }
      await client.query("RELEASE SAVEPOINT heap");
    } catch (error) {
      await client.query("ROLLBACK TO SAVEPOINT heap");
      say((error as Error).message);
    }
    function say(detail: string): void {
      report({
        kind: "table-corrupt",
        subject: name,
        detail,
        wayOut:
          "The disk or its file system has lost data: check it, then restore a backup from before, npm run trax -- restore DIR.",
      });
    }
  }
  return tables.length;
}

async function checkTrees(client: ClientBase, { report }: CheckContext): Promise<number> {
  const checks: Record<string, string | null> = {
    btree: await nameOf(client, "bt_index_check"),
    // Of PostgreSQL 18 on.
    gin: await nameOf(client, "gin_index_check"),
  };
  const { rows: indexes } = await client.query<Relation>(`
    SELECT i.relname AS name, i.oid::regclass::text AS regclass, m.amname AS kind
    FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_am m ON m.oid = i.relam
    WHERE i.relnamespace IN ${schemas} AND x.indisvalid AND x.indisready AND i.relkind = 'i' AND i.relpersistence <> 't'
    ORDER BY i.relname`);
  let looked = 0;
  for (const { name, regclass, kind } of indexes) {
    const check = checks[kind];
    if (!check) continue;
    looked += 1;
    const also = kind === "btree" ? ", heapallindexed => true" : "";
    const detail = await attempt(client, `SELECT ${check}(${pg.escapeLiteral(regclass)}::regclass${also})`);
    if (detail === null) continue;
    report({
      kind: "index-corrupt",
      subject: name,
      detail,
      mend: {
        type: "sql",
        id: `reindex ${regclass}`,
        label: "build it again from its table",
        stage: "index",
        statements: [`REINDEX INDEX ${regclass}`],
      },
    });
  }
  return looked;
}
