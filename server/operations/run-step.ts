import type pg from "pg";
import { TraxError } from "@/server/platform/errors";
import { describeReason } from "./migration-connection";
import type { Migration } from "./read-migrations";
import { splitSql } from "./split-sql";

/** Takes or undoes one step in one transaction, which `record` writes into the history too.
 * @throws DATABASE_MIGRATION_FAILED with the statement; the database is as it was */
export async function runStep(
  client: pg.ClientBase,
  migration: Migration,
  script: string,
  mediaRoot: string | undefined,
  record: () => Promise<void>,
): Promise<void> {
  let current = { text: "BEGIN", line: 0 };
  try {
    await client.query("BEGIN");
    await client.query("SET LOCAL statement_timeout = 0");
    await client.query("SET LOCAL idle_in_transaction_session_timeout = 0");
    await client.query("SET LOCAL TimeZone = 'UTC'");
    await client.query("SELECT set_config('trax.media_root', $1, true)", [mediaRoot ?? ""]);
    for (current of splitSql(script)) await client.query(current.text);
    current = { text: "COMMIT", line: 0 };
    await record();
    await client.query("COMMIT");
  } catch (error) {
    // A connection that is gone has rolled back by itself.
    await client.query("ROLLBACK").catch(() => undefined);
    throw new TraxError(
      "DATABASE_MIGRATION_FAILED",
      {
        migration: migration.name,
        statement: describeStatement(current, error),
        reason: describeReason(error),
      },
      { cause: error },
    );
  }
}

/** Line in the script and the statement's beginning; Postgres gives a position for errors of syntax and names. */
function describeStatement(statement: { text: string; line: number }, error: unknown): string {
  if (statement.line === 0) return statement.text;
  const position = Number((error as { position?: string }).position ?? 1);
  const line = statement.line + statement.text.slice(0, position - 1).split("\n").length - 1;
  const beginning = statement.text.replace(/\s+/g, " ").slice(0, 120);
  return `line ${line}, ${beginning}`;
}
