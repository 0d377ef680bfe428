import type { ClientBase } from "pg";
import { TraxError } from "@/server/platform/errors";

const NAMED = 5;

/** Checks that a database without a history of ours is empty, apart from what a rollback to its beginning put aside:
 * making tables beside those of somebody else would be hard to take back.
 * @throws DATABASE_NOT_ADOPTED, DATABASE_FOREIGN */
export async function requireOwnDatabase(client: ClientBase): Promise<void> {
  const names = await listForeignTables(client);
  if (names.length === 0) return;
  const isSeed =
    names.includes("media_files") && names.some((name) => /^transcript(s|ion_results)$/.test(name));
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : "";
  const found = `${names.slice(0, NAMED).join(", ")}${more}`;
  if (isSeed) throw new TraxError("DATABASE_NOT_ADOPTED", { found });
  throw new TraxError("DATABASE_FOREIGN", { found: `the tables ${found}` });
}

/** Tables and views that are neither an extension's nor an archive of ours. */
async function listForeignTables(client: ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(`
    SELECT relname AS name FROM pg_class AS c
    WHERE relnamespace = to_regnamespace(current_schema()) AND relkind IN ('r', 'p', 'v', 'm', 'f')
      AND relname !~ '^archive_\\d{3}_' AND relname <> '_prisma_migrations'
      AND NOT EXISTS (
        SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e')
    ORDER BY relname::text COLLATE "C"`);
  return rows.map(({ name }) => name);
}
