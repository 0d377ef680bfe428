import { randomBytes } from "node:crypto";
import { processWide } from "@/server/platform/process-wide";
import { withClient } from "../migration-connection";
import type { Migration } from "../read-migrations";
import { readSchema, type SchemaShape } from "../read-schema";
import { splitSql } from "../split-sql";

/** What the migrations make, tried out on the same server: in a schema of its own, in a transaction that is taken back,
 * so that nothing of it stays, whatever happens. Null where the role may not create a schema. The same steps on the same
 * server by the same role make the same: a repair, which looks before and after, tries them once. */
export async function readExpectedSchema(
  connectionString: string,
  steps: readonly Migration[],
): Promise<SchemaShape | null> {
  const known = processWide("expected-schemas", () => new Map<string, SchemaShape>());
  const { username, host } = new URL(connectionString);
  const key = [username, host, ...steps.map(({ up }) => up)].join("\0");
  const shape = known.get(key) ?? (await tryOut(connectionString, steps));
  if (shape) known.set(key, shape);
  return shape && structuredClone(shape);
}

async function tryOut(connectionString: string, steps: readonly Migration[]): Promise<SchemaShape | null> {
  return await withClient({ connectionString }, async (client) => {
    await client.query("BEGIN");
    try {
      await client.query("SET LOCAL statement_timeout = 0");
      await client.query("SET LOCAL TimeZone = 'UTC'");
      await client.query("SELECT set_config('trax.media_root', '', true)");
      const name = `trax_expected_${randomBytes(6).toString("hex")}`;
      await client.query(`CREATE SCHEMA ${name}`);
      // Before all others, so that the steps work on their own tables; of those that are there only what extensions
      // brought is asked for.
      const { rows } = await client.query<{ name: string }>(`
        SELECT DISTINCT quote_ident(nspname) AS name FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace
        WHERE nspname <> 'pg_catalog'`);
      await client.query(`SET LOCAL search_path = ${[name, ...rows.map((row) => row.name)].join(", ")}`);
      for (const step of steps) for (const { text } of splitSql(step.up)) await client.query(text);
      return await readSchema(client);
    } catch (error) {
      // Not allowed, or a server that takes no writes.
      if (["42501", "25006"].includes((error as { code?: string }).code ?? "")) return null;
      throw error;
    } finally {
      await client.query("ROLLBACK").catch(() => undefined);
    }
  });
}
