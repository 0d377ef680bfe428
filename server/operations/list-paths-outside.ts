import { withClient } from "./migration-connection";

/** A file that lies where Trax does not look, and the key at which it does. */
export interface PathOutside {
  table: string;
  original: string;
  key: string;
}

/** Files of an adopted database that lie outside of the media root given then, and were not moved since. */
export async function listPathsOutside(connectionString: string): Promise<PathOutside[]> {
  return await withClient({ connectionString }, async (client) => {
    const { rows: found } = await client.query<{ exists: boolean }>(
      "SELECT to_regclass('migration_notes') IS NOT NULL AS exists",
    );
    if (!found[0]?.exists) return [];
    const { rows } = await client.query<PathOutside>(`
      SELECT n.table_name AS table, n.original, n.replacement AS key FROM migration_notes AS n
      WHERE n.reason = 'path_outside' AND n.original IS NOT NULL AND EXISTS (
        SELECT 1 FROM media_files WHERE n.table_name = 'media_files' AND id::text = n.row_id AND file_path = n.replacement
        UNION ALL
        SELECT 1 FROM exports WHERE n.table_name = 'exports' AND id::text = n.row_id AND file_path = n.replacement)
      ORDER BY n.id`);
    return rows;
  });
}
